/* Memory references, as the hart's own counters tell them. Manual, chapter on memory references. */
#include "groups.h"
#include "segment/slb.h"
#include "world.h"

#include <string.h>

struct cost {
    uint64_t table_reads, frame_writes, frame_reads, spill_writes, spill_reads;
};

static struct cost since(const struct world *w, const struct xs_counters *before)
{
    const uint64_t *now = w->counters.n, *then = before->n;
#define OF(counter) (now[counter] - then[counter])
    return (struct cost){OF(XS_CTR_TABLE_READS), OF(XS_CTR_FRAME_WRITES), OF(XS_CTR_FRAME_READS),
                         OF(XS_CTR_SPILL_WRITES), OF(XS_CTR_SPILL_READS)};
}

static struct cost round_trip(struct world *w, unsigned gate, unsigned overwritten)
{
    struct xs_counters before = w->counters;
    w->x[2] = PTR(2, STACK_TOP);
    assert_done(w_call(w, TO_SERVER, gate, 0));
    for (unsigned n = 0; n < overwritten; n++)
        assert_done(w_move(w, 3 + n, 0));
    assert_done(w_return(w));
    return since(w, &before);
}

static void assert_cost(struct cost got, struct cost want)
{
    assert_memory_equal(&got, &want, sizeof got);
}

static void counts_cold_call_reads_each_table_line_once(void **state)
{
    struct world *w = *state;
    struct cost cold = round_trip(w, GATE_PLAIN, 0);
    print_message("           cold far call + return: %d table reads, %d frame writes, %d frame reads\n",
                  (int)cold.table_reads, (int)cold.frame_writes, (int)cold.frame_reads);
    /* CLIENT's descriptor, the entry, SERVER's descriptor, the gate; THREAD's descriptor at the return */
    assert_cost(cold, (struct cost){5, 12, 13, 0, 0});
}

static void counts_warm_call_reads_no_table(void **state)
{
    struct world *w = *state;
    round_trip(w, GATE_PLAIN, 0);
    uint64_t hits = w->counters.n[XS_CTR_SLB_HITS], misses = w->counters.n[XS_CTR_SLB_MISSES];
    assert_cost(round_trip(w, GATE_PLAIN, 0), (struct cost){0, 12, 13, 0, 0});
    assert_int_equal(w->counters.n[XS_CTR_SLB_HITS] - hits, 5);
    assert_int_equal(w->counters.n[XS_CTR_SLB_MISSES], misses);
    assert_int_equal(w->counters.n[XS_CTR_FAR_CALLS], 2);
    assert_int_equal(w->counters.n[XS_CTR_FAR_RETURNS], 2);
}

static void counts_protection_and_fp(void **state)
{
    struct world *w = *state;
    for (unsigned warm = 0; warm < 2; warm++) {
        struct cost protect = round_trip(w, GATE_PROTECT, 0), fp = round_trip(w, GATE_FP, 0);
        if (warm) {
            assert_cost(protect, (struct cost){0, 24, 25, 0, 0});
            assert_cost(fp, (struct cost){0, 37, 38, 0, 0});
        }
    }
}

static void counts_spill_only_what_is_overwritten(void **state)
{
    struct world *w = *state;
    round_trip(w, GATE_PLAIN, 0);
    for (unsigned n = 0; n <= 12; n++)
        assert_cost(round_trip(w, GATE_PLAIN, n), (struct cost){0, 12, 13, 4 * n, 4 * n});
}

static void counts_second_write_spills_nothing(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 3, TO_DATA));
    uint64_t spills = w->counters.n[XS_CTR_SPILL_WRITES];
    assert_int_equal(spills, 4);
    assert_done(w_load(w, 3, TO_DATA2));
    assert_done(w_window(w, 3, PTR(3, 0), 8, 1));
    assert_int_equal(w->counters.n[XS_CTR_SPILL_WRITES], spills);
    assert_int_equal(w->counters.n[XS_CTR_SEG_LOADS], 2);
    assert_int_equal(w->counters.n[XS_CTR_SEG_WINDOWS], 1);
}

static void counts_warm_load_chk_and_query_read_no_table(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 3, TO_DATA));
    uint64_t reads = w->counters.n[XS_CTR_TABLE_READS];
    assert_done(w_load(w, 3, TO_DATA));
    assert_true(xs_chk(&w->hart, PTR(3, 0), 8, 3, true));
    assert_int_equal(w_query(w, XS_QUERY_HOLDS, PTR(3, 0), TO_DATA), 1);
    assert_int_equal(w_query(w, XS_QUERY_LIMIT, PTR(1, 0), 0), PTR(1, SEGMENT_SIZE));
    assert_int_equal(w->counters.n[XS_CTR_TABLE_READS], reads);
}

static void counts_walk(void **state)
{
    struct world *w = *state;
    struct xs_page page;
    assert_done(w_walk(w, DATA, GENERATION, 0, XS_LOAD, &page));
    assert_true(w->counters.n[XS_CTR_PTE_READS] == 3 && w->counters.n[XS_CTR_TABLE_READS] == 1);
    assert_done(w_walk(w, DATA, GENERATION, 8, XS_LOAD, &page));
    assert_true(w->counters.n[XS_CTR_PTE_READS] == 6 && w->counters.n[XS_CTR_TABLE_READS] == 1);
}

static void counts_a_refused_call_counts_no_call(void **state)
{
    struct world *w = *state;
    assert_refused(w_call(w, TO_SERVER, GATE_PLAIN, MASK_GRANT(3)), GRANT);
    assert_refused(w_return(w), BOTTOM);
    assert_int_equal(w->counters.n[XS_CTR_FAR_CALLS] + w->counters.n[XS_CTR_FAR_RETURNS] +
                         w->counters.n[XS_CTR_FRAME_WRITES],
                     0);
}

static void counts_slb_holds_a_working_set_of_services(void **state)
{
    struct world *w = *state;
    for (unsigned round = 0; round < 3; round++) {
        uint64_t reads = w->counters.n[XS_CTR_TABLE_READS];
        assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
        assert_done(w_call(w, TO_OTHER, GATE_PROTECT, 0));
        assert_done(w_load(w, 3, TO_DATA));
        assert_done(w_load(w, 4, TO_DATA2));
        assert_done(w_call(w, XS_VSEL_CALLER, GATE_CALLBACK, 0));
        for (unsigned i = 0; i < 3; i++)
            assert_done(w_return(w));
        assert_true(round == 0 || w->counters.n[XS_CTR_TABLE_READS] == reads);
    }
}

/* Whether it is used or not. */
static void counts_the_oldest_entry_goes_first(void **state)
{
    struct world *w = *state;
    const uint64_t data[4] = {0};
    struct xs_slb_key key[XS_SLB_WAYS + 1];
    xs_invalidate(&w->hart, XS_INVAL_ALL, 0, 0);
    for (uint32_t n = 0; n <= XS_SLB_WAYS; n++) /* all of one set */
        key[n] = xs_slb_key(XS_SLB_VSTE, 100, 1, n * XS_SLB_SETS);
    for (unsigned n = 0; n < XS_SLB_WAYS; n++)
        xs_slb_fill(&w->hart, key[n], data, 4);
    assert_non_null(xs_slb_find(&w->hart, key[0]));
    xs_slb_fill(&w->hart, key[XS_SLB_WAYS], data, 4);
    assert_null(xs_slb_find(&w->hart, key[0]));
    for (unsigned n = 1; n <= XS_SLB_WAYS; n++)
        assert_non_null(xs_slb_find(&w->hart, key[n]));
}

int run_counts(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        T(counts_cold_call_reads_each_table_line_once),
        T(counts_warm_call_reads_no_table),
        T(counts_protection_and_fp),
        T(counts_spill_only_what_is_overwritten),
        T(counts_second_write_spills_nothing),
        T(counts_warm_load_chk_and_query_read_no_table),
        T(counts_walk),
        T(counts_a_refused_call_counts_no_call),
        T(counts_slb_holds_a_working_set_of_services),
        T(counts_the_oldest_entry_goes_first),
    };
    return cmocka_run_group_tests_name("counts", tests, NULL, NULL);
}
