/* F and D: arithmetic. Each body exists for float (s) and double (d). */
#include <math.h>

#include "core/exec.h"
#include "core/fp_rmm.h"

#define BODY(name) enum flow op_##name(struct hart *h, const struct insn *i)

/* One body for one format. `host`: the operation on the host; `op`, `x`, `y`, `z`: the same for RMM. */
#define ARITH(name, suffix, type, is_single, host, op, x, y, z)                                  \
    BODY(name##_##suffix)                                                                        \
    {                                                                                            \
        enum rounding rm;                                                                        \
        if (!fp_begin(h, i, &rm))                                                                \
            return raise_illegal(h, i);                                                          \
        const type a = get_##suffix(h, i->rs1), b = get_##suffix(h, i->rs2);                     \
        set_##suffix(h, i->rd, rm == RMM ? (type)rmm_arith(h, op, x, y, z, is_single) : (host)); \
        return FLOW_NEXT;                                                                        \
    }
#define ARITH_BOTH(name, host, op, x, y)           \
    ARITH(name, s, float, true, host, op, x, y, 0) \
    ARITH(name, d, double, false, host, op, x, y, 0)

/* clang-format off: it takes a row for a declaration */
ARITH_BOTH(fadd, a + b, RMM_ADD, a, b)
ARITH_BOTH(fsub, a - b, RMM_ADD, a, -b)
ARITH_BOTH(fmul, a *b, RMM_MUL, a, b)
ARITH_BOTH(fdiv, a / b, RMM_DIV, a, b)
/* clang-format on */

/* A root is never halfway between two numbers, so RMM is RNE. */
#define ROOT(suffix, type, function)                               \
    BODY(fsqrt_##suffix)                                           \
    {                                                              \
        enum rounding rm;                                          \
        if (!fp_begin(h, i, &rm))                                  \
            return raise_illegal(h, i);                            \
        set_##suffix(h, i->rd, function(get_##suffix(h, i->rs1))); \
        return FLOW_NEXT;                                          \
    }
ROOT(s, float, sqrtf)
ROOT(d, double, sqrt)

/* Infinity times zero is invalid even when the addend is a quiet NaN; hosts differ. */
static void check_product(struct hart *h, double a, double b)
{
    if ((isinf(a) && b == 0) || (a == 0 && isinf(b)))
        raise_flags(h, FLAG_NV);
}

/* sign_product * a * b + sign_addend * c, rounded once. */
#define FUSED(name, suffix, type, is_single, function, sign_product, sign_addend)                      \
    BODY(name##_##suffix)                                                                              \
    {                                                                                                  \
        enum rounding rm;                                                                              \
        if (!fp_begin(h, i, &rm))                                                                      \
            return raise_illegal(h, i);                                                                \
        const type a = sign_product get_##suffix(h, i->rs1), b = get_##suffix(h, i->rs2),              \
                   c = sign_addend get_##suffix(h, i->rs3);                                            \
        type result = rm == RMM ? (type)rmm_arith(h, RMM_FMA, a, b, c, is_single) : function(a, b, c); \
        if (isnan(result))                                                                             \
            check_product(h, a, b);                                                                    \
        set_##suffix(h, i->rd, result);                                                                \
        return FLOW_NEXT;                                                                              \
    }
#define FUSED_BOTH(name, sign_product, sign_addend)              \
    FUSED(name, s, float, true, fmaf, sign_product, sign_addend) \
    FUSED(name, d, double, false, fma, sign_product, sign_addend)

FUSED_BOTH(fmadd, +, +)
FUSED_BOTH(fmsub, +, -)
FUSED_BOTH(fnmsub, -, +)
FUSED_BOTH(fnmadd, -, -)
