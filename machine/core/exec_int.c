/* RV64I and M: registers only, branches, jumps. */
#include "core/exec.h"
#include "core/hart_state.h"

#define BODY(name) enum flow op_##name(struct hart *h, const struct insn *i)

/* Results of two register operands, or of one and an immediate. */
#define REGISTER(name, type, expression)                           \
    BODY(name)                                                     \
    {                                                              \
        const type a = (type)h->x[i->rs1], b = (type)h->x[i->rs2]; \
        h->x[i->rd] = (uint64_t)(expression);                      \
        return FLOW_NEXT;                                          \
    }
#define IMMEDIATE(name, type, expression)                    \
    BODY(name)                                               \
    {                                                        \
        const type a = (type)h->x[i->rs1], b = (type)i->imm; \
        h->x[i->rd] = (uint64_t)(expression);                \
        return FLOW_NEXT;                                    \
    }
/* A 32-bit result is sign-extended. */
#define WORD(value) ((int64_t)(int32_t)(value))

/* clang-format off: it takes a row for a declaration */
IMMEDIATE(addi, uint64_t, a + b)
IMMEDIATE(slti, int64_t, a < b)
IMMEDIATE(sltiu, uint64_t, a < b)
IMMEDIATE(xori, uint64_t, a ^ b)
IMMEDIATE(ori, uint64_t, a | b)
IMMEDIATE(andi, uint64_t, a &b)
IMMEDIATE(slli, uint64_t, a << b)
IMMEDIATE(srli, uint64_t, a >> b)
IMMEDIATE(srai, int64_t, a >> b)
IMMEDIATE(addiw, uint32_t, WORD(a + b))
IMMEDIATE(slliw, uint32_t, WORD(a << b))
IMMEDIATE(srliw, uint32_t, WORD(a >> b))
IMMEDIATE(sraiw, int32_t, WORD(a >> b))

REGISTER(add, uint64_t, a + b)
REGISTER(sub, uint64_t, a - b)
REGISTER(sll, uint64_t, a << (b & 63))
REGISTER(slt, int64_t, a < b)
REGISTER(sltu, uint64_t, a < b)
REGISTER(xor, uint64_t, a ^ b)
REGISTER(srl, uint64_t, a >> (b & 63))
REGISTER(sra, int64_t, a >> (b & 63))
REGISTER(or, uint64_t, a | b)
REGISTER(and, uint64_t, a &b)
REGISTER(addw, uint32_t, WORD(a + b))
REGISTER(subw, uint32_t, WORD(a - b))
REGISTER(sllw, uint32_t, WORD(a << (b & 31)))
REGISTER(srlw, uint32_t, WORD(a >> (b & 31)))
REGISTER(sraw, int32_t, WORD(a >> (b & 31)))

REGISTER(mul, uint64_t, a *b)
REGISTER(mulh, int64_t, (__int128)a *b >> 64)
REGISTER(mulhsu, int64_t, (__int128)a *(unsigned __int128)(uint64_t)b >> 64)
REGISTER(mulhu, uint64_t, (unsigned __int128)a *b >> 64)
REGISTER(mulw, uint32_t, WORD(a *b))
/* clang-format on */
/* Division by zero and overflow have defined results (unprivileged manual, table 7.1). */
REGISTER(div, int64_t, b == 0 ? -1 : b == -1 ? (int64_t)(0 - (uint64_t)a) : a / b)
REGISTER(divu, uint64_t, b == 0 ? ~UINT64_C(0) : a / b)
REGISTER(rem, int64_t, b == 0 ? a : b == -1 ? 0 : a % b)
REGISTER(remu, uint64_t, b == 0 ? a : a % b)
REGISTER(divw, int32_t, b == 0 ? -1 : b == -1 ? WORD(0 - (uint32_t)a) : WORD(a / b))
REGISTER(divuw, uint32_t, b == 0 ? -1 : WORD(a / b))
REGISTER(remw, int32_t, b == 0 ? a : b == -1 ? 0 : WORD(a % b))
REGISTER(remuw, uint32_t, b == 0 ? WORD(a) : WORD(a % b))

BODY(lui)
{
    h->x[i->rd] = i->imm;
    return FLOW_NEXT;
}

BODY(auipc)
{
    h->x[i->rd] = i->pc + i->imm;
    return FLOW_NEXT;
}

BODY(jal)
{
    h->x[i->rd] = i[1].pc;
    h->pc = i->pc + i->imm;
    return FLOW_LEAVE;
}

BODY(jalr)
{
    uint64_t target = (h->x[i->rs1] + i->imm) & ~UINT64_C(1);
    h->x[i->rd] = i[1].pc;
    h->pc = target;
    return FLOW_LEAVE;
}

#define BRANCH(name, type, condition)                              \
    BODY(name)                                                     \
    {                                                              \
        const type a = (type)h->x[i->rs1], b = (type)h->x[i->rs2]; \
        h->pc = (condition) ? i->pc + i->imm : i[1].pc;            \
        return FLOW_LEAVE;                                         \
    }

BRANCH(beq, uint64_t, a == b)
BRANCH(bne, uint64_t, a != b)
BRANCH(blt, int64_t, a < b)
BRANCH(bge, int64_t, a >= b)
BRANCH(bltu, uint64_t, a < b)
BRANCH(bgeu, uint64_t, a >= b)
