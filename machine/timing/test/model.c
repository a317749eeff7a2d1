/* What events cost, composed. Under u54: L2 12, memory 140, wrong prediction 3, refill 5, L2 TLB 16, walk step 10. */
#include "tests.h"

enum { L2 = 12, DRAM = 140, WRONG = 3, REFILL = 5, SECOND = 16, STEP = 10 };
#define SPACE (UINT64_C(1) << 62 | 1)
#define PA    UINT64_C(0x80001000)

static struct timing_system *system_of(const char *name)
{
    struct timing_profile p = profile_of(name);
    struct timing_system *s = timing_new(&p, 1);
    assert_non_null(s);
    return s;
}

static uint64_t since(const struct timing *t, uint64_t *mark)
{
    uint64_t now = timing_cycles(t), passed = now - *mark;
    *mark = now;
    return passed;
}

/* Three tables in three pages. */
static void walker(void *context, uint64_t space, uint64_t address, struct timing_walk *w)
{
    (void)space;
    ++*(unsigned *)context;
    w->reads = 3;
    for (unsigned n = 0; n < 3; n++)
        w->pte[n] = 0x90000000 + 4096 * n + (n == 2 ? (address >> 12) * 8 : 0);
}

static void a_walk_goes_through_the_caches(void **state)
{
    (void)state;
    struct timing_system *s = system_of("u54");
    struct timing *t = &s->hart[0];
    unsigned walks = 0;
    uint64_t mark = 0;
    t->walk = walker;
    t->walk_context = &walks;
    memory_load(t->memory, 0, PA);
    timing_data(t, TIMING_LOAD, SPACE, 0x1000, PA, 8);
    assert_int_equal(since(t, &mark), SECOND + 3 * (STEP + L2 + DRAM));
    timing_data(t, TIMING_LOAD, SPACE, 0x1008, PA, 8);
    assert_int_equal(since(t, &mark), 0);
    timing_data(t, TIMING_LOAD, SPACE, 0x2000, PA, 8); /* inner entries held, the leaf's line in the L1 */
    assert_int_equal(since(t, &mark), SECOND + STEP);
    assert_int_equal(walks, 2);
    for (uint64_t n = 3; n < 40; n++)
        timing_data(t, TIMING_LOAD, SPACE, n << 12, PA, 8);
    since(t, &mark);
    timing_data(t, TIMING_LOAD, SPACE, 0x1000, PA, 8); /* gone from the first level, not from the second */
    assert_int_equal(since(t, &mark), SECOND);
    assert_int_equal(t->counters.dtlb_misses, 40);
    timing_free(s);
}

static void physical_addresses_need_no_walk(void **state)
{
    (void)state;
    struct timing_system *s = system_of("u54");
    uint64_t mark = 0;
    timing_data(&s->hart[0], TIMING_LOAD, 0, PA, PA, 8);
    assert_int_equal(since(&s->hart[0], &mark), L2 + DRAM);
    timing_data(&s->hart[0], TIMING_LOAD, 0, PA, PA + 60, 8); /* in two lines, one of them there */
    assert_int_equal(since(&s->hart[0], &mark), L2 + DRAM);
    timing_free(s);
}

static void stores_wait_in_the_buffer(void **state)
{
    (void)state;
    struct timing_system *s = system_of("u54"); /* one entry */
    struct timing *t = &s->hart[0];
    uint64_t mark = 0;
    timing_data(t, TIMING_STORE, 0, PA, PA, 8);
    assert_int_equal(since(t, &mark), 0);
    timing_data(t, TIMING_STORE, 0, PA, PA + 64, 8); /* waits for the first */
    assert_int_equal(since(t, &mark), L2 + DRAM);
    timing_fence(t);
    assert_int_equal(since(t, &mark), L2 + DRAM);
    timing_fence(t);
    assert_int_equal(since(t, &mark), 0);
    timing_free(s);
}

static void control_costs_what_it_throws_away(void **state)
{
    (void)state;
    struct timing_system *s = system_of("u54");
    struct timing *t = &s->hart[0];
    uint64_t mark = 0;
    timing_predicted(t, MISPREDICTED);
    assert_int_equal(since(t, &mark), WRONG);
    timing_predicted(t, NOT_TAKEN);
    assert_int_equal(since(t, &mark), 0);
    timing_trap(t, TIMING_EXCEPTION);
    assert_int_equal(since(t, &mark), REFILL);
    timing_redirect(t);
    assert_int_equal(since(t, &mark), WRONG);
    assert_int_equal(t->line & 1, 1); /* and the line is fetched anew */
    assert_int_equal(t->counters.stall.control + t->counters.stall.system + t->counters.stall.segment,
                     timing_cycles(t));
    timing_free(s);
}

static void tables_go_through_the_data_cache(void **state)
{
    (void)state;
    struct timing_system *s = system_of("u54");
    struct timing *t = &s->hart[0];
    uint64_t mark = 0;
    timing_table(t, false, PA, 56);
    assert_int_equal(since(t, &mark), 7 + L2 + DRAM); /* 8 bytes a cycle */
    timing_table(t, false, PA, 56);
    assert_int_equal(since(t, &mark), 7);
    timing_table(t, true, PA, 64);
    assert_int_equal(since(t, &mark), 8);
    timing_lookups(t, 3);
    assert_int_equal(since(t, &mark), 3);
    assert_int_equal(t->counters.segment_bytes, 176);
    timing_free(s);
}

static void a_division_takes_as_long_as_its_quotient(void **state)
{
    (void)state;
    struct timing_system *s = system_of("u54");
    uint64_t mark = 0;
    timing_divide(&s->hart[0], 64);
    assert_int_equal(since(&s->hart[0], &mark), 66); /* and the cycle of its issue: 67 */
    timing_divide(&s->hart[0], 1);
    assert_int_equal(since(&s->hart[0], &mark), 3);
    timing_free(s);
}

static void without_tags_a_switch_empties_the_tlb(void **state)
{
    (void)state;
    for (unsigned tags = 0; tags < 2; tags++) {
        struct timing_profile p = profile_of("u54");
        p.tlb_tags = tags;
        struct timing_system *s = timing_new(&p, 1);
        assert_non_null(s);
        timing_data(&s->hart[0], TIMING_LOAD, SPACE, 0x1000, PA, 8);
        timing_fetch(&s->hart[0], SPACE, 0x2000, PA);
        timing_switch(&s->hart[0]);
        assert_int_equal(s->hart[0].line, tags ? 0x2000 : TIMING_NO_LINE);
        timing_data(&s->hart[0], TIMING_LOAD, SPACE, 0x1000, PA, 8);
        assert_int_equal(s->hart[0].counters.dtlb_misses, tags ? 1 : 2);
        timing_free(s);
    }
}

static void ideal_is_one_cycle_each(void **state)
{
    (void)state;
    struct timing_system *s = system_of("ideal");
    struct timing *t = &s->hart[0];
    const struct pipe_op load = {.source = {1}, .destination = 1, .latency = 1, .memory = 1};
    for (unsigned n = 0; n < 1000; n++) {
        timing_issue(t, &load);
        timing_fetch(t, SPACE, 64 * n, PA + 64 * n);
        timing_data(t, TIMING_STORE, SPACE, 4096 * n, PA + 4096 * n, 8);
        timing_predicted(t, MISPREDICTED);
        timing_divide(t, 64);
        timing_atomic(t);
        timing_device(t);
        timing_fence_code(t);
        timing_csr_write(t);
        timing_trap(t, n % 3);
        timing_table(t, n % 2, PA + n, 64);
        timing_lookups(t, 3);
        timing_redirect(t);
    }
    assert_int_equal(timing_cycles(t), 1000);
    timing_reset(t);
    assert_int_equal(timing_cycles(t), 0);
    timing_free(s);
}

int model_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_walk_goes_through_the_caches),
        cmocka_unit_test(physical_addresses_need_no_walk),
        cmocka_unit_test(stores_wait_in_the_buffer),
        cmocka_unit_test(control_costs_what_it_throws_away),
        cmocka_unit_test(tables_go_through_the_data_cache),
        cmocka_unit_test(a_division_takes_as_long_as_its_quotient),
        cmocka_unit_test(without_tags_a_switch_empties_the_tlb),
        cmocka_unit_test(ideal_is_one_cycle_each),
    };
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
