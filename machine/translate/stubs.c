/* Code that every translation shares. */
#include <stddef.h>

#include "translate/translator.h"

enum { MOV_LOAD = 0x8b, MOV_STORE = 0x89, COMPARE = 0x3b, LEA = 0x8d, GROUP5 = 0xff, TEST = 0x85 };
enum { PUSH = 0x50, POP = 0x58, RET = 0xc3, GROUP5_CALL = 2, GROUP5_JUMP = 4 };
static const uint8_t kept[] = {RBX, RBP, R12, R13, R14, R15}; /* by the host's calling convention */

static void push_pop(struct out *o, unsigned opcode, enum host reg)
{
    emit_byte(o, reg >= R8 ? 0x41 : 0x40);
    emit_byte(o, opcode | (reg & 7));
}

/* lea reg, [base + displacement], base not rsp or r12 */
static void lea(struct out *o, enum host reg, enum host base, int32_t displacement)
{
    emit_byte(o, 0x48 | reg >> 3 << 2 | base >> 3);
    emit_byte(o, LEA);
    emit_byte(o, 0x80 | (reg & 7) << 3 | (base & 7));
    emit_word(o, displacement);
}

/* unsigned enter(struct hart *h, const void *code) */
static void emit_enter(struct out *o)
{
    for (unsigned n = 0; n < sizeof kept; n++)
        push_pop(o, PUSH, kept[n]);
    emit_alu_imm(o, true, ALU_SUB, RSP, 8);
    lea(o, HART, RDI, HART_BIAS);
    emit_rr(o, true, MOV_LOAD, RAX, RSI);
    emit_reload(o);
    emit_rr(o, false, GROUP5, GROUP5_JUMP, RAX);
}

/* eax: the site, or 0 */
static void emit_leave(struct out *o)
{
    emit_spill(o);
    emit_alu_imm(o, true, ALU_ADD, RSP, 8);
    for (unsigned n = sizeof kept; n-- > 0;)
        push_pop(o, POP, kept[n]);
    emit_byte(o, RET);
}

/* Called with rax: instruction, edx: slot of its block. Comes back only if the next instruction is to run. */
static void emit_body_stub(struct out *o, const uint8_t *leave, native_fn *function)
{
    emit_spill(o);
    emit_alu_imm(o, true, ALU_SUB, RSP, 8);
    lea(o, RDI, HART, -HART_BIAS);
    emit_rr(o, true, MOV_LOAD, RSI, RAX);
    emit_constant(o, RAX, (uintptr_t)function);
    emit_rr(o, false, GROUP5, GROUP5_CALL, RAX);
    emit_alu_imm(o, true, ALU_ADD, RSP, 8);
    emit_reload(o);
    emit_rr(o, false, TEST, RAX, RAX);
    uint8_t *out = emit_jump_if(o, IF_NOT_EQUAL);
    emit_byte(o, RET);
    emit_aim(out, o->at);
    emit_alu_imm(o, true, ALU_ADD, RSP, 8);
    emit_constant(o, RAX, 0);
    emit_aim(emit_jump(o), leave);
}

_Static_assert(sizeof(struct jump) == 32 && JUMPS == 512, "index is (pc >> 1) * 32");

void emit_hop(struct out *o, const uint8_t *leave)
{
    int32_t entry = offsetof(struct hart, native.jump) - HART_BIAS;
    emit_rr(o, false, MOV_LOAD, RCX, RAX);
    emit_alu_imm(o, false, ALU_AND, RCX, 2 * (JUMPS - 1));
    emit_rr(o, false, 0xc1, SHIFT_LEFT, RCX);
    emit_byte(o, 4);
    emit_rx(o, true, 0, COMPARE, RAX, HART, RCX, entry + offsetof(struct jump, pc));
    uint8_t *other = emit_jump_if(o, IF_NOT_EQUAL);
    emit_rh(o, true, MOV_LOAD, RDX, offsetof(struct hart, native.context));
    emit_rx(o, true, 0, COMPARE, RDX, HART, RCX, entry + offsetof(struct jump, context));
    uint8_t *foreign = emit_jump_if(o, IF_NOT_EQUAL);
    emit_rx(o, false, 0, GROUP5, GROUP5_JUMP, HART, RCX, entry + offsetof(struct jump, code));
    emit_aim(other, o->at);
    emit_aim(foreign, o->at);
    emit_rh(o, true, MOV_STORE, RAX, offsetof(struct hart, pc));
    emit_constant(o, RAX, 0);
    emit_aim(emit_jump(o), leave);
}

void stubs_emit(struct translator *t)
{
    struct out o = {t->code.write};
    t->enter = (enter_fn *)(uintptr_t)code_runs_at(&t->code, o.at);
    emit_enter(&o);
    t->leave = o.at;
    emit_leave(&o);
    t->body = o.at;
    emit_body_stub(&o, t->leave, native_body);
    t->access = o.at;
    emit_body_stub(&o, t->leave, native_access);
    t->hop = o.at;
    emit_hop(&o, t->leave);
    t->first = t->at = o.at;
}
