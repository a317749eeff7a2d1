#include "abi/csrs.h"
#include "bench.h"
#include "groups.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_setup, bench_teardown)
#define ALL        (~UINT64_C(0))

/* What is read after all ones, then all zeros, were written. */
static void fields_take_legal_values_only(void **state)
{
    static const struct {
        unsigned csr;
        uint64_t ones, zeros;
    } rows[] = {
        {MSTATUS, UINT64_C(0x8000000a007e79aa), UINT64_C(0xa00000000)},
        {0x100, UINT64_C(0x80000002000c6122), UINT64_C(0x200000000)},
        {0x301, UINT64_C(0x800000000014112d), UINT64_C(0x800000000014112d)},
        {MEDELEG, 0xb3ff, 0},
        {0x303, 0x222, 0},
        {MIE, 0xaaa, 0},
        {0x306, 0xffffffff, 0},
        {0x30a, UINT64_C(0x8000000000000081), 0},
        {0x320, 5, 0},
        {MEPC, ALL - 1, 0},
        {MCAUSE, ALL, 0},
        {MTVAL, ALL, 0},
        {0x10a, 0x81, 0},
        {FCSR, 0xff, 0},
        {0xf11, 0, 0},
        {0xf14, 0, 0},
        {0xb03, 0, 0},
        {0x323, 0, 0},
        {0x7a0, 0, 0}, /* no triggers */
        {0x7a1, 0, 0},
        {0x7a4, 1, 1},
    };
    struct bench *b = *state;
    for (unsigned n = 0; n < sizeof rows / sizeof *rows; n++) {
        bench_set_csr(b, rows[n].csr, ALL);
        assert_int_equal(bench_csr(b, rows[n].csr), rows[n].ones);
        bench_set_csr(b, rows[n].csr, 0);
        assert_int_equal(bench_csr(b, rows[n].csr), rows[n].zeros);
    }
}

static void satp_refuses_unknown_modes_whole(void **state)
{
    struct bench *b = *state;
    bench_set_csr(b, SATP, UINT64_C(8) << 60 | UINT64_C(0xabcd) << 44 | 0x80040);
    bench_set_csr(b, SATP, UINT64_C(9) << 60 | 1);
    assert_int_equal(bench_csr(b, SATP), UINT64_C(8) << 60 | UINT64_C(0xabcd) << 44 | 0x80040);
    bench_set_csr(b, SATP, UINT64_C(14) << 60 | 0x80040);
    assert_int_equal(bench_csr(b, SATP), UINT64_C(14) << 60 | 0x80040);
}

static void trap_vectors_keep_known_modes(void **state)
{
    struct bench *b = *state;
    bench_set_csr(b, MTVEC, TRAPS | 1);
    bench_set_csr(b, MTVEC, 2);
    assert_int_equal(bench_csr(b, MTVEC), TRAPS | 1);
}

static void mpp_has_no_hypervisor_mode(void **state)
{
    struct bench *b = *state;
    bench_set_csr(b, MSTATUS, 0x0800);
    bench_set_csr(b, MSTATUS, 0x1000);
    assert_int_equal(bench_csr(b, MSTATUS) & 0x1800, 0x0800);
}

static void lines_do_not_stick_in_mip(void **state)
{
    struct bench *b = *state;
    hart_set_line(b->hart, 9, true);
    assert_true(RUN(b, i_type(0x6073, A0, 2, MIP))); /* csrrsi a0, mip, SSIP */
    assert_int_equal(hart_get_reg(b->hart, A0), 1 << 9);
    hart_set_line(b->hart, 9, false);
    assert_int_equal(bench_csr(b, MIP), 1 << 1);
}

static void counters_written_read_on_from_there(void **state)
{
    struct bench *b = *state;
    hart_set_reg(b->hart, T0, 1000);
    assert_true(RUN(b, CSRW(0xb02, T0), CSRR(A0, 0xb02), NOP, CSRR(A1, 0xc02)));
    assert_int_equal(hart_get_reg(b->hart, A0), 1000);
    assert_int_equal(hart_get_reg(b->hart, A1), 1002);
}

static void inhibited_counters_stand_still(void **state)
{
    struct bench *b = *state;
    hart_set_reg(b->hart, T0, 4);
    assert_true(RUN(b, CSRW(0x320, T0), CSRR(A0, 0xb02), NOP, CSRR(A1, 0xb02), CSRR(A2, 0xb00), CSRW(0x320, 0),
                    CSRR(T1, 0xb02)));
    assert_int_equal(hart_get_reg(b->hart, A0), hart_get_reg(b->hart, A1));
    assert_int_equal(hart_get_reg(b->hart, A2), 4);
    assert_int_equal(hart_get_reg(b->hart, T1), hart_get_reg(b->hart, A1) + 1);
}

static bool allowed_in(struct bench *b, enum privilege priv, uint32_t word)
{
    const uint32_t words[] = {word, ECALL};
    bench_write(b, CODE + 0x800, words, 2);
    bench_enter(b, priv, CODE + 0x800);
    hart_run(b->hart, 1000);
    bool illegal = bench_csr(b, MCAUSE) == 2;
    assert_int_equal(illegal ? bench_csr(b, MTVAL) : word, word);
    return !illegal;
}

static void privilege_and_guards(void **state)
{
    struct bench *b = *state;
    assert_false(allowed_in(b, PRV_U, CSRR(A0, 0x100)));
    assert_false(allowed_in(b, PRV_S, CSRR(A0, MSTATUS)));
    assert_true(allowed_in(b, PRV_S, CSRR(A0, 0x100)));
    assert_false(allowed_in(b, PRV_S, CSRR(A0, 0xc02)));
    bench_set_csr(b, 0x306, 4);
    assert_true(allowed_in(b, PRV_S, CSRR(A0, 0xc02)));
    assert_false(allowed_in(b, PRV_U, CSRR(A0, 0xc02)));
    bench_set_csr(b, 0x106, 4);
    assert_true(allowed_in(b, PRV_U, CSRR(A0, 0xc02)));
    assert_false(allowed_in(b, PRV_S, CSRW(0xc02, A0)));
    assert_false(allowed_in(b, PRV_S, CSRR(A0, 0x14d)));
    bench_set_csr(b, 0x30a, UINT64_C(1) << 63);
    bench_set_csr(b, 0x306, 2);
    assert_true(allowed_in(b, PRV_S, CSRR(A0, 0x14d)));
    assert_true(allowed_in(b, PRV_S, CSRR(A0, SATP)));
    bench_set_csr(b, MSTATUS, 0x6000 | 1 << 20 | 1 << 21 | 1 << 22); /* TVM, TW, TSR */
    assert_false(allowed_in(b, PRV_S, CSRR(A0, SATP)));
    assert_false(allowed_in(b, PRV_S, SFENCE));
    assert_false(allowed_in(b, PRV_S, WFI));
    assert_false(allowed_in(b, PRV_S, 0x10200073));
    assert_false(allowed_in(b, PRV_U, MRET));
}

static void xseg_registers_are_unknown_while_it_is_off(void **state)
{
    struct bench *b = *state;
    assert_false(allowed_in(b, PRV_S, CSRR(A0, CSR_XSV)));
    assert_false(allowed_in(b, PRV_U, CSRR(A0, CSR_XLW)));
    bench_set_csr(b, SATP, UINT64_C(8) << 60);
    assert_false(RUN(b, CSRR(A0, CSR_XSV)));
}

static void fp_is_illegal_while_off(void **state)
{
    struct bench *b = *state;
    bench_set_csr(b, MSTATUS, 0);
    assert_false(RUN(b, r_type(0x53, 1, 2, 3)));
    assert_int_equal(bench_csr(b, MCAUSE), 2);
    assert_false(RUN(b, CSRR(A0, FCSR)));
    bench_set_csr(b, MSTATUS, 0x2000); /* initial: any write makes it dirty */
    assert_true(RUN(b, r_type(0xf2000053, 1, A0, 0)));
    assert_int_equal(bench_csr(b, MSTATUS) >> 63, 1);
}

int csr_tests(void)
{
    const struct CMUnitTest tests[] = {
        TEST(fields_take_legal_values_only),
        TEST(satp_refuses_unknown_modes_whole),
        TEST(trap_vectors_keep_known_modes),
        TEST(mpp_has_no_hypervisor_mode),
        TEST(lines_do_not_stick_in_mip),
        TEST(counters_written_read_on_from_there),
        TEST(inhibited_counters_stand_still),
        TEST(privilege_and_guards),
        TEST(xseg_registers_are_unknown_while_it_is_off),
        TEST(fp_is_illegal_while_off),
    };
    return cmocka_run_group_tests_name("CSRs", tests, NULL, NULL);
}
