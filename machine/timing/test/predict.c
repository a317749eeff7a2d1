/* Predictions as branches of known shapes teach them. */
#include "tests.h"

enum { HERE = 0x1000, THERE = 0x800, BACK = 0x1004 };

static struct predictor p;
static struct timing_profile profile;

static int make(void **state)
{
    (void)state;
    profile = profile_of("u54");
    return !predictor_make(&p, &profile);
}

static int drop(void **state)
{
    (void)state;
    predictor_free(&p);
    return 0;
}

/* A loop of n turns, many times: wrong predictions of the last time round. */
static unsigned loop(unsigned turns)
{
    unsigned wrong = 0;
    for (unsigned time = 0; time < 20; time++) {
        wrong = 0;
        for (unsigned n = 0; n < turns; n++)
            wrong += predict_branch(&p, HERE, THERE, n + 1 < turns) == MISPREDICTED;
    }
    return wrong;
}

static void a_long_loop_is_mispredicted_at_its_ends(void **state)
{
    (void)state;
    assert_in_range(loop(100), 1, 4);
}

static void history_learns_short_patterns(void **state)
{
    (void)state;
    assert_int_equal(loop(2), 0); /* taken, not taken, ... */
}

static void a_branch_never_taken_is_free(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 100; n++)
        assert_int_equal(predict_branch(&p, HERE, THERE, false), NOT_TAKEN);
}

static void a_jump_is_known_from_its_second_time(void **state)
{
    (void)state;
    assert_int_equal(predict_jump(&p, HERE, THERE), PREDICTED_DECODE);
    assert_int_equal(predict_jump(&p, HERE, THERE), PREDICTED_BTB);
    for (uint64_t n = 1; n <= 28; n++) /* as many as there are entries */
        predict_jump(&p, HERE + 4 * n, THERE);
    assert_int_equal(predict_jump(&p, HERE, THERE), PREDICTED_DECODE);
}

static void an_indirect_jump_goes_where_it_last_went(void **state)
{
    (void)state;
    assert_int_equal(predict_indirect(&p, HERE, THERE), MISPREDICTED);
    assert_int_equal(predict_indirect(&p, HERE, THERE), PREDICTED_BTB);
    assert_int_equal(predict_indirect(&p, HERE, BACK), MISPREDICTED);
    assert_int_equal(predict_indirect(&p, HERE, THERE), MISPREDICTED);
}

static void returns_come_back_as_deep_as_the_stack(void **state)
{
    (void)state;
    for (uint64_t n = 0; n < 7; n++) /* six fit */
        predict_call(&p, BACK + 16 * n);
    for (uint64_t n = 7; n-- > 1;)
        assert_int_not_equal(predict_return(&p, HERE, BACK + 16 * n), MISPREDICTED);
    predict_jump(&p, HERE, THERE);
    assert_int_equal(predict_return(&p, HERE, BACK), MISPREDICTED);
}

static void a_return_elsewhere_is_mispredicted(void **state)
{
    (void)state;
    predict_call(&p, BACK);
    assert_int_equal(predict_return(&p, HERE, THERE), MISPREDICTED);
}

int predict_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_long_loop_is_mispredicted_at_its_ends, make, drop),
        cmocka_unit_test_setup_teardown(history_learns_short_patterns, make, drop),
        cmocka_unit_test_setup_teardown(a_branch_never_taken_is_free, make, drop),
        cmocka_unit_test_setup_teardown(a_jump_is_known_from_its_second_time, make, drop),
        cmocka_unit_test_setup_teardown(an_indirect_jump_goes_where_it_last_went, make, drop),
        cmocka_unit_test_setup_teardown(returns_come_back_as_deep_as_the_stack, make, drop),
        cmocka_unit_test_setup_teardown(a_return_elsewhere_is_mispredicted, make, drop),
    };
    return cmocka_run_group_tests_name("predict", tests, NULL, NULL);
}
