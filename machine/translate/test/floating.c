/* The translator against the interpreter in floating point: every instruction of F and D, every rounding mode, operands
 * that are special, registers that are not boxed, FP switched off, not dirty, with flags read now and then. */
#include "pair.h"

#include "core/decode.h"
#include "groups.h"

enum { FRM = 2, FFLAGS = 1, LENGTH = 512, FP_STOPS = 20 };

/* Bits of floats and doubles that arithmetic takes to the edges of its ranges. */
static uint64_t special_value(struct pair *p)
{
    static const uint64_t wide[] = {0,
                                    UINT64_C(0x3ff0000000000000),
                                    UINT64_C(0x3ff8000000000000),
                                    UINT64_C(0x4330000000000001),
                                    UINT64_C(0x41dfffffffe00000),
                                    UINT64_C(0x41efffffffffffff),
                                    UINT64_C(0x43dfffffffffffff),
                                    UINT64_C(0x43e0000000000000),
                                    UINT64_C(0x43f0000000000000),
                                    UINT64_C(0x7fefffffffffffff),
                                    UINT64_C(0x7ff0000000000000),
                                    UINT64_C(0x7ff0000000000001),
                                    UINT64_C(0x7ff8000000000000),
                                    UINT64_C(0x7ff8000000001234),
                                    UINT64_C(0x0010000000000000),
                                    UINT64_C(0x000fffffffffffff),
                                    1};
    static const uint32_t narrow[] = {0,          0x3f800000, 0x3fc00000, 0x4b000001, 0x4effffff, 0x4f7fffff,
                                      0x5effffff, 0x5f000000, 0x5f800000, 0x7f7fffff, 0x7f800000, 0x7f800001,
                                      0x7fc00000, 0x7fc01234, 0x00800000, 1};
    uint64_t sign = draw(p, 2);
    if (draw(p, 2))
        return wide[draw(p, sizeof wide / sizeof *wide)] | sign << 63;
    uint64_t boxed = narrow[draw(p, sizeof narrow / sizeof *narrow)] | sign << 31;
    return draw(p, 8) ? boxed | UINT64_C(0xffffffff00000000) : boxed;
}

static uint64_t float_value(struct pair *p)
{
    uint64_t bits = draw(p, UINT64_C(1) << 53) << 11 | draw(p, 2048);
    switch (draw(p, 4)) {
    case 0: return bits;
    case 1: return bits | UINT64_C(0xffffffff00000000);
    default: return special_value(p);
    }
}

static bool floating(uint32_t match)
{
    unsigned major = match & 0x7f;
    return major == 0x07 || major == 0x27 || (major >= 0x43 && major <= 0x53);
}

/* Operands from few registers, so that results come back; memory by a0. */
static uint32_t float_word(struct pair *p)
{
    unsigned rows, few = UINT32_C(0x7) << 7 | UINT32_C(0x7) << 15 | UINT32_C(0x7) << 20 | UINT32_C(0x7) << 27;
    const struct opcode *table = decode_table(&rows), *row;
    do
        row = &table[draw(p, rows)];
    while (!floating(row->match));
    unsigned major = row->match & 0x7f;
    if (major == 0x07 || major == 0x27) {
        uint32_t where = (uint32_t)draw(p, 8) << (major == 0x07 ? 23 : 10);
        return row->match | where | A0 << 15 | (uint32_t)draw(p, 8) << (major == 0x07 ? 7 : 20);
    }
    uint32_t mode = (uint32_t)(draw(p, 4) ? (draw(p, 3) ? 7 : 1) : draw(p, 8)) << 12;
    return row->match | (((uint32_t)draw(p, UINT64_C(1) << 32) & few) & ~row->mask) | (mode & ~row->mask);
}

/* Integer registers x0-x7 are operands and results of conversions; a0 stays. */
static uint32_t word_between(struct pair *p)
{
    switch (draw(p, 6)) {
    case 0: return i_type(0x5073, (unsigned)draw(p, 8), (unsigned)draw(p, 8), FRM);
    case 1: return i_type(0x2073, (unsigned)draw(p, 8), 0, FCSR);
    case 2: return i_type(0x1073, (unsigned)draw(p, 8), 0, FFLAGS);
    case 3: return UINT32_C(0x00000463) | (uint32_t)draw(p, 8) << 15; /* beqz over one */
    default: return ADDI((unsigned)draw(p, 8), (unsigned)draw(p, 8), (int)draw(p, 2048));
    }
}

static void begin(struct pair *p)
{
    uint32_t word[LENGTH];
    uint64_t status = bench_csr(p->bench[0], MSTATUS);
    for (unsigned n = 0; n < LENGTH - 1; n++)
        word[n] = draw(p, 12) ? float_word(p) : word_between(p);
    word[LENGTH - 1] = UINT32_C(0x805ff06f); /* back to the first */
    pair_write(p, HERE, word, LENGTH);
    for (unsigned r = 1; r < 8; r++)
        pair_set_reg(p, r, draw(p, 2) ? draw(p, UINT64_C(1) << 53) << draw(p, 12) : random_value(p));
    for (unsigned r = 33; r < 65; r++)
        pair_set_reg(p, r, float_value(p));
    pair_set_reg(p, A0, DATA + draw(p, 3) * 4);
    for (unsigned n = 0; n < 16; n++) {
        uint64_t value = float_value(p);
        bench_put(p->bench[0], DATA + 8 * n, value);
        bench_put(p->bench[1], DATA + 8 * n, value);
    }
    pair_set_csr(p, FCSR, draw(p, 2) ? 0 : draw(p, 256));
    pair_set_csr(p, MSTATUS, (status & ~UINT64_C(0x6000)) | (draw(p, 12) ? 1 + draw(p, 3) : 0) << 13);
}

static void floating_point_stays_equal(void **state)
{
    struct pair *p = *state;
    for (uint64_t round = 0; round < p->rounds; round++) {
        pair_begin(p);
        begin(p);
        pair_run(p, FP_STOPS);
        pair_compare_memory(p);
    }
}

/* A double where a float was: on hosts without FMA, too, whose bodies write it. */
static void a_fused_double_is_no_boxed_float(void **state)
{
    const uint32_t flw_f1 = UINT32_C(0x2007) | 1 << 7 | A0 << 15,
                   fadd_s_f5 = UINT32_C(0x7053) | 5 << 7 | 1 << 15 | 1 << 20;
    const uint32_t fmadd_d_f1 = UINT32_C(0x02007043) | 1 << 7 | 2 << 15 | 3 << 20 | 4u << 27;
    struct pair *p = *state;
    pair_begin(p);
    pair_write(p, HERE, (const uint32_t[]){flw_f1, fmadd_d_f1, fadd_s_f5, SELF}, 4);
    pair_set_csr(p, MSTATUS, bench_csr(p->bench[0], MSTATUS) | 0x6000);
    pair_set_csr(p, FCSR, 0);
    pair_set_reg(p, A0, DATA);
    pair_set_reg(p, 33 + 2, UINT64_C(0x3ff0000000000000));
    pair_set_reg(p, 33 + 3, UINT64_C(0x400921fb54442d18));
    pair_set_reg(p, 33 + 4, 0);
    pair_run(p, 4);
    assert_true(hart_get_reg(p->bench[1]->hart, 33 + 5) == UINT64_C(0xffffffff7fc00000));
}

int floating_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(floating_point_stays_equal, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(a_fused_double_is_no_boxed_float, pair_setup, pair_teardown),
    };
    return cmocka_run_group_tests_name("floating point", tests, NULL, NULL);
}
