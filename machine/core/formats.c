/* Operand formats of 32-bit instructions (unprivileged manual 20191213, section 2.2-2.3). */
#include "core/csr.h"
#include "core/formats.h"

bool format_FD(uint32_t w, struct insn *i)
{
    i->rd = bits(w, 11, 7);
    i->rs1 = bits(w, 19, 15);
    i->rs2 = bits(w, 24, 20);
    i->rs3 = bits(w, 31, 27);
    return true;
}

bool format_R(uint32_t w, struct insn *i)
{
    format_FD(w, i);
    i->rd = integer_rd(i->rd);
    return true;
}

bool format_FLOAD(uint32_t w, struct insn *i)
{
    i->imm = extend(w >> 20, 12);
    return format_FD(w, i);
}

bool format_I(uint32_t w, struct insn *i)
{
    i->imm = extend(w >> 20, 12);
    return format_R(w, i);
}

bool format_SHAMT(uint32_t w, struct insn *i)
{
    i->imm = bits(w, 25, 20);
    return format_R(w, i);
}

bool format_CSR(uint32_t w, struct insn *i)
{
    format_R(w, i);
    i->imm = w >> 20;
    i->rs3 = csr_find(i->imm);
    return true;
}

bool format_S(uint32_t w, struct insn *i)
{
    i->imm = extend(bits(w, 31, 25) << 5 | bits(w, 11, 7), 12);
    return format_R(w, i);
}

bool format_B(uint32_t w, struct insn *i)
{
    i->imm = extend(bits(w, 31, 31) << 12 | bits(w, 7, 7) << 11 | bits(w, 30, 25) << 5 | bits(w, 11, 8) << 1, 13);
    return format_R(w, i);
}

bool format_U(uint32_t w, struct insn *i)
{
    i->imm = extend(w & 0xfffff000, 32);
    return format_R(w, i);
}

bool format_J(uint32_t w, struct insn *i)
{
    i->imm = extend(bits(w, 31, 31) << 20 | bits(w, 19, 12) << 12 | bits(w, 20, 20) << 11 | bits(w, 30, 21) << 1, 21);
    return format_R(w, i);
}
