#include "bench.h"
#include "groups.h"
#include "mmu/pmp.h"

static struct hart_csrs with(unsigned n, uint64_t addr, unsigned cfg)
{
    struct hart_csrs csr = {0};
    csr.pmpaddr[n] = addr;
    csr.pmpcfg[n / 8] = (uint64_t)cfg << n % 8 * 8;
    return csr;
}

static void no_entry_matches(void **state)
{
    struct hart_csrs csr = {0};
    (void)state;
    assert_true(pmp_allows(&csr, PRV_M, 0x1000, 8, XS_STORE));
    assert_false(pmp_allows(&csr, PRV_S, 0x1000, 8, XS_LOAD));
}

static void napot_sizes(void **state)
{
    (void)state;
    for (unsigned ones = 0; ones < 40; ones++) {
        uint64_t size = UINT64_C(8) << ones, base = UINT64_C(1) << 50;
        struct hart_csrs csr = with(9, base >> 2 | (size / 8 - 1), PMP_NAPOT | PMP_R);
        assert_true(pmp_allows(&csr, PRV_U, base, 8, XS_LOAD));
        assert_true(pmp_allows(&csr, PRV_U, base + size - 8, 8, XS_LOAD));
        assert_false(pmp_allows(&csr, PRV_U, base + size, 4, XS_LOAD));
        assert_false(pmp_allows(&csr, PRV_U, base - 4, 4, XS_LOAD));
        assert_false(pmp_allows(&csr, PRV_U, base, 8, XS_STORE));
    }
    struct hart_csrs csr = with(0, ~UINT64_C(0) >> 10, PMP_NAPOT | PMP_X);
    assert_true(pmp_allows(&csr, PRV_S, 0, 4, XS_FETCH));
    assert_true(pmp_allows(&csr, PRV_S, UINT64_C(1) << 55, 4, XS_FETCH));
}

static void ranges_from_the_entry_below(void **state)
{
    struct hart_csrs csr = with(1, 0x2000 >> 2, PMP_TOR | PMP_R | PMP_W);
    (void)state;
    csr.pmpaddr[0] = 0x1000 >> 2;
    assert_true(pmp_allows(&csr, PRV_S, 0x1000, 8, XS_STORE));
    assert_false(pmp_allows(&csr, PRV_S, 0xffc, 4, XS_STORE));
    assert_false(pmp_allows(&csr, PRV_S, 0x2000, 4, XS_STORE));
    csr.pmpaddr[0] = 0x3000 >> 2; /* empty */
    assert_false(pmp_allows(&csr, PRV_S, 0x2800, 4, XS_STORE));
    csr = with(0, 0, PMP_TOR | PMP_R); /* empty too, and not all of memory */
    assert_false(pmp_allows(&csr, PRV_S, 0x2800, 4, XS_LOAD));
}

static void lowest_entry_must_match_every_byte(void **state)
{
    struct hart_csrs csr = with(0, 0x1000 >> 2, PMP_NA4 | PMP_R);
    (void)state;
    csr.pmpaddr[1] = ~UINT64_C(0) >> 10;
    csr.pmpcfg[0] |= (PMP_NAPOT | PMP_R | PMP_W) << 8;
    assert_true(pmp_allows(&csr, PRV_U, 0x1000, 4, XS_LOAD));
    assert_false(pmp_allows(&csr, PRV_U, 0x1000, 8, XS_LOAD));
    assert_false(pmp_allows(&csr, PRV_U, 0xffc, 8, XS_STORE));
    assert_true(pmp_allows(&csr, PRV_U, 0x1004, 4, XS_STORE));
    assert_false(pmp_uniform(&csr, 0x1000));
    assert_true(pmp_uniform(&csr, 0x2000));
}

static void locked_entries_bind_m_mode_and_stay(void **state)
{
    struct hart_csrs csr = with(2, 0x4000 >> 2, PMP_NAPOT | PMP_L | PMP_R);
    (void)state;
    assert_false(pmp_allows(&csr, PRV_M, 0x4000, 8, XS_STORE));
    pmp_write_cfg(&csr, 0, 0);
    pmp_write_addr(&csr, 2, 0);
    assert_int_equal(csr.pmpcfg[0] >> 16, PMP_NAPOT | PMP_L | PMP_R);
    assert_int_equal(csr.pmpaddr[2], 0x1000);
    csr = with(2, 0x4000 >> 2, PMP_TOR | PMP_L);
    pmp_write_addr(&csr, 1, 5); /* the bottom of a locked range */
    assert_int_equal(csr.pmpaddr[1], 0);
}

static void write_without_read_is_refused(void **state)
{
    struct hart_csrs csr = with(0, 0, PMP_R);
    (void)state;
    pmp_write_cfg(&csr, 0, PMP_W | PMP_X | (PMP_R | PMP_W) << 8);
    assert_int_equal(csr.pmpcfg[0], PMP_R | (PMP_R | PMP_W) << 8);
}

/* The TLB never remembers a page that PMP divides. */
static void divided_page_is_checked_every_time(void **state)
{
    struct bench *b = *state;
    bench_set_csr(b, PMPADDR0, (DATA + 0x800) >> 2);
    bench_set_csr(b, PMPCFG0, PMP_NA4);
    hart_set_reg(b->hart, T0, DATA);
    for (unsigned n = 0; n < 3; n++) {
        bench_set_csr(b, MSTATUS, 0x6000 | 1 << 17); /* MPRV, U */
        assert_true(RUN(b, LD(A0, T0, 0x7f8), LD(A0, T0, 0x708)));
        assert_false(RUN(b, LW(A0, T0, -0x800 + 0x7fc), ADDI(T1, T0, 0x7fc), LW(A0, T1, 4)));
        assert_int_equal(bench_csr(b, MCAUSE), 5);
        assert_int_equal(bench_csr(b, MTVAL), DATA + 0x800);
    }
}

/* A block ends where PMP does, although the page goes on. */
static void code_stops_where_pmp_does(void **state)
{
    struct bench *b = *state;
    bench_write(b, CODE, (const uint32_t[]){NOP, NOP, NOP, ECALL}, 4);
    bench_set_csr(b, PMPADDR0, (CODE + 8) >> 2);
    bench_set_csr(b, PMPCFG0, PMP_NA4 | PMP_R);
    bench_enter(b, PRV_U, CODE);
    hart_run(b->hart, 10);
    assert_int_equal(bench_csr(b, MCAUSE), 1);
    assert_int_equal(bench_csr(b, MEPC), CODE + 8);
    bench_set_csr(b, PMPADDR0, (CODE + 4) >> 2); /* the upper half of an instruction that begins 2 below */
    bus_store(b->bus, CODE + 2, 4, NOP);
    bench_enter(b, PRV_U, CODE + 2);
    hart_run(b->hart, 10);
    assert_int_equal(bench_csr(b, MCAUSE), 1);
    assert_int_equal(bench_csr(b, MEPC), CODE + 2);
    assert_int_equal(bench_csr(b, MTVAL), CODE + 4);
}

int pmp_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_entry_matches),
        cmocka_unit_test(napot_sizes),
        cmocka_unit_test(ranges_from_the_entry_below),
        cmocka_unit_test(lowest_entry_must_match_every_byte),
        cmocka_unit_test(locked_entries_bind_m_mode_and_stay),
        cmocka_unit_test(write_without_read_is_refused),
        cmocka_unit_test_setup_teardown(code_stops_where_pmp_does, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(divided_page_is_checked_every_time, bench_setup, bench_teardown),
    };
    return cmocka_run_group_tests_name("PMP", tests, NULL, NULL);
}
