/* Rows by where control came from and where it went. */
#include "tests.h"

static struct pairs pairs;

static struct pair_counts at_cycle(uint64_t cycles)
{
    return (struct pair_counts){.cycles = cycles, .l1d_misses = cycles / 10};
}

static const struct pair_row *row(uint32_t from, uint32_t to)
{
    for (unsigned n = 0; n <= PAIRS; n++)
        if (pairs.at[n].visits && pairs.at[n].from == from && pairs.at[n].to == to)
            return &pairs.at[n];
    return NULL;
}

static void cross(uint32_t to, uint64_t cycles)
{
    struct pair_counts now = at_cycle(cycles);
    pairs_cross(&pairs, to, &now);
}

static void claim_Q1_a_visit_belongs_to_its_crossing(void **state)
{
    (void)state;
    pairs_reset(&pairs);
    cross(7, 100); /* caller begins */
    cross(8, 150); /* calls */
    cross(7, 180); /* is back */
    cross(8, 200);
    cross(7, 210);
    struct pair_counts now = at_cycle(300);
    pairs_settle(&pairs, &now);
    assert_int_equal(row(PLACE_START, PLACE_START)->spent.cycles, 100);
    assert_int_equal(row(PLACE_START, 7)->spent.cycles, 50);
    assert_int_equal(row(7, 8)->visits, 2);
    assert_int_equal(row(7, 8)->spent.cycles, 30 + 10);
    assert_int_equal(row(7, 8)->spent.l1d_misses, 3 + 1);
    assert_int_equal(row(8, 7)->visits, 2);
    assert_int_equal(row(8, 7)->spent.cycles, 20 + 90);
    assert_null(row(8, 8));
}

static void nothing_is_lost_when_the_table_is_full(void **state)
{
    (void)state;
    uint64_t cycles = 0, sum = 0;
    pairs_reset(&pairs);
    for (uint32_t n = 1; n <= 3000; n++)
        cross(n, cycles += 10);
    for (unsigned n = 0; n <= PAIRS; n++)
        sum += pairs.at[n].spent.cycles;
    assert_int_equal(sum, cycles);
    assert_int_equal(row(PLACE_OTHERS, PLACE_OTHERS)->visits, 3000 - (PAIRS - 1));
}

int pairs_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(claim_Q1_a_visit_belongs_to_its_crossing),
        cmocka_unit_test(nothing_is_lost_when_the_table_is_full),
    };
    return cmocka_run_group_tests_name("pairs", tests, NULL, NULL);
}
