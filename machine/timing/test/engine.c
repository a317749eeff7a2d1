/* What instructions cost under u54 when they run on a hart: latencies, branches, CSRs, walks, traps. Costs of cold caches are
 * kept out by running everything twice. */
#include "engine_tests.h"

#include <string.h>

enum { MUL = 0x02000033, DIV = 0x02004033, BEQ = 0x63, ADD = 0x33, CYCLE = 0xc00, MCYCLE = 0xb00, INSTRET = 0xb02 };
enum { LB = 0x3, FADD_D = 0x02000053, REFILL = 5, WRONG = 3 };

struct stand {
    struct bench *b;
    struct timing_system *s;
};

static int setup(void **state)
{
    static struct stand stand;
    assert_int_equal(bench_setup((void **)&stand.b), 0);
    stand.s = attach_profile(stand.b, "u54");
    *state = &stand;
    return 0;
}

static int teardown(void **state)
{
    struct stand *st = *state;
    bench_teardown((void **)&st->b);
    timing_free(st->s);
    return 0;
}

/* Cycles of the words alone, warm: less those of as many instructions that cost one each. */
static uint64_t extra(struct stand *st, const uint32_t *words, unsigned count)
{
    uint64_t cost = 0;
    for (unsigned time = 0; time < 3; time++) {
        hart_set_reg(st->b->hart, 32, CODE);
        hart_set_reg(st->b->hart, A0, DATA);
        bench_write(st->b, CODE, words, count);
        uint64_t from = hart_cycles(st->b->hart);
        hart_run(st->b->hart, count);
        cost = hart_cycles(st->b->hart) - from;
    }
    return cost - count;
}
#define EXTRA(st, ...) extra(st, (const uint32_t[]){__VA_ARGS__}, sizeof((uint32_t[]){__VA_ARGS__}) / 4)

static void results_are_waited_for(void **state)
{
    struct stand *st = *state;
    assert_int_equal(EXTRA(st, ADDI(A1, 0, 1), ADDI(A2, A1, 1), NOP), 0);
    assert_int_equal(EXTRA(st, LD(A1, A0, 0), ADDI(A2, A1, 1), NOP), 1);
    assert_int_equal(EXTRA(st, LD(A1, A0, 0), NOP, ADDI(A2, A1, 1)), 0);
    assert_int_equal(EXTRA(st, i_type(LB, A1, A0, 0), ADDI(A2, A1, 1), NOP), 2);
    assert_int_equal(EXTRA(st, r_type(MUL, A1, A0, A0), ADDI(A2, A1, 1), NOP), 3);
    assert_int_equal(EXTRA(st, r_type(MUL, ZERO, A0, A0), ADDI(A2, ZERO, 1), NOP), 0); /* x0 waits for nobody */
    assert_int_equal(EXTRA(st, r_type(FADD_D, 3, 4, 5), r_type(FADD_D, 6, 3, 5), NOP), 5);
    assert_int_equal(EXTRA(st, r_type(FADD_D, 3, 4, 5), ADDI(A2, 3, 1), NOP), 0); /* x3 is not f3 */
}

static void divisions_take_their_quotient(void **state)
{
    struct stand *st = *state;
    assert_int_equal(EXTRA(st, ADDI(A1, 0, 1), ADDI(A2, 0, 7), r_type(DIV, T0, A1, A2), NOP), 2);
    assert_int_equal(EXTRA(st, ADDI(A1, 0, 64), ADDI(A2, 0, 1), r_type(DIV, T0, A1, A2), NOP), 2 + 7);
    assert_int_equal(EXTRA(st, ADDI(A1, 0, -64), ADDI(A2, 0, 1), r_type(DIV, T0, A1, A2), NOP), 2 + 7);
    assert_int_equal(EXTRA(st, ADDI(A1, 0, 5), r_type(DIV, T0, A1, ZERO), NOP), 2 + 64);
}

/* A loop of eight turns: taken seven times, once not. */
static void loops_are_predicted(void **state)
{
    struct stand *st = *state;
    const uint32_t back = 0xfe0a9ee3; /* bnez s5, -4 */
    uint32_t words[] = {i_type(0x13, 21, 0, 8), i_type(0x13, 21, 21, -1), back, NOP};
    uint64_t wrong = 0;
    for (unsigned time = 0; time < 50; time++) {
        uint64_t before = st->s->hart[0].counters.mispredicts;
        hart_set_reg(st->b->hart, 32, CODE);
        bench_write(st->b, CODE, words, 4);
        hart_run(st->b->hart, 1 + 16 + 1);
        wrong = st->s->hart[0].counters.mispredicts - before;
    }
    assert_in_range(wrong, 0, 2);
    assert_int_equal(st->s->hart[0].counters.branches, 50 * 8);
}

static void the_cycle_csr_counts_modelled_cycles(void **state)
{
    struct stand *st = *state;
    struct bench *b = st->b;
    EXTRA(st, CSRR(A1, MCYCLE), r_type(MUL, T0, A0, A0), ADDI(T0, T0, 0), CSRR(A2, MCYCLE));
    assert_int_equal(hart_get_reg(b->hart, A2) - hart_get_reg(b->hart, A1), 3 + 3);
    EXTRA(st, CSRR(A1, INSTRET), r_type(MUL, T0, A0, A0), ADDI(T0, T0, 0), CSRR(A2, INSTRET));
    assert_int_equal(hart_get_reg(b->hart, A2) - hart_get_reg(b->hart, A1), 3);
    EXTRA(st, CSRW(MCYCLE, ZERO), NOP, NOP, CSRR(A2, MCYCLE));
    assert_int_equal(hart_get_reg(b->hart, A2), 2 + REFILL);
}

static void csr_writes_refill_the_pipe(void **state)
{
    struct stand *st = *state;
    assert_int_equal(EXTRA(st, CSRW(0x340, A0), NOP, NOP), REFILL);
    assert_int_equal(EXTRA(st, CSRR(A1, 0x340), NOP, NOP), 0);
    assert_int_equal(EXTRA(st, CSRR(A1, 0x340), ADDI(A1, A1, 0), NOP), 2);
    assert_int_equal(EXTRA(st, CSRW(FCSR, ZERO), NOP, NOP), 0);
}

/* An access of a device costs what a crossing of the bus does, and touches no cache. */
static void devices_are_far(void **state)
{
    struct stand *st = *state;
    bench_put(st->b, DATA, DEVICE);
    assert_int_equal(EXTRA(st, LD(A1, A0, 0), NOP, LW(A2, A1, 0), NOP), 40);
}

static void a_trap_is_a_refill_each_way(void **state)
{
    struct stand *st = *state;
    const uint32_t handler[] = {CSRR(T0, MEPC), ADDI(T0, T0, 4), CSRW(MEPC, T0), MRET};
    const uint32_t code[] = {ECALL, NOP};
    uint64_t cost = 0;
    bench_write(st->b, TRAPS, handler, 4);
    for (unsigned time = 0; time < 3; time++) {
        hart_set_reg(st->b->hart, 32, CODE);
        bench_write(st->b, CODE, code, 2);
        uint64_t from = hart_cycles(st->b->hart);
        hart_run(st->b->hart, 6); /* the trap, four of the handler, NOP */
        cost = hart_cycles(st->b->hart) - from;
    }
    assert_int_equal(cost, 5 + 2 + 3 * REFILL); /* mepc is waited for; trap, write of mepc, return */
}

/* Sv39 with 4 KiB pages: each first touch walks, and the walk's reads go through the data cache. */
static void walks_read_the_tables(void **state)
{
    struct stand *st = *state;
    struct bench *b = st->b;
    const uint64_t pointer = 1, leaf = 0xcf | 0x10;
    bench_put(b, TABLES + 8 * 2, (TABLES + 0x1000) >> 12 << 10 | pointer); /* 2 GiB: where RAM is */
    bench_put(b, TABLES + 0x1000, (TABLES + 0x2000) >> 12 << 10 | pointer);
    for (unsigned n = 0; n < 512; n++)
        bench_put(b, TABLES + 0x2000 + 8 * n, (RAM + 4096 * n) >> 12 << 10 | leaf);
    bench_set_csr(b, SATP, UINT64_C(8) << 60 | TABLES >> 12);
    bench_set_csr(b, MSTATUS, 0x6000 | 1 << 18);
    const uint32_t code[] = {LD(A1, A0, 0), LD(A2, A0, 8), NOP};
    for (unsigned n = 0; n < 512; n++)
        bench_put(b, TABLES + 0x2000 + 8 * n, (RAM + 4096 * n) >> 12 << 10 | 0xcf);
    bench_write(b, CODE, code, 3);
    bench_enter(b, PRV_S, CODE);
    hart_set_reg(b->hart, A0, DATA);
    hart_run(b->hart, 3);
    const struct timing_counters *c = &st->s->hart[0].counters;
    assert_int_equal(c->itlb_misses, 1);
    assert_int_equal(c->dtlb_misses, 1);
    assert_int_equal(c->walks, 2);
    assert_int_equal(c->pte_reads, 3 + 1); /* the walker holds the inner ones */
    hart_set_reg(b->hart, 32, CODE);
    hart_run(b->hart, 3);
    assert_int_equal(c->walks, 2);
    const uint32_t fence[] = {SFENCE, NOP};
    bench_write(b, CODE, fence, 2);
    bench_write(b, CODE + 8, code, 3);
    hart_set_reg(b->hart, 32, CODE);
    hart_run(b->hart, 5);
    assert_int_equal(c->walks, 4);
}

static void a_run_ends_behind_the_instruction_that_reaches_its_cycle(void **state)
{
    struct stand *st = *state;
    struct hart *h = st->b->hart;
    uint32_t words[64];
    for (unsigned n = 0; n < 64; n++)
        words[n] = n % 4 == 3 ? r_type(MUL, A0, A0, A0) : NOP;
    bench_write(st->b, CODE, words, 64);
    hart_run(h, 64); /* cold */
    hart_set_reg(h, 32, CODE);
    uint64_t from = hart_cycles(h);
    hart_run_until(h, from + 10);
    assert_int_equal(hart_run(h, 1000), STOP_ASKED);
    assert_int_equal(hart_cycles(h) - from, 10);
    assert_int_equal(hart_get_reg(h, 32), CODE + 4 * 10);
}

int engine_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(results_are_waited_for, setup, teardown),
        cmocka_unit_test_setup_teardown(divisions_take_their_quotient, setup, teardown),
        cmocka_unit_test_setup_teardown(loops_are_predicted, setup, teardown),
        cmocka_unit_test_setup_teardown(the_cycle_csr_counts_modelled_cycles, setup, teardown),
        cmocka_unit_test_setup_teardown(csr_writes_refill_the_pipe, setup, teardown),
        cmocka_unit_test_setup_teardown(devices_are_far, setup, teardown),
        cmocka_unit_test_setup_teardown(a_trap_is_a_refill_each_way, setup, teardown),
        cmocka_unit_test_setup_teardown(walks_read_the_tables, setup, teardown),
        cmocka_unit_test_setup_teardown(a_run_ends_behind_the_instruction_that_reaches_its_cycle, setup, teardown),
    };
    return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
