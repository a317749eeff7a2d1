/* F and D: conversions. */
#include "core/exec.h"
#include "core/fp_rmm.h"

#define BODY(name) enum flow op_##name(struct hart *h, const struct insn *i)

/* --- to integers --------------------------------------------------------------------------------------------- */
/* By bits alone: the host's conversions differ in range, and raise flags of their own. */

/* Greatest magnitudes of an integer type, below and above 0; out of range saturates there. */
struct integer_range {
    uint64_t negative, positive;
};
static const struct integer_range range_w = {UINT64_C(1) << 31, INT32_MAX};
static const struct integer_range range_wu = {0, UINT32_MAX};
static const struct integer_range range_l = {UINT64_C(1) << 63, INT64_MAX};
static const struct integer_range range_lu = {0, UINT64_MAX};

/* Does rounding take the magnitude up? `rest` is what lies below its last bit, of a whole of 2 * `half`. */
static bool rounds_up(enum rounding rm, bool negative, bool odd, uint64_t rest, uint64_t half)
{
    switch (rm) {
    case RTZ: return false;
    case RDN: return negative && rest;
    case RUP: return !negative && rest;
    case RMM: return rest >= half;
    default: return rest > half || (rest == half && odd);
    }
}

/* Magnitude of a finite double rounded to an integer. False: 2^64 or more. */
static bool round_magnitude(uint64_t bits, enum rounding rm, uint64_t *whole, bool *inexact)
{
    unsigned field = bits >> 52 & 0x7ff;
    uint64_t mantissa = (bits & UINT64_C(0xfffffffffffff)) | (uint64_t)(field != 0) << 52;
    int exponent = (field ? (int)field : 1) - 1075; /* of the mantissa's last bit */
    *inexact = false;
    if (exponent >= 0) {
        *whole = exponent > 11 ? 0 : mantissa << exponent;
        return exponent <= 11;
    }
    int shift = exponent < -62 ? 62 : -exponent; /* 62: the mantissa lies well below one half, wherever */
    uint64_t rest = mantissa & ((UINT64_C(1) << shift) - 1);
    *whole = mantissa >> shift;
    *inexact = rest != 0;
    *whole += rounds_up(rm, bits >> 63, *whole & 1, rest, UINT64_C(1) << (shift - 1));
    return true;
}

/* `bits` of a double. A NaN counts as too large. */
static uint64_t to_integer(struct hart *h, uint64_t bits, bool nan, enum rounding rm, const struct integer_range *range)
{
    uint64_t whole = 0;
    bool negative = !nan && bits >> 63, inexact = false;
    bool fits =
        !nan && round_magnitude(bits, rm, &whole, &inexact) && whole <= (negative ? range->negative : range->positive);
    if (!fits) {
        raise_flags(h, FLAG_NV);
        return negative ? 0 - range->negative : range->positive;
    }
    if (inexact)
        raise_flags(h, FLAG_NX);
    return negative ? 0 - whole : whole;
}

/* A number as a double, exactly; a NaN as anything: widening a signaling one would raise a flag. */
static uint64_t widened_s(const struct hart *h, unsigned n)
{
    double value = nan_s(bits_s(h, n)) ? 0 : get_s(h, n);
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static uint64_t widened_d(const struct hart *h, unsigned n)
{
    return bits_d(h, n);
}

#define TO_INTEGER(name, suffix, range, type)                                          \
    BODY(name)                                                                         \
    {                                                                                  \
        enum rounding rm;                                                              \
        if (!fp_rounding(h, i, &rm))                                                   \
            return raise_illegal(h, i);                                                \
        bool nan = nan_##suffix(bits_##suffix(h, i->rs1));                             \
        uint64_t result = to_integer(h, widened_##suffix(h, i->rs1), nan, rm, &range); \
        h->x[i->rd] = sizeof(type) == 4 ? (uint64_t)(int64_t)(int32_t)result : result; \
        return FLOW_NEXT;                                                              \
    }
#define TO_INTEGERS(suffix)                                  \
    TO_INTEGER(fcvt_w_##suffix, suffix, range_w, int32_t)    \
    TO_INTEGER(fcvt_wu_##suffix, suffix, range_wu, uint32_t) \
    TO_INTEGER(fcvt_l_##suffix, suffix, range_l, int64_t)    \
    TO_INTEGER(fcvt_lu_##suffix, suffix, range_lu, uint64_t)
TO_INTEGERS(s)
TO_INTEGERS(d)

/* --- from integers ------------------------------------------------------------------------------------------- */
#define FROM_INTEGER(name, suffix, type, is_single, integer)                                                         \
    BODY(name)                                                                                                       \
    {                                                                                                                \
        enum rounding rm;                                                                                            \
        if (!fp_begin(h, i, &rm))                                                                                    \
            return raise_illegal(h, i);                                                                              \
        const integer value = (integer)h->x[i->rs1];                                                                 \
        const bool negative = value < (integer)1 && value != 0;                                                      \
        const uint64_t magnitude = negative ? 0 - (uint64_t)value : (uint64_t)value;                                 \
        set_##suffix(h, i->rd, rm == RMM ? (type)rmm_from_integer(h, magnitude, negative, is_single) : (type)value); \
        return FLOW_NEXT;                                                                                            \
    }
#define FROM_INTEGERS(suffix, type, is_single)                          \
    FROM_INTEGER(fcvt_##suffix##_w, suffix, type, is_single, int32_t)   \
    FROM_INTEGER(fcvt_##suffix##_wu, suffix, type, is_single, uint32_t) \
    FROM_INTEGER(fcvt_##suffix##_l, suffix, type, is_single, int64_t)   \
    FROM_INTEGER(fcvt_##suffix##_lu, suffix, type, is_single, uint64_t)
FROM_INTEGERS(s, float, true)
FROM_INTEGERS(d, double, false)

/* --- between formats ------------------------------------------------------------------------------------------- */
BODY(fcvt_s_d)
{
    enum rounding rm;
    if (!fp_begin(h, i, &rm))
        return raise_illegal(h, i);
    double value = get_d(h, i->rs1);
    set_s(h, i->rd, (float)(rm == RMM ? rmm_narrow(h, value) : value));
    return FLOW_NEXT;
}

BODY(fcvt_d_s)
{
    enum rounding rm;
    if (!fp_begin(h, i, &rm))
        return raise_illegal(h, i);
    set_d(h, i->rd, get_s(h, i->rs1));
    return FLOW_NEXT;
}
