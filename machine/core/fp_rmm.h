/* Rounding to nearest, ties away from zero (RMM): hosts have no such mode.
 *
 * The exact result is computed in binary128, rounded to odd there, and rounded once more here; with 113 bits against 53
 * or 24 that is the correctly rounded result of every operation below. A square root is never a tie, so it needs none. */
#pragma once
#include "core/fp.h"

enum rmm_op { RMM_ADD, RMM_MUL, RMM_DIV, RMM_FMA };

/* Operands and result are doubles that hold either format; `single`: the result is rounded to float's. */
double rmm_arith(struct hart *h, enum rmm_op op, double a, double b, double c, bool single);
double rmm_narrow(struct hart *h, double a); /* to float */
double rmm_from_integer(struct hart *h, uint64_t magnitude, bool negative, bool single);
