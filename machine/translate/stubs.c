/* Code that every translation shares. */
#include <stddef.h>

#include "translate/far.h"
#include "translate/timed.h"

enum {
    MOV_LOAD = 0x8b,
    MOV_STORE = 0x89,
    MOV_IMM = 0xc7,
    COMPARE = 0x3b,
    COMPARE_IMM = 0x81,
    GROUP5 = 0xff,
    TEST = 0x85
};
enum { RET = 0xc3, GROUP5_CALL = 2, GROUP5_JUMP = 4 };
static const uint8_t kept[] = {RBX, RBP, R12, R13, R14, R15}; /* by the host's calling convention */

/* unsigned enter(struct hart *h, const void *code) */
static void emit_enter(struct out *o)
{
    for (unsigned n = 0; n < sizeof kept; n++)
        emit_push(o, kept[n]);
    emit_alu_imm(o, true, ALU_SUB, RSP, 8);
    emit_lea(o, HART, RDI, HART_BIAS);
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
        emit_pop(o, kept[n]);
    emit_byte(o, RET);
}

/* Called with rax: instruction, edx: slot of its block. Comes back only if the next instruction is to run. */
void emit_body_stub(struct out *o, const uint8_t *leave, native_fn *function)
{
    emit_spill(o);
    emit_alu_imm(o, true, ALU_SUB, RSP, 8);
    emit_lea(o, RDI, HART, -HART_BIAS);
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

void emit_state(struct out *o, unsigned pipe)
{
    emit_rh(o, false, MOV_IMM, 0, offsetof(struct hart, native.pipe));
    emit_word(o, pipe);
}

/* Neither a jump in another state of the pipe. */
static uint8_t *emit_hop_state(struct out *o, int32_t entry, unsigned pipe)
{
    emit_rx(o, false, 0, COMPARE_IMM, ALU_CMP, HART, RCX, entry + offsetof(struct jump, pipe));
    emit_word(o, pipe);
    return emit_jump_if(o, IF_NOT_EQUAL);
}

void emit_hop(struct out *o, const uint8_t *leave, unsigned pipe)
{
    int32_t entry = offsetof(struct hart, native.jump) - HART_BIAS;
    uint8_t *otherwise = NULL;
    emit_rr(o, false, MOV_LOAD, RCX, RAX);
    if (pipe)
        emit_alu_imm(o, false, ALU_ADD, RCX, (int32_t)(2 * JUMPS_PER_STATE * pipe));
    emit_alu_imm(o, false, ALU_AND, RCX, 2 * (JUMPS - 1));
    emit_rr(o, false, 0xc1, SHIFT_LEFT, RCX);
    emit_byte(o, 4);
    emit_rx(o, true, 0, COMPARE, RAX, HART, RCX, entry + offsetof(struct jump, pc));
    uint8_t *other = emit_jump_if(o, IF_NOT_EQUAL);
    emit_side(o, true, MOV_LOAD, RDX, offsetof(struct front_side, context));
    emit_rx(o, true, 0, COMPARE, RDX, HART, RCX, entry + offsetof(struct jump, context));
    uint8_t *foreign = emit_jump_if(o, IF_NOT_EQUAL);
    if (o->clock)
        otherwise = emit_hop_state(o, entry, pipe);
    emit_rx(o, false, 0, GROUP5, GROUP5_JUMP, HART, RCX, entry + offsetof(struct jump, code));
    emit_aim(other, o->at);
    emit_aim(foreign, o->at);
    if (o->clock) {
        emit_aim(otherwise, o->at);
        emit_state(o, pipe);
    }
    emit_rh(o, true, MOV_STORE, RAX, offsetof(struct hart, pc));
    emit_constant(o, RAX, 0);
    emit_aim(emit_jump(o), leave);
}

/* native_place and the like; only rax and SIDE change. */
void emit_find_stub(struct out *o, void (*find)(struct hart *h))
{
    emit_push(o, RDI);
    emit_spill_side(o);
    emit_lea(o, RDI, HART, -HART_BIAS);
    emit_constant(o, RAX, (uintptr_t)find);
    emit_rr(o, false, GROUP5, GROUP5_CALL, RAX);
    emit_reload_side(o);
    emit_pop(o, RDI);
    emit_byte(o, RET);
}

/* Jumped to with rax: instruction, edx: slot of its block. */
static void emit_onward(struct out *o, const uint8_t *leave, const void *function)
{
    emit_spill(o);
    emit_lea(o, RDI, HART, -HART_BIAS);
    emit_rr(o, true, MOV_LOAD, RSI, RAX);
    emit_constant(o, RAX, (uintptr_t)function);
    emit_rr(o, false, GROUP5, GROUP5_CALL, RAX);
    emit_reload(o);
    emit_rr(o, true, TEST, RAX, RAX);
    emit_aim(emit_jump_if(o, IF_EQUAL), leave);
    emit_rr(o, false, GROUP5, GROUP5_JUMP, RAX);
}

void stubs_emit(struct translator *t)
{
    struct out o = {t->code.write, t->timed ? t->timed->engine->model : NULL};
    t->enter = (enter_fn *)(uintptr_t)code_runs_at(&t->code, o.at);
    emit_enter(&o);
    t->leave = o.at;
    emit_leave(&o);
    t->body = o.at;
    emit_body_stub(&o, t->leave, t->timed ? timed_body : native_body);
    t->access = o.at;
    emit_body_stub(&o, t->leave, t->timed ? timed_access : native_access);
    t->hop = o.at;
    emit_hop(&o, t->leave, 0);
    t->onward = o.at;
    emit_onward(&o, t->leave,
                t->timed ? (const void *)(uintptr_t)timed_onward : (const void *)(uintptr_t)native_onward);
    t->find_place = o.at;
    emit_find_stub(&o, native_place);
    t->find_return = o.at;
    emit_find_stub(&o, native_return);
    t->trust = o.at;
    emit_rh(&o, true, MOV_STORE, RDX, offsetof(struct hart, native.asked));
    emit_find_stub(&o, native_trust);
    far_stubs(t, &o);
    front_stubs(t, &o);
    if (t->timed)
        timed_stubs(t, &o);
    t->first = t->at = o.at;
}
