/* Operand formats of compressed instructions (unprivileged manual 20191213, section 16.2). */
#include "core/formats.h"

static uint8_t popular(uint32_t w, unsigned low)
{
    return 8 + bits(w, low + 2, low);
}

static int64_t ci_immediate(uint32_t w)
{
    return extend(bits(w, 12, 12) << 5 | bits(w, 6, 2), 6);
}

bool format_CIW(uint32_t w, struct insn *i)
{
    i->rd = popular(w, 2);
    i->rs1 = 2;
    i->imm = bits(w, 10, 7) << 6 | bits(w, 12, 11) << 4 | bits(w, 5, 5) << 3 | bits(w, 6, 6) << 2;
    return i->imm != 0;
}

bool format_CL_W(uint32_t w, struct insn *i)
{
    i->rd = popular(w, 2);
    i->rs1 = popular(w, 7);
    i->imm = bits(w, 5, 5) << 6 | bits(w, 12, 10) << 3 | bits(w, 6, 6) << 2;
    return true;
}

bool format_CL_D(uint32_t w, struct insn *i)
{
    i->rd = popular(w, 2);
    i->rs1 = popular(w, 7);
    i->imm = bits(w, 6, 5) << 6 | bits(w, 12, 10) << 3;
    return true;
}

bool format_CS_W(uint32_t w, struct insn *i)
{
    format_CL_W(w, i);
    i->rs2 = i->rd;
    return true;
}

bool format_CS_D(uint32_t w, struct insn *i)
{
    format_CL_D(w, i);
    i->rs2 = i->rd;
    return true;
}

bool format_CI(uint32_t w, struct insn *i)
{
    i->rs1 = bits(w, 11, 7);
    i->rd = integer_rd(i->rs1);
    i->imm = ci_immediate(w);
    return true;
}

bool format_CI_NZ(uint32_t w, struct insn *i)
{
    format_CI(w, i);
    return i->rs1 != 0;
}

bool format_CI_LI(uint32_t w, struct insn *i)
{
    format_CI(w, i);
    i->rs1 = 0;
    return true;
}

bool format_CI_SP(uint32_t w, struct insn *i)
{
    i->rd = i->rs1 = 2;
    i->imm =
        extend(bits(w, 12, 12) << 9 | bits(w, 4, 3) << 7 | bits(w, 5, 5) << 6 | bits(w, 2, 2) << 5 | bits(w, 6, 6) << 4,
               10);
    return i->imm != 0;
}

bool format_CI_LUI(uint32_t w, struct insn *i)
{
    format_CI(w, i);
    i->imm = ci_immediate(w) * 4096;
    return i->imm != 0;
}

bool format_CI_SH(uint32_t w, struct insn *i)
{
    format_CI(w, i);
    i->imm &= 63;
    return true;
}

bool format_CI_W(uint32_t w, struct insn *i)
{
    i->rd = bits(w, 11, 7);
    i->rs1 = 2;
    i->imm = bits(w, 3, 2) << 6 | bits(w, 12, 12) << 5 | bits(w, 6, 4) << 2;
    return i->rd != 0;
}

bool format_CI_FD(uint32_t w, struct insn *i)
{
    i->rd = bits(w, 11, 7);
    i->rs1 = 2;
    i->imm = bits(w, 4, 2) << 6 | bits(w, 12, 12) << 5 | bits(w, 6, 5) << 3;
    return true;
}

bool format_CI_D(uint32_t w, struct insn *i)
{
    format_CI_FD(w, i);
    return i->rd != 0;
}

bool format_CSS_W(uint32_t w, struct insn *i)
{
    i->rs1 = 2;
    i->rs2 = bits(w, 6, 2);
    i->imm = bits(w, 8, 7) << 6 | bits(w, 12, 9) << 2;
    return true;
}

bool format_CSS_D(uint32_t w, struct insn *i)
{
    i->rs1 = 2;
    i->rs2 = bits(w, 6, 2);
    i->imm = bits(w, 9, 7) << 6 | bits(w, 12, 10) << 3;
    return true;
}

bool format_CB_SH(uint32_t w, struct insn *i)
{
    i->rd = i->rs1 = popular(w, 7);
    i->imm = ci_immediate(w) & 63;
    return true;
}

bool format_CB_AND(uint32_t w, struct insn *i)
{
    i->rd = i->rs1 = popular(w, 7);
    i->imm = ci_immediate(w);
    return true;
}

bool format_CA(uint32_t w, struct insn *i)
{
    i->rd = i->rs1 = popular(w, 7);
    i->rs2 = popular(w, 2);
    return true;
}

bool format_CB(uint32_t w, struct insn *i)
{
    i->rs1 = popular(w, 7);
    i->rs2 = 0;
    i->imm = extend(bits(w, 12, 12) << 8 | bits(w, 6, 5) << 6 | bits(w, 2, 2) << 5 | bits(w, 11, 10) << 3 |
                        bits(w, 4, 3) << 1,
                    9);
    return true;
}

bool format_CJ(uint32_t w, struct insn *i)
{
    i->rd = REG_SINK;
    i->imm = extend(bits(w, 12, 12) << 11 | bits(w, 8, 8) << 10 | bits(w, 10, 9) << 8 | bits(w, 6, 6) << 7 |
                        bits(w, 7, 7) << 6 | bits(w, 2, 2) << 5 | bits(w, 11, 11) << 4 | bits(w, 5, 3) << 1,
                    12);
    return true;
}

bool format_CR_J(uint32_t w, struct insn *i)
{
    i->rd = REG_SINK;
    i->rs1 = bits(w, 11, 7);
    return i->rs1 != 0;
}

bool format_CR_JL(uint32_t w, struct insn *i)
{
    i->rd = 1;
    i->rs1 = bits(w, 11, 7);
    return i->rs1 != 0;
}

bool format_CR_MV(uint32_t w, struct insn *i)
{
    i->rd = integer_rd(bits(w, 11, 7));
    i->rs2 = bits(w, 6, 2);
    return i->rs2 != 0;
}

bool format_CR(uint32_t w, struct insn *i)
{
    format_CR_MV(w, i);
    i->rs1 = bits(w, 11, 7);
    return i->rs2 != 0;
}

bool format_NONE(uint32_t w, struct insn *i)
{
    (void)w, (void)i;
    return true;
}
