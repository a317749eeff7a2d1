/* F and D: conversions. */
#include <math.h>

#include "core/exec.h"
#include "core/fp_rmm.h"

#define BODY(name) enum flow op_##name(struct hart *h, const struct insn *i)

/* --- to integers --------------------------------------------------------------------------------------------- */
/* Rounds without touching the host's mode or flags. */
static double round_integral(double value, enum rounding rm)
{
    switch (rm) {
    case RTZ: return trunc(value);
    case RDN: return floor(value);
    case RUP: return ceil(value);
    case RMM: return round(value);
    default: return roundeven(value);
    }
}

/* `low` and `end` are powers of two: the range is low <= r < end. A NaN counts as too large. */
struct integer_range {
    double low, end;
    uint64_t least, greatest; /* what is stored when out of range, sign-extended */
};
static const struct integer_range range_w = {-0x1p31, 0x1p31, (uint64_t)INT32_MIN, INT32_MAX};
static const struct integer_range range_wu = {0, 0x1p32, 0, UINT64_MAX};
static const struct integer_range range_l = {-0x1p63, 0x1p63, (uint64_t)INT64_MIN, INT64_MAX};
static const struct integer_range range_lu = {0, 0x1p64, 0, UINT64_MAX};

/* False: out of range, *result is the saturated value. */
static bool to_range(struct hart *h, double value, bool nan, enum rounding rm, const struct integer_range *range, double *rounded, uint64_t *result)
{
    *rounded = nan ? 0 : round_integral(value, rm);
    if (nan || *rounded < range->low || *rounded >= range->end) {
        raise_flags(h, FLAG_NV);
        *result = !nan && *rounded < range->low ? range->least : range->greatest;
        return false;
    }
    if (*rounded != value)
        raise_flags(h, FLAG_NX);
    return true;
}

/* A float is widened by hand when it is a NaN: the host's conversion would raise a flag for a signaling one. */
#define TO_INTEGER(name, suffix, range, type) \
    BODY(name) \
    { \
        enum rounding rm; \
        double rounded; \
        uint64_t result; \
        if (!fp_rounding(h, i, &rm)) \
            return raise_illegal(h, i); \
        bool nan = nan_##suffix(bits_##suffix(h, i->rs1)); \
        if (to_range(h, nan ? 0 : get_##suffix(h, i->rs1), nan, rm, &range, &rounded, &result)) \
            result = (uint64_t)(type)rounded; \
        h->x[i->rd] = sizeof(type) == 4 ? (uint64_t)(int64_t)(int32_t)result : result; \
        return FLOW_NEXT; \
    }
#define TO_INTEGERS(suffix) \
    TO_INTEGER(fcvt_w_##suffix, suffix, range_w, int32_t) \
    TO_INTEGER(fcvt_wu_##suffix, suffix, range_wu, uint32_t) \
    TO_INTEGER(fcvt_l_##suffix, suffix, range_l, int64_t) \
    TO_INTEGER(fcvt_lu_##suffix, suffix, range_lu, uint64_t)
TO_INTEGERS(s)
TO_INTEGERS(d)

/* --- from integers ------------------------------------------------------------------------------------------- */
#define FROM_INTEGER(name, suffix, type, is_single, integer) \
    BODY(name) \
    { \
        enum rounding rm; \
        if (!fp_begin(h, i, &rm)) \
            return raise_illegal(h, i); \
        const integer value = (integer)h->x[i->rs1]; \
        const bool negative = value < (integer)1 && value != 0; \
        const uint64_t magnitude = negative ? 0 - (uint64_t)value : (uint64_t)value; \
        set_##suffix(h, i->rd, rm == RMM ? (type)rmm_from_integer(h, magnitude, negative, is_single) : (type)value); \
        return FLOW_NEXT; \
    }
#define FROM_INTEGERS(suffix, type, is_single) \
    FROM_INTEGER(fcvt_##suffix##_w, suffix, type, is_single, int32_t) \
    FROM_INTEGER(fcvt_##suffix##_wu, suffix, type, is_single, uint32_t) \
    FROM_INTEGER(fcvt_##suffix##_l, suffix, type, is_single, int64_t) \
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
