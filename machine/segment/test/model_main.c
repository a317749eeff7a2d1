/* test-segment-model: the lazy library against the eager model. */
#include "model_groups.h"
#include "world.h"

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lazy_is_eager_loads),       cmocka_unit_test(lazy_is_eager_deep),
        cmocka_unit_test(lazy_is_eager_windows),     cmocka_unit_test(lazy_is_eager_thread),
        cmocka_unit_test(lazy_is_eager_kernel),      cmocka_unit_test(lazy_is_eager_revoked),
        cmocka_unit_test(lazy_is_eager_interrupted), cmocka_unit_test(lazy_is_eager_timed),
        cmocka_unit_test(lazy_is_eager_fuzzed),
    };
    return cmocka_run_group_tests_name("lazy against eager", tests, NULL, NULL);
}
