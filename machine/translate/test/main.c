#include "groups.h"
#include "pair.h"

static int all(void)
{
    return random_tests() + floating_tests() + atomic_tests() + segment_tests() + far_tests() + far_case_tests();
}

/* Without a model of time, then under each: one stands for every kind of cache, pipe and predictor. */
int main(void)
{
    static const char *const profiles[] = {"u54", "arm", "x86", "ideal"};
    int failed = all();
    for (unsigned n = 0; n < sizeof profiles / sizeof *profiles; n++) {
        pair_under(profiles[n], 5);
        failed += all();
    }
    return failed != 0;
}
