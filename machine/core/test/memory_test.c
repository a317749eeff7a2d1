#include "abi/csrs.h"
#include "bench.h"
#include "groups.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_setup, bench_teardown)
#define SV39(asid) (UINT64_C(8) << 60 | (uint64_t)(asid) << 44 | TABLES >> 12)
enum { V = 1, R = 2, W = 4, X = 8, U = 16, A = 64, D = 128 };
#define MPRV_S (UINT64_C(0x6000) | 1 << 17 | 1 << 11)
#define MPRV_U (UINT64_C(0x6000) | 1 << 17)

/* Virtual page `n` of the first 2 MiB. */
static uint64_t pte_at(unsigned n)
{
    return TABLES + 0x2000 + 8 * n;
}

static void map(struct bench *b, unsigned n, uint64_t pa, unsigned flags)
{
    bench_put(b, TABLES, (TABLES + 0x1000) >> 2 | V);
    bench_put(b, TABLES + 0x1000, (TABLES + 0x2000) >> 2 | V);
    bench_put(b, pte_at(n), pa >> 2 | flags);
}

static bool touch(struct bench *b, uint64_t status, uint64_t ea, uint32_t word)
{
    hart_set_reg(b->hart, T0, ea);
    bench_set_csr(b, MSTATUS, status);
    return RUN(b, SFENCE, word);
}

static void expect_trap(struct bench *b, unsigned cause, uint64_t tval)
{
    assert_int_equal(bench_csr(b, MCAUSE), cause);
    assert_int_equal(bench_csr(b, MTVAL), tval);
}

static void pages_permit_what_they_say(void **state)
{
    static const struct {
        unsigned flags;
        uint64_t status;
        bool load, store;
    } rows[] = {
        {V | R | W | A | D, MPRV_S, true, true},
        {V | R | A, MPRV_S, true, false},
        {V | X | A, MPRV_S, false, false},
        {V | X | A, MPRV_S | 1 << 19, true, false}, /* MXR */
        {V | R | W | U | A | D, MPRV_S, false, false},
        {V | R | W | U | A | D, MPRV_S | 1 << 18, true, true}, /* SUM */
        {V | R | W | U | A | D, MPRV_U, true, true},
        {V | R | W | A | D, MPRV_U, false, false},
        {V | W | A | D, MPRV_S, false, false}, /* reserved */
        {R | W | A | D, MPRV_S, false, false},
    };
    struct bench *b = *state;
    bench_set_csr(b, SATP, SV39(1));
    for (unsigned n = 0; n < sizeof rows / sizeof *rows; n++) {
        map(b, 3, DATA, rows[n].flags);
        assert_int_equal(touch(b, rows[n].status, 0x3008, LD(A0, T0, 0)), rows[n].load);
        assert_int_equal(touch(b, rows[n].status, 0x3008, SD(A0, T0, 0)), rows[n].store);
        if (!rows[n].store)
            expect_trap(b, 15, 0x3008);
    }
}

static void accessed_and_dirty_are_set(void **state)
{
    struct bench *b = *state;
    bench_set_csr(b, SATP, SV39(0));
    map(b, 1, DATA, V | R | W);
    assert_true(touch(b, MPRV_S, 0x1000, LD(A0, T0, 0)));
    assert_int_equal(bench_get(b, pte_at(1)) & (A | D), A);
    assert_true(touch(b, MPRV_S, 0x1000, SD(A0, T0, 0)));
    assert_int_equal(bench_get(b, pte_at(1)) & (A | D), A | D);
}

static void address_spaces_do_not_mix(void **state)
{
    struct bench *b = *state;
    bench_put(b, DATA, 1);
    bench_put(b, DATA + 0x1000, 2);
    hart_set_reg(b->hart, T0, 0x1000);
    bench_set_csr(b, MSTATUS, MPRV_S);
    map(b, 1, DATA, V | R | A);
    bench_set_csr(b, SATP, SV39(1));
    assert_true(RUN(b, LD(A0, T0, 0)));
    map(b, 1, DATA + 0x1000, V | R | A);
    bench_set_csr(b, SATP, SV39(2));
    assert_true(RUN(b, LD(A1, T0, 0)));
    bench_set_csr(b, SATP, SV39(1)); /* no fence: the old translation may still be there, and is */
    assert_true(RUN(b, LD(A2, T0, 0)));
    assert_int_equal(hart_get_reg(b->hart, A0), 1);
    assert_int_equal(hart_get_reg(b->hart, A1), 2);
    assert_int_equal(hart_get_reg(b->hart, A2), 1);
    assert_true(RUN(b, SFENCE, LD(A2, T0, 0)));
    assert_int_equal(hart_get_reg(b->hart, A2), 2);
}

/* mret leaves U in MPP, and MPRV as it was when it stays in M-mode: what S-mode's rights let through before is refused now. */
static void mret_within_machine_mode_borrows_from_users_then(void **state)
{
    struct bench *b = *state;
    bench_set_csr(b, SATP, SV39(0));
    map(b, 1, DATA, V | R | W | A | D);
    hart_set_reg(b->hart, T0, 0x1000);
    hart_set_reg(b->hart, T1, 0x1800);
    bench_set_csr(b, MEPC, CODE + 12);
    bench_set_csr(b, MSTATUS, MPRV_S);
    assert_false(RUN(b, LD(A0, T0, 0), i_type(0x2073, 0, T1, MSTATUS), MRET, LD(A1, T0, 0)));
    expect_trap(b, 13, 0x1000);
    assert_int_equal(bench_csr(b, MEPC), CODE + 12);
    assert_int_equal(bench_csr(b, MSTATUS) & (1 << 17), 1 << 17);
}

static void second_page_of_a_misaligned_store_is_checked_first(void **state)
{
    struct bench *b = *state;
    bench_set_csr(b, SATP, SV39(0));
    map(b, 1, DATA, V | R | W | A | D);
    map(b, 2, 0, 0);
    hart_set_reg(b->hart, A0, ~UINT64_C(0));
    assert_false(touch(b, MPRV_S, 0x1ffc, SD(A0, T0, 0)));
    expect_trap(b, 15, 0x2000);
    assert_int_equal(bench_get(b, DATA + 0xff8), 0);
}

static void atomics_trap_when_misaligned_and_as_stores(void **state)
{
    struct bench *b = *state;
    hart_set_reg(b->hart, T0, DATA + 4);
    assert_false(RUN(b, AMOADD_D(A0, A1, T0)));
    expect_trap(b, 6, DATA + 4);
    assert_false(RUN(b, LR_D(A0, T0)));
    expect_trap(b, 4, DATA + 4);
    bench_set_csr(b, SATP, SV39(0));
    map(b, 1, DATA, V | R | A);
    assert_false(touch(b, MPRV_S, 0x1000, AMOADD_D(A0, A1, T0)));
    expect_trap(b, 15, 0x1000);
}

static void reservation_is_lost_to_other_writers(void **state)
{
    struct bench *b = *state;
    hart_set_reg(b->hart, T0, DATA);
    hart_set_reg(b->hart, A1, 77);
    assert_true(RUN(b, LR_D(A0, T0), SC_D(A2, A1, T0), SC_D(T1, A1, T0)));
    assert_int_equal(hart_get_reg(b->hart, A2), 0);
    assert_int_equal(hart_get_reg(b->hart, T1), 1);
    assert_true(RUN(b, LR_D(A0, T0)));
    bench_put(b, DATA, 5); /* a device */
    assert_true(RUN(b, SC_D(A2, A1, T0)));
    assert_int_equal(hart_get_reg(b->hart, A2), 1);
    assert_int_equal(bench_get(b, DATA), 5);
}

static void devices_take_aligned_accesses_only(void **state)
{
    struct bench *b = *state;
    hart_set_reg(b->hart, T0, DEVICE);
    b->device_value = 0x80;
    assert_true(RUN(b, i_type(3, A0, T0, 5))); /* lb */
    assert_int_equal(hart_get_reg(b->hart, A0), (uint64_t)-128);
    assert_false(RUN(b, LW(A0, T0, 2)));
    expect_trap(b, 5, DEVICE + 2);
    assert_false(RUN(b, AMOADD_D(A0, A1, T0)));
    expect_trap(b, 7, DEVICE);
    assert_false(RUN(b, LD(A0, T0, 0x200))); /* the device refuses */
    expect_trap(b, 5, DEVICE + 0x200);
    assert_int_equal(b->device_accesses, 2);
    assert_int_equal(hart_counters(b->hart)->n[XS_CTR_MMIO], 3);
}

static void fetch_from_a_device_is_refused(void **state)
{
    struct bench *b = *state;
    hart_set_reg(b->hart, T0, DEVICE);
    assert_false(RUN(b, i_type(0x67, 0, T0, 0)));
    expect_trap(b, 1, DEVICE);
    assert_int_equal(b->device_accesses, 0);
}

static void cache_block_zero_needs_leave(void **state)
{
    struct bench *b = *state;
    bench_put(b, DATA + 56, 9);
    bench_put(b, DATA + 64, 9);
    hart_set_reg(b->hart, T0, DATA + 17);
    assert_true(RUN(b, CBO_ZERO(T0)));
    assert_int_equal(bench_get(b, DATA + 56), 0);
    assert_int_equal(bench_get(b, DATA + 64), 9);
    hart_set_reg(b->hart, T0, DEVICE + 17); /* no memory: the register's value is told, not the block's address */
    assert_false(RUN(b, CBO_ZERO(T0)));
    expect_trap(b, 7, DEVICE + 17);
    hart_set_reg(b->hart, T0, DATA + 17);
    bench_write(b, CODE, (const uint32_t[]){CBO_ZERO(T0), ECALL}, 2);
    bench_enter(b, PRV_S, CODE);
    hart_run(b->hart, 10);
    assert_int_equal(bench_csr(b, MCAUSE), 2);
    bench_set_csr(b, 0x30a, 1 << 7);
    bench_enter(b, PRV_S, CODE);
    hart_run(b->hart, 10);
    assert_int_equal(bench_csr(b, MCAUSE), 9);
    bench_enter(b, PRV_U, CODE);
    hart_run(b->hart, 10);
    assert_int_equal(bench_csr(b, MCAUSE), 2);
}

/* Counts of the TLB add up, and a stride of a power of two does not thrash it. */
static void strides_spread_over_the_tlb(void **state)
{
    struct bench *b = *state;
    uint64_t *n = hart_counters(b->hart)->n;
    for (unsigned pass = 0; pass < 2; pass++) {
        uint64_t missed = n[XS_CTR_TLB_MISSES];
        for (unsigned page = 0; page < 128; page++) {
            hart_set_reg(b->hart, T0, RAM + page * 0x8000);
            assert_true(RUN(b, LD(A0, T0, 0)));
        }
        if (pass == 1)
            assert_in_range(n[XS_CTR_TLB_MISSES] - missed, 0, 24);
    }
}

int memory_tests(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pages_permit_what_they_say),
        TEST(accessed_and_dirty_are_set),
        TEST(address_spaces_do_not_mix),
        TEST(mret_within_machine_mode_borrows_from_users_then),
        TEST(second_page_of_a_misaligned_store_is_checked_first),
        TEST(atomics_trap_when_misaligned_and_as_stores),
        TEST(reservation_is_lost_to_other_writers),
        TEST(devices_take_aligned_accesses_only),
        TEST(fetch_from_a_device_is_refused),
        TEST(cache_block_zero_needs_leave),
        TEST(strides_spread_over_the_tlb),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
