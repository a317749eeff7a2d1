#include "core/fp_rmm.h"

#include <math.h>

typedef __float128 wide;
typedef unsigned __int128 u128;

enum { WIDE_BITS = 113, WIDE_BIAS = 16383 };

struct target {
    int bits, emin, emax; /* precision, exponents of the least and greatest normal number */
};
static const struct target target_s = {24, -126, 127}, target_d = {53, -1022, 1023};

/* A finite number that is not 0: (-1)^sign * mantissa * 2^(exponent - 112), mantissa of 113 bits. */
struct parts {
    bool sign;
    int exponent;
    u128 mantissa;
};

static struct parts split(wide value)
{
    u128 bits;
    memcpy(&bits, &value, sizeof bits);
    u128 fraction = bits & (((u128)1 << 112) - 1);
    return (struct parts){bits >> 127, (int)(bits >> 112 & 0x7fff) - WIDE_BIAS, fraction | (u128)1 << 112};
}

static u128 shift_rounding(u128 mantissa, int shift)
{
    if (shift > WIDE_BITS + 1)
        return 0;
    return (mantissa >> shift) + (mantissa >> (shift - 1) & 1); /* half and more go away from zero */
}

/* Flags are the guest's; the host's are clean before and after. */
static double round_away(struct hart *h, wide value, struct target t)
{
    if (value == 0)
        return (double)value;
    struct parts p = split(value);
    int shift = WIDE_BITS - t.bits, exponent = p.exponent;
    bool tiny = exponent < t.emin && !(exponent == t.emin - 1 && shift_rounding(p.mantissa, shift) >> t.bits);
    if (exponent < t.emin) {
        shift += t.emin - exponent;
        exponent = t.emin;
    }
    u128 rounded = shift_rounding(p.mantissa, shift);
    bool inexact = shift > WIDE_BITS || p.mantissa & (((u128)1 << shift) - 1);
    double magnitude = ldexp((double)(uint64_t)rounded, exponent - t.bits + 1);
    bool overflow = magnitude >= ldexp(2.0, t.emax); /* infinite already for doubles */
    raise_flags(h, (inexact || overflow ? FLAG_NX : 0) | (overflow ? FLAG_OF : 0) | (inexact && tiny ? FLAG_UF : 0));
    feclearexcept(FE_ALL_EXCEPT);
    return copysign(overflow ? INFINITY : magnitude, p.sign ? -1.0 : 1.0);
}

static wide exact(enum rmm_op op, wide a, wide b, wide c)
{
    switch (op) {
    case RMM_ADD: return a + b;
    case RMM_MUL: return a * b;
    case RMM_DIV: return a / b;
    default: return a * b + c; /* the product of two doubles is exact */
    }
}

/* Result in binary128 with the last bit set if anything was lost below it. */
static wide to_odd(enum rmm_op op, double a, double b, double c)
{
    /* Volatile: the compiler takes binary128 arithmetic for free of side effects, and would move it past fenv calls. */
    volatile double x = a, y = b, z = c;
    fesetround(FE_TOWARDZERO);
    volatile wide computed = exact(op, x, y, z);
    bool inexact = fetestexcept(FE_INEXACT);
    wide result = computed;
    u128 bits;
    memcpy(&bits, &result, sizeof bits);
    bits |= inexact;
    memcpy(&result, &bits, sizeof result);
    return result;
}

static double nearest_even(enum rmm_op op, double a, double b, double c)
{
    switch (op) {
    case RMM_ADD: return a + b;
    case RMM_MUL: return a * b;
    case RMM_DIV: return a / b;
    default: return fma(a, b, c);
    }
}

double rmm_arith(struct hart *h, enum rmm_op op, double a, double b, double c, bool single)
{
    bool special = !isfinite(a) || !isfinite(b) || !isfinite(c) || (op == RMM_DIV && b == 0);
    if (special) /* nothing to round: the host's result and flags are right */
        return nearest_even(op, a, b, c);
    fp_collect(h);
    wide result = to_odd(op, a, b, c);
    feclearexcept(FE_ALL_EXCEPT);
    fp_set_mode(h, RNE);
    if (result == 0) /* exact; the sign of a zero sum is that of the nearest modes */
        return nearest_even(op, a, b, c);
    return round_away(h, result, single ? target_s : target_d);
}

double rmm_narrow(struct hart *h, double a)
{
    if (!isfinite(a))
        return a;
    fp_collect(h);
    return a == 0 ? a : round_away(h, a, target_s);
}

double rmm_from_integer(struct hart *h, uint64_t magnitude, bool negative, bool single)
{
    fp_collect(h);
    wide value = magnitude;
    return round_away(h, negative ? -value : value, single ? target_s : target_d);
}
