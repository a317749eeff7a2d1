#include "bench.h"
#include "groups.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_setup, bench_teardown)
enum { RNE, RTZ, RDN, RUP, RMM };
enum { NX = 1, UF = 2, OF = 4, DZ = 8, NV = 16 };
#define F(n)   (33 + (n))
#define BOX(x) (UINT64_C(0xffffffff00000000) | (x))
#define NAN_D  UINT64_C(0x7ff8000000000000)
#define ONE_D  UINT64_C(0x3ff0000000000000)
#define INF_D  UINT64_C(0x7ff0000000000000)

/* f0 := op(f1, f2, f3) with this rounding mode; flags in *flags. */
static uint64_t compute(struct bench *b, uint32_t word, unsigned rm, uint64_t x, uint64_t y, uint64_t z,
                        unsigned *flags)
{
    hart_set_reg(b->hart, F(1), x);
    hart_set_reg(b->hart, F(2), y);
    hart_set_reg(b->hart, F(3), z);
    bench_set_csr(b, FCSR, 0);
    assert_true(RUN(b, word | rm << 12 | 1 << 15));
    *flags = bench_csr(b, FCSR);
    return hart_get_reg(b->hart, F(0));
}
enum { Y = 2 << 20, Z = 3 << 27 };
#define FADD_D   (0x02000053u | Y)
#define FMUL_D   (0x12000053u | Y)
#define FDIV_D   (0x1a000053u | Y)
#define FADD_S   (0x00000053u | Y)
#define FMADD_D  (0x02000043u | Y | Z)
#define FCVT_S_D 0x40100053u
#define FSQRT_D  0x5a000053u

static void expect(struct bench *b, uint32_t word, unsigned rm, uint64_t x, uint64_t y, uint64_t z, uint64_t result,
                   unsigned flags)
{
    unsigned got;
    assert_int_equal(compute(b, word, rm, x, y, z, &got), result);
    assert_int_equal(got, flags);
}

static void ties_in_every_rounding_mode(void **state)
{
    const uint64_t half_ulp = UINT64_C(0x3ca0000000000000), next = ONE_D + 1, sign = UINT64_C(1) << 63;
    struct bench *b = *state;
    expect(b, FADD_D, RNE, ONE_D, half_ulp, 0, ONE_D, NX);
    expect(b, FADD_D, RTZ, ONE_D, half_ulp, 0, ONE_D, NX);
    expect(b, FADD_D, RDN, ONE_D, half_ulp, 0, ONE_D, NX);
    expect(b, FADD_D, RUP, ONE_D, half_ulp, 0, next, NX);
    expect(b, FADD_D, RMM, ONE_D, half_ulp, 0, next, NX);
    expect(b, FADD_D, RMM, ONE_D | sign, half_ulp | sign, 0, next | sign, NX);
    expect(b, FADD_D, RDN, ONE_D | sign, half_ulp | sign, 0, next | sign, NX);
    expect(b, FADD_D, RMM, ONE_D, half_ulp - 1, 0, ONE_D, NX);
    expect(b, FADD_D, RMM, ONE_D, ONE_D, 0, ONE_D + (UINT64_C(1) << 52), 0);
    expect(b, FADD_D, RMM, ONE_D, 1, 0, ONE_D, NX); /* lost even in the wide intermediate result */
}

static void overflow_and_underflow(void **state)
{
    const uint64_t largest = UINT64_C(0x7fefffffffffffff), least = 1, small = UINT64_C(0x0010000000000000),
                   half = UINT64_C(0x3fe0000000000000);
    struct bench *b = *state;
    expect(b, FADD_D, RNE, largest, largest, 0, INF_D, OF | NX);
    expect(b, FADD_D, RTZ, largest, largest, 0, largest, OF | NX);
    expect(b, FADD_D, RMM, largest, largest, 0, INF_D, OF | NX);
    expect(b, FMUL_D, RNE, least, half, 0, 0, UF | NX);
    expect(b, FMUL_D, RMM, least, half, 0, 1, UF | NX);
    expect(b, FMUL_D, RNE, small, half, 0, small / 2, 0);        /* exact: no underflow */
    expect(b, FMUL_D, RNE, small, ONE_D - 1, 0, small, UF | NX); /* tiny after rounding with an unbounded exponent */
    expect(b, FMUL_D, RMM, small, ONE_D - 1, 0, small, UF | NX);
}

static void invalid_operations_give_the_canonical_nan(void **state)
{
    struct bench *b = *state;
    expect(b, FADD_D, RNE, INF_D, INF_D | UINT64_C(1) << 63, 0, NAN_D, NV);
    expect(b, FADD_D, RNE, INF_D | 1, ONE_D, 0, NAN_D, NV);     /* signaling */
    expect(b, FADD_D, RNE, NAN_D | 0x1234, ONE_D, 0, NAN_D, 0); /* payload is not kept */
    expect(b, FSQRT_D, RNE, ONE_D | UINT64_C(1) << 63, 0, 0, NAN_D, NV);
    expect(b, FDIV_D, RNE, ONE_D, 0, 0, INF_D, DZ);
    expect(b, FDIV_D, RMM, ONE_D, 0, 0, INF_D, DZ);
    expect(b, FDIV_D, RMM, 0, 0, 0, NAN_D, NV);
    expect(b, FMADD_D, RNE, INF_D, 0, NAN_D, NAN_D, NV); /* whatever the addend */
    expect(b, FMADD_D, RMM, INF_D, 0, NAN_D, NAN_D, NV);
}

static void floats_that_are_not_boxed_read_as_nan(void **state)
{
    struct bench *b = *state;
    expect(b, FADD_S, RNE, BOX(0x3f800000), 0x3f800000, 0, BOX(0x7fc00000), 0);
    expect(b, FADD_S, RNE, BOX(0x3f800000), BOX(0x3f800000), 0, BOX(0x40000000), 0);
    expect(b, FCVT_S_D, RNE, UINT64_C(0x3ff0000010000000), 0, 0, BOX(0x3f800000), NX);
    expect(b, FCVT_S_D, RMM, UINT64_C(0x3ff0000010000000), 0, 0, BOX(0x3f800001), NX);
}

static void conversion_saturates(void **state)
{
    static const struct {
        unsigned kind, rm; /* rs2 of fcvt.*.d: w, wu, l, lu */
        uint64_t from, to;
        unsigned flags;
    } rows[] = {
        {0, RTZ, UINT64_C(0x41dfffffffc00000), 0x7fffffff, 0},
        {0, RTZ, UINT64_C(0x41e0000000000000), 0x7fffffff, NV},
        {0, RTZ, UINT64_C(0xc1e0000000000000), UINT64_C(0xffffffff80000000), 0},
        {0, RDN, UINT64_C(0xc1e0000000100000), UINT64_C(0xffffffff80000000), NV},
        {0, RNE, NAN_D, 0x7fffffff, NV},
        {1, RTZ, UINT64_C(0xbfe0000000000000), 0, NX}, /* -0.5 */
        {1, RDN, UINT64_C(0xbfe0000000000000), 0, NV},
        {1, RTZ, UINT64_C(0x41efffffffe00000), UINT64_MAX, 0}, /* 2^32 - 1, sign-extended */
        {2, RNE, UINT64_C(0x43e0000000000000), INT64_MAX, NV},
        {2, RNE, UINT64_C(0xfff0000000000000), (uint64_t)INT64_MIN, NV},
        {3, RNE, UINT64_C(0x43efffffffffffff), UINT64_C(0xfffffffffffff800), 0},
        {3, RNE, UINT64_C(0xbff0000000000000), 0, NV},
        {0, RNE, UINT64_C(0x4004000000000000), 2, NX}, /* 2.5 */
        {0, RMM, UINT64_C(0x4004000000000000), 3, NX},
        {0, RUP, UINT64_C(0x0000000000000001), 1, NX},
        {0, RNE, UINT64_C(0x3fe0000000000000), 0, NX},
        {0, RMM, UINT64_C(0x3fe0000000000000), 1, NX},
    };
    struct bench *b = *state;
    for (unsigned n = 0; n < sizeof rows / sizeof *rows; n++) {
        hart_set_reg(b->hart, F(1), rows[n].from);
        bench_set_csr(b, FCSR, 0);
        assert_true(RUN(b, r_type(0xc2000053 | rows[n].rm << 12, A0, 1, rows[n].kind)));
        assert_int_equal(hart_get_reg(b->hart, A0), rows[n].to);
        assert_int_equal(bench_csr(b, FCSR), rows[n].flags);
    }
}

static void reserved_rounding_modes_are_illegal(void **state)
{
    struct bench *b = *state;
    assert_false(RUN(b, FADD_D | 5 << 12));
    assert_int_equal(bench_csr(b, MCAUSE), 2);
    bench_set_csr(b, FCSR, 5 << 5);
    assert_false(RUN(b, FADD_D | 7 << 12));
    assert_true(RUN(b, FADD_D | RTZ << 12)); /* frm is not asked */
}

static void minimum_tells_zeros_apart_and_ignores_nans(void **state)
{
    const uint64_t minus_zero = UINT64_C(1) << 63, fmin = 0x2a000053 | Y;
    struct bench *b = *state;
    expect(b, fmin, 0, 0, minus_zero, 0, minus_zero, 0);
    expect(b, fmin, 1, minus_zero, 0, 0, 0, 0); /* funct3 1: fmax */
    expect(b, fmin, 0, NAN_D, ONE_D, 0, ONE_D, 0);
    expect(b, fmin, 0, INF_D | 1, ONE_D, 0, ONE_D, NV);
    expect(b, fmin, 0, NAN_D | 5, NAN_D | 6, 0, NAN_D, 0);
}

static void flags_do_not_leak_to_the_host_or_back(void **state)
{
    volatile double one = 1, three = 3, quotient;
    struct bench *b = *state;
    quotient = one / three; /* inexact, on the host */
    expect(b, FADD_D, RNE, ONE_D, ONE_D, 0, UINT64_C(0x4000000000000000), 0);
    assert_true(quotient < 1);
}

int fp_tests(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ties_in_every_rounding_mode),
        TEST(overflow_and_underflow),
        TEST(invalid_operations_give_the_canonical_nan),
        TEST(floats_that_are_not_boxed_read_as_nan),
        TEST(conversion_saturates),
        TEST(reserved_rounding_modes_are_illegal),
        TEST(minimum_tells_zeros_apart_and_ignores_nans),
        TEST(flags_do_not_leak_to_the_host_or_back),
    };
    return cmocka_run_group_tests_name("floating point", tests, NULL, NULL);
}
