/* Xseg as the core carries it out: one code, one thread and one data segment, U-mode code in sg1. What the segment unit
 * decides is tested with it (machine/segment/test). */
#include "abi/causes.h"
#include "abi/csrs.h"
#include "abi/insn.h"
#include "abi/layout.h"
#include "bench.h"
#include "groups.h"

#define GST              (RAM + 0x80000)
#define ROOT(sel)        (RAM + 0x100000 + (uint64_t)(sel)*0x3000)
#define VST              (RAM + 0x90000)
#define GATES            (RAM + 0x91000)
#define LINKAGE          (RAM + 0xa0000)
#define STACK            (RAM + 0xb0000) /* four pages: offset 0 of the thread segment */
#define BUFFER           (RAM + 0xc0000) /* two pages: offset 0 of the data segment */
#define PTR(reg, offset) ((uint64_t)(reg) << 60 | (uint64_t)(offset))
enum { CODE_SEL = 1, THREAD_SEL = 2, DATA_SEL = 3, GENERATION = 5, USER = 0x2000 /* of CODE */ };
enum { PTE_V = 1, PTE_R = 2, PTE_W = 4, PTE_X = 8, PTE_U = 16, PTE_AD = 0xc0 };

static void describe(struct bench *b, unsigned sel, unsigned kind, uint64_t limit)
{
    struct xs_desc d = {0};
    xs_desc_set_valid(&d, 1);
    xs_desc_set_kind(&d, kind);
    xs_desc_set_r(&d, 1);
    xs_desc_set_w(&d, 1);
    xs_desc_set_generation(&d, GENERATION);
    xs_desc_set_root(&d, ROOT(sel) >> 12);
    xs_desc_set_limit(&d, limit);
    xs_desc_set_vst(&d, VST);
    xs_desc_set_vst_count(&d, 8);
    xs_desc_set_gates(&d, GATES);
    xs_desc_set_gate_count(&d, 4);
    bus_write(b->bus, GST + sel * sizeof d, &d, sizeof d);
    bench_put(b, ROOT(sel), (ROOT(sel) + 0x1000) >> 2 | PTE_V);
    bench_put(b, ROOT(sel) + 0x1000, (ROOT(sel) + 0x2000) >> 2 | PTE_V);
}

static void map(struct bench *b, unsigned sel, unsigned page, uint64_t pa, unsigned flags)
{
    bench_put(b, ROOT(sel) + 0x2000 + page * 8, pa >> 2 | flags | PTE_V | PTE_U | PTE_AD);
}

static int xseg_setup(void **state)
{
    bench_setup(state);
    struct bench *b = *state;
    struct xs_vste entry = {0};
    describe(b, CODE_SEL, XS_KIND_CODE, 0x10000);
    describe(b, THREAD_SEL, XS_KIND_THREAD, 0x4000);
    describe(b, DATA_SEL, XS_KIND_DATA, 0x1800);
    map(b, CODE_SEL, 1, CODE + USER, PTE_R | PTE_X);
    for (unsigned n = 0; n < 4; n++)
        map(b, THREAD_SEL, n, STACK + n * 0x1000, PTE_R | PTE_W);
    map(b, DATA_SEL, 0, BUFFER, PTE_R | PTE_W);
    map(b, DATA_SEL, 1, BUFFER + 0x1000, PTE_R | PTE_W);
    xs_vste_set_selector(&entry, DATA_SEL);
    xs_vste_set_valid(&entry, 1);
    xs_vste_set_r(&entry, 1);
    xs_vste_set_w(&entry, 1);
    xs_vste_set_load(&entry, 1);
    xs_vste_set_generation(&entry, GENERATION);
    bus_write(b->bus, VST + sizeof entry, &entry, sizeof entry);
    bench_set_csr(b, SATP, (uint64_t)XS_SATP_MODE << 60 | GST >> 12);
    bench_set_csr(b, STVEC, PTR(15, TRAPS + 0x100));
    bench_set_csr(b, CSR_XS1, (uint64_t)GENERATION << 32 | CODE_SEL);
    bench_set_csr(b, CSR_XS2, (uint64_t)GENERATION << 32 | THREAD_SEL);
    bench_set_csr(b, CSR_XS2LIM, 0x4000);
    bench_set_csr(b, CSR_XSLW, 0x4000);
    bench_set_csr(b, CSR_XLSP, LINKAGE);
    bench_set_csr(b, CSR_XLSLIM, LINKAGE + 8 * XS_FRAME_SIZE);
    hart_set_reg(b->hart, SP, PTR(2, 0x4000));
    return 0;
}
#define TEST(name) cmocka_unit_test_setup_teardown(name, xseg_setup, bench_teardown)

/* Runs the words in U-mode, an ecall after them, to S-mode's WFI. Answers scause. */
static uint64_t user(struct bench *b, const uint32_t *words, unsigned count)
{
    const uint32_t end = ECALL;
    bench_write(b, CODE + USER, words, count);
    bench_write(b, CODE + USER + 4 * count, &end, 1);
    if (hart_privilege(b->hart) == PRV_S) { /* back to M-mode by a fault that is not delegated */
        hart_set_reg(b->hart, 32, PTR(15, 0));
        hart_run(b->hart, 10);
    }
    bench_enter(b, PRV_U, PTR(1, 0x1000));
    hart_run(b->hart, 1000);
    assert_int_equal(hart_privilege(b->hart), PRV_S);
    return bench_csr(b, SCAUSE);
}
#define USER_RUN(b, ...) user(b, (const uint32_t[]){__VA_ARGS__}, sizeof((uint32_t[]){__VA_ARGS__}) / 4)
#define SG_LOAD(sgd, a)  r_type(MATCH_SG_LOAD, sgd, a, 0)
#define SG_WIN(rd, a, len, sgd, perm) \
    (r_type(MATCH_SG_WIN, rd, a, len) | (uint32_t)(sgd) << 25 | (uint32_t)(perm) << 29)

static void expect_refusal(struct bench *b, unsigned reason, unsigned access, uint64_t ea)
{
    assert_int_equal(bench_csr(b, SCAUSE), XS_CAUSE_SEGMENT_ACCESS);
    assert_int_equal(bench_csr(b, STVAL), ea);
    assert_int_equal(bench_csr(b, CSR_XINFO) & 0xf3ff, reason | access << 8 | ea >> 60 << 12);
}

static void ecall_goes_to_supervisor_undelegated(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_csr(b, MEDELEG), 0);
    assert_int_equal(USER_RUN(b, NOP), 8);
    assert_int_equal(bench_csr(b, SEPC), PTR(1, 0x1004));
    assert_int_equal(hart_counters(b->hart)->n[XS_CTR_SYSCALLS], 1);
    assert_int_equal(USER_RUN(b, 0), 2);
    assert_int_equal(USER_RUN(b, EBREAK), 3);
}

static void stores_to_the_stack_lower_its_mark(void **state)
{
    struct bench *b = *state;
    assert_int_equal(USER_RUN(b, SD(A0, SP, -8), CSRR(A0, CSR_XLW), SD(A0, SP, -200), CSRR(A1, CSR_XLW),
                              LD(T0, SP, -1024), CSRR(A2, CSR_XLW)),
                     8);
    assert_int_equal(hart_get_reg(b->hart, A0), PTR(2, 0x3fc0));
    assert_int_equal(hart_get_reg(b->hart, A1), PTR(2, 0x3f00));
    assert_int_equal(hart_get_reg(b->hart, A2), PTR(2, 0x3f00));
}

static void wiping_raises_the_mark(void **state)
{
    struct bench *b = *state;
    assert_int_equal(USER_RUN(b, SD(SP, SP, -8), SD(SP, SP, -72), ADDI(T0, SP, -128), CBO_ZERO(T0), CSRR(A0, CSR_XLW),
                              ADDI(T0, SP, -64), CBO_ZERO(T0), CSRR(A1, CSR_XLW)),
                     8);
    assert_int_equal(hart_get_reg(b->hart, A0), PTR(2, 0x3fc0));
    assert_int_equal(hart_get_reg(b->hart, A1), PTR(2, 0x4000));
    assert_int_equal(bench_get(b, STACK + 0x3ff8), 0);
    assert_int_equal(hart_counters(b->hart)->n[XS_CTR_WIPES], 2);
}

static void stack_limit_is_checked_on_every_access(void **state)
{
    struct bench *b = *state;
    assert_int_equal(USER_RUN(b, LD(A0, SP, -8)), 8); /* the page is in the TLB now */
    assert_int_equal(USER_RUN(b, LD(A0, SP, -4)), XS_CAUSE_SEGMENT_ACCESS);
    expect_refusal(b, XS_REASON_MISALIGNED, XS_LOAD, PTR(2, 0x3ffc)); /* begins inside */
    bench_set_csr(b, CSR_XS2LIM, 0x3f00);
    assert_int_equal(USER_RUN(b, LD(A0, SP, -0x108)), 8);
    assert_int_equal(USER_RUN(b, LD(A0, SP, -8)), XS_CAUSE_SEGMENT_ACCESS);
}

static void windows_bound_what_the_tlb_holds(void **state)
{
    struct bench *b = *state;
    hart_set_reg(b->hart, T0, 1);
    hart_set_reg(b->hart, T1, PTR(3, 0xff0));
    hart_set_reg(b->hart, T2, 32);
    assert_int_equal(USER_RUN(b, SG_LOAD(3, T0), LD(A0, T1, 0), LD(A0, T1, 32), SG_WIN(A1, T1, T2, 4, 1),
                              LD(A0, A1, 24), LD(A2, A1, 9)),
                     8);
    assert_int_equal(hart_get_reg(b->hart, A1), PTR(4, 0xff0));
    assert_int_equal(USER_RUN(b, LD(A2, A1, 0), LD(A0, A1, 25)), XS_CAUSE_SEGMENT_ACCESS);
    expect_refusal(b, XS_REASON_MISALIGNED, XS_LOAD, PTR(4, 0xff0 + 25));
    assert_int_equal(USER_RUN(b, LD(A2, A1, 0), LD(A0, A1, -1)), XS_CAUSE_SEGMENT_ACCESS);
    expect_refusal(b, XS_REASON_BOUNDS, XS_LOAD, PTR(4, 0xfef));
    assert_int_equal(USER_RUN(b, LD(A2, A1, 0), SD(A0, A1, 0)), XS_CAUSE_SEGMENT_ACCESS);
    expect_refusal(b, XS_REASON_PERMISSION, XS_STORE, PTR(4, 0xff0));
    assert_int_equal(USER_RUN(b, SD(A0, T1, 0)), 8); /* through sg3 it is allowed */
}

static void segment_ends_at_its_limit(void **state)
{
    struct bench *b = *state;
    hart_set_reg(b->hart, T0, 1);
    hart_set_reg(b->hart, T1, PTR(3, 0x1800));
    assert_int_equal(USER_RUN(b, SG_LOAD(3, T0), LD(A0, T1, -8)), 8);
    assert_int_equal(USER_RUN(b, LD(A0, T1, -7)), XS_CAUSE_SEGMENT_ACCESS);
}

static void revocation_reaches_the_tlb(void **state)
{
    struct bench *b = *state;
    hart_set_reg(b->hart, T0, 1);
    hart_set_reg(b->hart, T1, PTR(3, 0));
    assert_int_equal(USER_RUN(b, SG_LOAD(3, T0), LD(A0, T1, 0)), 8);
    bench_put(b, GST + DATA_SEL * 64, 0);
    assert_int_equal(USER_RUN(b, LD(A0, T1, 0)), 8); /* not invalidated yet */
    const uint32_t inval[] = {r_type(MATCH_SG_INVAL, 0, A0, 0) | XS_INVAL_SELECTOR << 25, WFI};
    bench_write(b, CODE + 0x800, inval, 2);
    hart_set_reg(b->hart, A0, DATA_SEL);
    hart_set_reg(b->hart, 32, PTR(15, CODE + 0x800));
    assert_int_equal(hart_run(b->hart, 10), STOP_WFI);
    assert_int_equal(USER_RUN(b, LD(A0, T1, 0)), XS_CAUSE_SEGMENT_ACCESS);
    expect_refusal(b, XS_REASON_STALE, XS_LOAD, PTR(3, 0));
}

static void fetch_is_through_sg1_only(void **state)
{
    struct bench *b = *state;
    hart_set_reg(b->hart, T0, PTR(2, 0));
    assert_int_equal(USER_RUN(b, i_type(0x67, 0, T0, 0)), XS_CAUSE_SEGMENT_ACCESS);
    assert_int_equal(bench_csr(b, STVAL), PTR(2, 0));
    hart_set_reg(b->hart, T0, PTR(15, CODE));
    assert_int_equal(USER_RUN(b, i_type(0x67, 0, T0, 0)), XS_CAUSE_SEGMENT_ACCESS);
    hart_set_reg(b->hart, T0, PTR(1, 0x3000));
    assert_int_equal(USER_RUN(b, i_type(0x67, 0, T0, 0)), XS_CAUSE_SEGMENT_ACCESS);
    expect_refusal(b, XS_REASON_PAGE_ABSENT, XS_FETCH, PTR(1, 0x3000));
}

/* In S-mode, at the trap's WFI: one load or store. Answers whether it passed. */
static bool supervisor(struct bench *b, uint64_t ea, uint32_t word)
{
    bench_write(b, CODE + 0x800, (const uint32_t[]){word, WFI}, 2);
    hart_set_reg(b->hart, T0, ea);
    hart_set_reg(b->hart, 32, PTR(15, CODE + 0x800));
    assert_int_equal(hart_run(b->hart, 10), STOP_WFI);
    return hart_get_reg(b->hart, 32) == PTR(15, CODE + 0x808);
}

static void supervisor_sees_memory_and_the_user_when_sum(void **state)
{
    struct bench *b = *state;
    bench_put(b, STACK + 0x3ff8, 1234);
    assert_int_equal(USER_RUN(b, NOP), 8);
    assert_true(supervisor(b, PTR(15, STACK + 0x3ff8), LD(A0, T0, 0)));
    assert_int_equal(hart_get_reg(b->hart, A0), 1234);
    assert_false(supervisor(b, PTR(2, 0x3ff8), LD(A1, T0, 0)));
    expect_refusal(b, XS_REASON_REGISTER, XS_LOAD, PTR(2, 0x3ff8));
    bench_set_csr(b, 0x100, bench_csr(b, 0x100) | 1 << 18);
    assert_true(supervisor(b, PTR(2, 0x3ff8), LD(A1, T0, 0)));
    assert_int_equal(hart_get_reg(b->hart, A1), 1234);
    assert_false(supervisor(b, PTR(3, 0), LD(A1, T0, 0)));
    expect_refusal(b, XS_REASON_INVISIBLE, XS_LOAD, PTR(3, 0));
    assert_false(supervisor(b, PTR(1, 0x1000), i_type(0x67, 0, T0, 0))); /* never code */
    expect_refusal(b, XS_REASON_REGISTER, XS_FETCH, PTR(1, 0x1000));
    assert_true(supervisor(b, PTR(2, 0x3f00), SD(A1, T0, 0)));
    assert_int_equal(bench_csr(b, CSR_XSLW), 0x3f00); /* the kernel's stores count too */
}

static void fp_needs_leave_in_user_mode(void **state)
{
    const uint32_t fmv = r_type(0xf2000053, 1, A0, 0);
    struct bench *b = *state;
    bench_set_csr(b, CSR_XFPE, 0);
    assert_int_equal(USER_RUN(b, fmv), 2);
    bench_set_csr(b, CSR_XFPE, 1);
    assert_int_equal(USER_RUN(b, fmv), 8);
}

static void counters_are_open_to_users(void **state)
{
    struct bench *b = *state;
    assert_int_equal(USER_RUN(b, CSRR(A0, 0xc00 + XS_CTR_SYSCALLS), CSRR(A1, 0xc02)), 8);
    assert_int_equal(USER_RUN(b, CSRR(A0, CSR_XSV)), 2);
    assert_int_equal(USER_RUN(b, CSRR(A0, 0xc00 + XS_CTR_SYSCALLS)), 8);
    assert_int_equal(hart_get_reg(b->hart, A0), 1);
}

static void instructions_are_illegal_elsewhere(void **state)
{
    struct bench *b = *state;
    assert_false(RUN(b, SG_LOAD(3, T0))); /* M-mode */
    assert_int_equal(bench_csr(b, MCAUSE), 2);
    assert_int_equal(USER_RUN(b, r_type(MATCH_SG_LOADG, 3, T0, 0)), 2);
    assert_false(supervisor(b, 1, SG_LOAD(3, T0)));
}

static void debugger_sees_every_register(void **state)
{
    struct bench *b = *state;
    uint32_t word = 0;
    bench_put(b, STACK, 99);
    assert_int_equal(USER_RUN(b, NOP), 8);
    assert_int_equal(hart_peek(b->hart, PTR(1, 0x1000), &word, 4), 4);
    assert_int_equal(word, NOP);
    assert_int_equal(hart_peek(b->hart, PTR(2, 0), &word, 4), 4);
    assert_int_equal(word, 99);
    assert_int_equal(hart_peek(b->hart, PTR(15, STACK), &word, 4), 4);
    assert_int_equal(word, 99);
    assert_int_equal(hart_peek(b->hart, PTR(5, 0), &word, 4), 0);
}

int xseg_tests(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ecall_goes_to_supervisor_undelegated),
        TEST(stores_to_the_stack_lower_its_mark),
        TEST(wiping_raises_the_mark),
        TEST(stack_limit_is_checked_on_every_access),
        TEST(windows_bound_what_the_tlb_holds),
        TEST(segment_ends_at_its_limit),
        TEST(revocation_reaches_the_tlb),
        TEST(fetch_is_through_sg1_only),
        TEST(supervisor_sees_memory_and_the_user_when_sum),
        TEST(fp_needs_leave_in_user_mode),
        TEST(counters_are_open_to_users),
        TEST(instructions_are_illegal_elsewhere),
        TEST(debugger_sees_every_register),
    };
    return cmocka_run_group_tests_name("Xseg", tests, NULL, NULL);
}
