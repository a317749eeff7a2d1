/* Traps as the privileged manual has them: order and level of interrupts, vectors, what the status registers keep. */
#include "bench.h"
#include "groups.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_setup, bench_teardown)
#define INTERRUPT  (UINT64_C(1) << 63)
enum { MIDELEG = 0x303, SSTATUS = 0x100, SRET = 0x10200073 };
enum { SIE = 1 << 1, M_IE = 1 << 3, SPIE = 1 << 5, MPIE = 1 << 7, SPP = 1 << 8, FS = 0x6000, MPRV = 1 << 17 };
enum { SSI = 1, MSI = 3, STI = 5, MTI = 7, SEI = 9, MEI = 11, ALL_S = 0x222, ALL_M = 0x888 };

/* All six are pending, by lines and by software. */
static void make_all_pending(struct bench *b)
{
    hart_set_line(b->hart, MEI, true);
    hart_set_line(b->hart, MSI, true);
    hart_set_line(b->hart, MTI, true);
    bench_set_csr(b, MIP, ALL_S);
}

/* Runs a NOP in that mode; the cause register of the level that was entered, or 0: none. */
static uint64_t cause_in(struct bench *b, enum privilege priv, uint64_t status, uint64_t enabled)
{
    const uint32_t words[] = {NOP, NOP};
    hart_reset(b->hart, CODE, 0, 0, 0);
    bench_set_csr(b, PMPADDR0 + 15, ~UINT64_C(0));
    bench_set_csr(b, PMPCFG0 + 2, UINT64_C(0x1f) << 56);
    bench_set_csr(b, MTVEC, TRAPS);
    bench_set_csr(b, STVEC, TRAPS + 0x100);
    bench_set_csr(b, MIDELEG, ALL_S);
    bench_set_csr(b, MSTATUS, FS | status);
    bench_write(b, CODE + 0x800, words, 2);
    if (priv != PRV_M)
        bench_enter(b, priv, CODE + 0x800);
    hart_set_reg(b->hart, 32, CODE + 0x800);
    if (priv != PRV_M && status & SIE)
        bench_set_csr(b, MSTATUS, FS | status);
    make_all_pending(b);
    bench_set_csr(b, MIE, enabled);
    hart_run(b->hart, 1);
    enum privilege now = hart_privilege(b->hart);
    uint64_t at = hart_get_reg(b->hart, 32);
    return at == CODE + 0x804 ? 0 : bench_csr(b, now == PRV_M ? MCAUSE : SCAUSE);
}

static void interrupts_come_in_the_manuals_order(void **state)
{
    static const unsigned machine[] = {MEI, MSI, MTI}, supervisor[] = {SEI, SSI, STI};
    struct bench *b = *state;
    uint64_t left = ALL_M;
    for (unsigned n = 0; n < 3; left &= ~(UINT64_C(1) << machine[n++]))
        assert_int_equal(cause_in(b, PRV_M, M_IE, left | ALL_S), INTERRUPT | machine[n]);
    left = ALL_S;
    for (unsigned n = 0; n < 3; left &= ~(UINT64_C(1) << supervisor[n++]))
        assert_int_equal(cause_in(b, PRV_S, SIE, left), INTERRUPT | supervisor[n]);
}

static void undelegated_ones_of_both_levels_come_in_order(void **state)
{
    static const unsigned order[] = {MEI, MSI, MTI, SEI, SSI, STI};
    struct bench *b = *state;
    uint64_t left = ALL_M | ALL_S;
    for (unsigned n = 0; n < 6; left &= ~(UINT64_C(1) << order[n++])) {
        bench_set_csr(b, MIDELEG, 0);
        bench_set_csr(b, MTVEC, TRAPS);
        bench_set_csr(b, MSTATUS, FS | M_IE);
        bench_write(b, CODE, (const uint32_t[]){NOP}, 1);
        hart_set_reg(b->hart, 32, CODE);
        make_all_pending(b);
        bench_set_csr(b, MIE, left);
        hart_run(b->hart, 10);
        assert_int_equal(bench_csr(b, MCAUSE), INTERRUPT | order[n]);
    }
}

static void levels_decide_before_numbers(void **state)
{
    struct bench *b = *state;
    assert_int_equal(cause_in(b, PRV_S, SIE, 1 << MTI | ALL_S), INTERRUPT | MTI); /* M-mode's before S-mode's */
    assert_int_equal(cause_in(b, PRV_S, 0, ALL_S), 0);                            /* SIE is off */
    assert_int_equal(cause_in(b, PRV_U, 0, ALL_S), INTERRUPT | SEI);              /* of no meaning below S-mode */
    assert_int_equal(cause_in(b, PRV_S, 0, ALL_M), INTERRUPT | MEI);              /* nor MIE below M-mode */
    assert_int_equal(cause_in(b, PRV_M, M_IE, ALL_S), 0);                         /* delegated: never in M-mode */
    assert_int_equal(cause_in(b, PRV_M, 0, ALL_M | ALL_S), 0);
}

static void vectors_are_for_interrupts(void **state)
{
    struct bench *b = *state;
    for (unsigned n = 0; n < 16; n++)
        bench_write(b, TRAPS + 4 * n, (const uint32_t[]){SELF}, 1);
    bench_set_csr(b, MTVEC, TRAPS | 1);
    bench_set_csr(b, MIE, 1 << MTI);
    bench_set_csr(b, MSTATUS, FS | M_IE);
    hart_set_line(b->hart, MTI, true);
    assert_false(RUN(b, NOP));
    assert_int_equal(hart_get_reg(b->hart, 32), TRAPS + 4 * MTI);
    bench_set_csr(b, MIE, 0);
    assert_false(RUN(b, ECALL));
    assert_int_equal(hart_get_reg(b->hart, 32), TRAPS);
}

static void the_status_registers_keep_what_was(void **state)
{
    struct bench *b = *state;
    const uint32_t call = ECALL;
    bench_write(b, CODE + 0x800, &call, 1);
    bench_set_csr(b, MSTATUS, FS | MPIE | MPRV);
    bench_enter(b, PRV_S, CODE + 0x800);
    assert_int_equal(bench_csr(b, MSTATUS) & (M_IE | MPIE | MPRV | 0x1800), M_IE | MPIE); /* MPP: U; MPRV: off */
    hart_run(b->hart, 10);
    assert_int_equal(bench_csr(b, MSTATUS) & (M_IE | MPIE | 0x1800), MPIE | 1 << 11);
    bench_set_csr(b, MSTATUS, FS | SPP | MPRV);
    bench_set_csr(b, SEPC, CODE + 0x800);
    const uint32_t ret = SRET;
    bench_write(b, CODE, &ret, 1);
    hart_set_reg(b->hart, 32, CODE);
    hart_run(b->hart, 1);
    assert_int_equal(hart_privilege(b->hart), PRV_S);
    assert_int_equal(bench_csr(b, MSTATUS) & (SIE | SPIE | SPP | MPRV), SPIE);
}

/* mepc is where the instruction begins, mtval where the part lies that cannot be fetched. */
static void a_fetch_fault_names_the_half_that_failed(void **state)
{
    struct bench *b = *state;
    const uint64_t last = RAM + RAM_SIZE - 2;
    assert_true(bus_store(b->bus, last, 2, NOP & 0xffff));
    hart_set_reg(b->hart, 32, last);
    hart_run(b->hart, 10);
    assert_int_equal(bench_csr(b, MCAUSE), 1);
    assert_int_equal(bench_csr(b, MEPC), last);
    assert_int_equal(bench_csr(b, MTVAL), last + 2);
    assert_false(RUN(b, EBREAK));
    assert_int_equal(bench_csr(b, MTVAL), CODE);
}

int trap_tests(void)
{
    const struct CMUnitTest tests[] = {
        TEST(interrupts_come_in_the_manuals_order), TEST(undelegated_ones_of_both_levels_come_in_order),
        TEST(levels_decide_before_numbers),         TEST(vectors_are_for_interrupts),
        TEST(the_status_registers_keep_what_was),   TEST(a_fetch_fault_names_the_half_that_failed),
    };
    return cmocka_run_group_tests_name("traps", tests, NULL, NULL);
}
