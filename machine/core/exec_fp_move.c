/* F and D: loads, stores, moves, sign injection, comparison, minimum, class. None rounds. */
#include "core/exec.h"
#include "core/fp.h"
#include "mmu/access.h"

#define BODY(name) enum flow op_##name(struct hart *h, const struct insn *i)
#define NEEDS_FP   \
    if (!fp_on(h)) \
    return raise_illegal(h, i)

/* --- memory ------------------------------------------------------------------------------------------------ */
#define LOAD_FP(name, size, set)                                                 \
    BODY(name)                                                                   \
    {                                                                            \
        uint64_t value;                                                          \
        NEEDS_FP;                                                                \
        enum flow flow = access_load(h, i, h->x[i->rs1] + i->imm, size, &value); \
        if (flow <= FLOW_LEAVE)                                                  \
            set(h, i->rd, value);                                                \
        return flow;                                                             \
    }
LOAD_FP(flw, 4, set_bits_s)
LOAD_FP(fld, 8, set_bits_d)

#define STORE_FP(name, size)                                                  \
    BODY(name)                                                                \
    {                                                                         \
        NEEDS_FP;                                                             \
        return access_store(h, i, h->x[i->rs1] + i->imm, size, h->f[i->rs2]); \
    }
STORE_FP(fsw, 4)
STORE_FP(fsd, 8)

/* --- between register files: bits as they are ----------------------------------------------------------------- */
BODY(fmv_x_w)
{
    NEEDS_FP;
    h->x[i->rd] = (int64_t)(int32_t)h->f[i->rs1];
    return FLOW_NEXT;
}

BODY(fmv_x_d)
{
    NEEDS_FP;
    h->x[i->rd] = h->f[i->rs1];
    return FLOW_NEXT;
}

BODY(fmv_w_x)
{
    NEEDS_FP;
    set_bits_s(h, i->rd, h->x[i->rs1]);
    return FLOW_NEXT;
}

BODY(fmv_d_x)
{
    NEEDS_FP;
    set_bits_d(h, i->rd, h->x[i->rs1]);
    return FLOW_NEXT;
}

/* --- sign injection ---------------------------------------------------------------------------------------------- */
#define INJECT(name, suffix, type, expression)                                 \
    BODY(name##_##suffix)                                                      \
    {                                                                          \
        NEEDS_FP;                                                              \
        const type sign = (type)1 << (sizeof(type) * 8 - 1);                   \
        const type a = bits_##suffix(h, i->rs1), b = bits_##suffix(h, i->rs2); \
        set_bits_##suffix(h, i->rd, (a & ~sign) | ((expression)&sign));        \
        return FLOW_NEXT;                                                      \
    }
#define INJECT_BOTH(name, expression)     \
    INJECT(name, s, uint32_t, expression) \
    INJECT(name, d, uint64_t, expression)
INJECT_BOTH(fsgnj, b)
INJECT_BOTH(fsgnjn, ~b)
INJECT_BOTH(fsgnjx, a ^ b)

/* --- comparison: quiet NaNs raise NV in flt and fle only ----------------------------------------------------------- */
#define COMPARE(name, suffix, operator, quiet)                                                                         \
    BODY(name##_##suffix)                                                                                              \
    {                                                                                                                  \
        NEEDS_FP;                                                                                                      \
        bool nan = nan_##suffix(bits_##suffix(h, i->rs1)) || nan_##suffix(bits_##suffix(h, i->rs2));                   \
        bool signaling = signaling_##suffix(bits_##suffix(h, i->rs1)) || signaling_##suffix(bits_##suffix(h, i->rs2)); \
        if (signaling || (nan && !quiet))                                                                              \
            raise_flags(h, FLAG_NV);                                                                                   \
        h->x[i->rd] = !nan && get_##suffix(h, i->rs1) operator get_##suffix(h, i->rs2);                                \
        return FLOW_NEXT;                                                                                              \
    }
#define COMPARE_BOTH(name, operator, quiet) COMPARE(name, s, operator, quiet) COMPARE(name, d, operator, quiet)
COMPARE_BOTH(feq, ==, true)
COMPARE_BOTH(flt, <, false)
COMPARE_BOTH(fle, <=, false)

/* --- minimum, maximum: a number beats a NaN, -0 is less than +0 ----------------------------------------------------- */
#define CHOOSE(name, suffix, type, canonical, first_if)                                                               \
    BODY(name##_##suffix)                                                                                             \
    {                                                                                                                 \
        NEEDS_FP;                                                                                                     \
        const type a = bits_##suffix(h, i->rs1), b = bits_##suffix(h, i->rs2);                                        \
        const bool a_nan = nan_##suffix(a), b_nan = nan_##suffix(b);                                                  \
        if (signaling_##suffix(a) || signaling_##suffix(b))                                                           \
            raise_flags(h, FLAG_NV);                                                                                  \
        if (a_nan || b_nan) {                                                                                         \
            set_bits_##suffix(h, i->rd, a_nan &&b_nan ? canonical : a_nan ? b : a);                                   \
            return FLOW_NEXT;                                                                                         \
        }                                                                                                             \
        const bool a_negative = a >> (sizeof a * 8 - 1);                                                              \
        const bool less = get_##suffix(h, i->rs1) < get_##suffix(h, i->rs2) || (a_negative && a << 1 == 0 && b == 0); \
        set_bits_##suffix(h, i->rd, first_if ? a : b);                                                                \
        return FLOW_NEXT;                                                                                             \
    }
CHOOSE(fmin, s, uint32_t, NAN_S, less)
CHOOSE(fmin, d, uint64_t, NAN_D, less)
CHOOSE(fmax, s, uint32_t, NAN_S, !less)
CHOOSE(fmax, d, uint64_t, NAN_D, !less)

/* --- class (unprivileged manual, table 11.5) ------------------------------------------------------------------------ */
static unsigned class_of(bool negative, bool max_exponent, bool min_exponent, bool fraction, bool quiet)
{
    if (max_exponent && fraction)
        return quiet ? 1 << 9 : 1 << 8;
    unsigned positive = max_exponent ? 7 : !min_exponent ? 6 : fraction ? 5 : 4;
    return 1u << (negative ? 7 - positive : positive);
}

BODY(fclass_s)
{
    NEEDS_FP;
    uint32_t a = bits_s(h, i->rs1), exponent = a >> 23 & 0xff, fraction = a & 0x7fffff;
    h->x[i->rd] = class_of(a >> 31, exponent == 0xff, exponent == 0, fraction, fraction >> 22);
    return FLOW_NEXT;
}

BODY(fclass_d)
{
    NEEDS_FP;
    uint64_t a = bits_d(h, i->rs1), exponent = a >> 52 & 0x7ff, fraction = a & UINT64_C(0xfffffffffffff);
    h->x[i->rd] = class_of(a >> 63, exponent == 0x7ff, exponent == 0, fraction, fraction >> 51);
    return FLOW_NEXT;
}
