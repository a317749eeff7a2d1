/* Operand formats: each fills the operands of `i` from the word; false: a reserved operand, not this instruction. */
#pragma once
#include "core/decode.h"

format_fn format_FD, format_R, format_FLOAD, format_I, format_SHAMT, format_CSR, format_S, format_B;
format_fn format_U, format_J, format_CIW, format_CL_W, format_CL_D, format_CS_W, format_CS_D, format_CI;
format_fn format_CI_NZ, format_CI_LI, format_CI_SP, format_CI_LUI, format_CI_SH, format_CI_W, format_CI_FD, format_CI_D;
format_fn format_CSS_W, format_CSS_D, format_CB_SH, format_CB_AND, format_CA, format_CB, format_CJ, format_CR_J;
format_fn format_CR_JL, format_CR_MV, format_CR, format_NONE;

static inline uint32_t bits(uint32_t word, unsigned high, unsigned low)
{
    return word >> low & ((2u << (high - low)) - 1);
}

static inline int64_t extend(uint64_t value, unsigned width)
{
    return (int64_t)(value << (64 - width)) >> (64 - width);
}

static inline uint8_t integer_rd(uint32_t n)
{
    return n ? n : REG_SINK;
}
