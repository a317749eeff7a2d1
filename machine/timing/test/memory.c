/* Costs of the hierarchy, and coherence between harts. Under u54: L2 12, memory 140, probe 12. */
#include "tests.h"

enum { L2 = 12, DRAM = 140, PROBE = 12, HERE = 0x80001000 };

struct stand {
    struct timing_profile profile;
    struct memory memory;
};

static struct stand stand;

static struct memory *made(const char *name, unsigned harts)
{
    stand.profile = profile_of(name);
    assert_true(memory_make(&stand.memory, &stand.profile, harts));
    return &stand.memory;
}

static enum line_state state_of(struct memory *m, unsigned hart, uint64_t pa)
{
    struct cache_line *l = cache_peek(&m->l1d[hart], pa >> m->line_shift);
    return l ? l->state : LINE_INVALID;
}

static void a_miss_costs_what_lies_below(void **state)
{
    (void)state;
    struct memory *m = made("u54", 1);
    assert_int_equal(memory_load(m, 0, HERE), L2 + DRAM);
    assert_int_equal(memory_load(m, 0, HERE + 63), 0);
    assert_int_equal(memory_fetch(m, 0, HERE), L2); /* split first level, shared second */
    assert_int_equal(memory_fetch(m, 0, HERE), 0);
    memory_drop_code(m, 0);
    assert_int_equal(memory_fetch(m, 0, HERE), L2);
    assert_int_equal(memory_zero(m, 0, HERE + 64), L2); /* nothing is read */
    assert_int_equal(m->counters[0].l2_misses, 2);
    memory_free(m);
}

static void a_working_set_beyond_the_l1_lives_in_the_l2(void **state)
{
    (void)state;
    struct memory *m = made("u54", 1);
    uint64_t cost = 0;
    for (unsigned round = 0; round < 2; round++)
        for (uint64_t pa = 0; pa < 1 << 20; pa += 64)
            cost += round * memory_load(m, 0, HERE + pa);
    assert_in_range(cost, (1 << 20) / 64 * L2 * 9 / 10, (1 << 20) / 64 * L2); /* none from DRAM, few from the L1 */
    memory_free(m);
}

static void reading_shares_and_writing_takes(void **state)
{
    (void)state;
    struct memory *m = made("u54", 2);
    memory_load(m, 0, HERE);
    assert_int_equal(state_of(m, 0, HERE), LINE_EXCLUSIVE);
    assert_int_equal(memory_store(m, 0, HERE), 0); /* its own: silently */
    assert_int_equal(state_of(m, 0, HERE), LINE_MODIFIED);
    assert_int_equal(memory_load(m, 1, HERE), L2 + PROBE); /* from the other's cache */
    assert_int_equal(state_of(m, 0, HERE), LINE_SHARED);
    assert_int_equal(state_of(m, 1, HERE), LINE_SHARED);
    assert_int_equal(memory_load(m, 0, HERE), 0);
    assert_int_equal(memory_store(m, 1, HERE), L2 + PROBE); /* asks, and the other loses it */
    assert_int_equal(state_of(m, 0, HERE), LINE_INVALID);
    assert_int_equal(state_of(m, 1, HERE), LINE_MODIFIED);
    assert_int_equal(m->counters[0].invalidations, 1);
    assert_int_equal(memory_store(m, 0, HERE), L2 + PROBE); /* the line goes to and fro */
    memory_free(m);
}

/* Direct inclusion: a line that leaves the L2 is in no L1 any more. */
static void what_leaves_the_l2_leaves_the_l1(void **state)
{
    (void)state;
    struct memory *m = made("u54", 1);
    memory_load(m, 0, HERE);
    memory_fetch(m, 0, HERE);
    struct cache_line *l = cache_peek(&m->l2, HERE >> 6);
    for (uint64_t n = 1; l->line == HERE >> 6; n++)
        memory_load(m, 0, HERE + n * (stand.profile.l2_bytes / stand.profile.l2_ways));
    assert_null(cache_peek(&m->l1d[0], HERE >> 6));
    assert_null(cache_peek(&m->l1i[0], HERE >> 6));
    memory_free(m);
}

static void a_device_takes_what_it_writes(void **state)
{
    (void)state;
    struct memory *m = made("u54", 2);
    memory_store(m, 0, HERE);
    memory_dma(m, HERE, 4096, false);
    assert_int_equal(state_of(m, 0, HERE), LINE_SHARED);
    memory_dma(m, HERE - 1, 2, true);
    assert_int_equal(state_of(m, 0, HERE), LINE_INVALID);
    assert_int_equal(memory_load(m, 0, HERE), L2);
    memory_free(m);
}

static void nothing_costs_in_ideal(void **state)
{
    (void)state;
    struct memory *m = made("ideal", 2);
    for (uint64_t pa = 0; pa < 1 << 24; pa += 4096)
        assert_int_equal(memory_load(m, 0, pa) + memory_store(m, 1, pa) + memory_fetch(m, 0, pa), 0);
    memory_dma(m, 0, 4096, true);
    memory_free(m);
}

int memory_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_miss_costs_what_lies_below),
        cmocka_unit_test(a_working_set_beyond_the_l1_lives_in_the_l2),
        cmocka_unit_test(reading_shares_and_writing_takes),
        cmocka_unit_test(what_leaves_the_l2_leaves_the_l1),
        cmocka_unit_test(a_device_takes_what_it_writes),
        cmocka_unit_test(nothing_costs_in_ideal),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
