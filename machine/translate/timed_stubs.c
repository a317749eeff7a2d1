/* What versions share: ways into C, and what divisions cost. */
#include <stddef.h>

#include "translate/timed_emit.h"

enum {
    MOV_LOAD = 0x8b,
    ADD = 0x03,
    SUB = 0x2b,
    XOR = 0x33,
    ADD_TO = 0x01,
    COMPARE = 0x3b,
    TEST = 0x85,
    MOVSXD = 0x63,
    SHIFT = 0xc1
};
enum { LAST_BIT = 0x0fbd, TAKE_IF_SIGN = 0x0f48, RET = 0xc3 };

static const uint8_t *c_stub(struct out *o, timed_fn *function)
{
    const uint8_t *at = o->at;
    emit_probe(o, (const void *)(uintptr_t)function);
    return at;
}

/* reg := its magnitude; rcx is used. */
static void emit_magnitude(struct out *o, enum host reg)
{
    emit_rr(o, true, MOV_LOAD, RCX, reg);
    emit_rr(o, true, SHIFT, SHIFT_ARITHMETIC, RCX);
    emit_byte(o, 63);
    emit_rr(o, true, XOR, reg, RCX);
    emit_rr(o, true, SUB, reg, RCX);
}

/* rax := what of it a division takes. */
static void emit_operand(struct out *o, enum host reg, bool narrow, bool is_signed)
{
    if (narrow)
        emit_rr(o, is_signed, is_signed ? MOVSXD : MOV_LOAD, reg, reg);
    if (is_signed)
        emit_magnitude(o, reg);
}

/* rax, rdx: operands, rcx: where. As quotient_bits and timing_divide; zeros, rates that are no power of two and runs that end
 * soon are C's. A magnitude is its own. */
static void emit_divide(struct out *o, const struct timed *c, bool narrow, bool is_signed, const uint8_t *slowly)
{
    const struct timing_profile *f = c->engine->model->profile;
    uint8_t *zero[2], *late;
    if (!f->div_bits || f->div_bits & (f->div_bits - 1)) {
        emit_aim(emit_jump(o), slowly);
        return;
    }
    emit_push(o, RCX);
    emit_operand(o, RAX, narrow, is_signed);
    emit_operand(o, RDX, narrow, is_signed);
    emit_rh(o, true, MOV_LOAD, RCX, NATIVE(until));
    emit_rh(o, true, SUB, RCX, NATIVE(now));
    emit_alu_imm(o, true, ALU_CMP, RCX, (int32_t)c->most);
    late = emit_jump_if(o, IF_NOT_ABOVE);
    emit_rr(o, true, LAST_BIT, RCX, RDX);
    zero[0] = emit_jump_if(o, IF_EQUAL);
    emit_push(o, RDX);
    emit_rr(o, true, LAST_BIT, RDX, RAX);
    zero[1] = emit_jump_if(o, IF_EQUAL);
    emit_rr(o, false, SUB, RDX, RCX);
    emit_alu_imm(o, false, ALU_ADD, RDX, (int32_t)f->div_bits); /* bits of the quotient, rounded up */
    emit_constant(o, RCX, 0);
    emit_rr(o, false, TEST, RDX, RDX);
    emit_rr(o, false, TAKE_IF_SIGN, RDX, RCX);
    emit_rr(o, false, SHIFT, SHIFT_RIGHT, RDX);
    emit_byte(o, (unsigned)__builtin_ctz(f->div_bits));
    emit_alu_imm(o, false, ALU_ADD, RDX, (int32_t)f->div_base - 1);
    emit_rh(o, true, ADD_TO, RDX, NATIVE(now));
    emit_rc(o, true, ADD_TO, RDX, MODEL(stall));
    emit_rc(o, true, ADD_TO, RDX, MODEL(counters.stall.divide));
    emit_alu_imm(o, true, ALU_ADD, RSP, 16);
    emit_rr(o, true, TEST, RSP, RSP); /* not 0: done */
    emit_byte(o, RET);
    emit_aim(zero[1], o->at);
    emit_pop(o, RDX);
    emit_aim(zero[0], o->at);
    emit_aim(late, o->at);
    emit_pop(o, RCX);
    emit_aim(emit_jump(o), slowly);
}

/* Called, but never returned from, with rax: instruction, edx: version. */
static void emit_quit(struct out *o, struct translator *t)
{
    t->timed->quit = o->at;
    emit_body_stub(o, t->leave, timed_quit);
}

void timed_stubs(struct translator *t, struct out *o)
{
    struct timed *c = t->timed;
    c->probe = c_stub(o, timed_probe);
    c->line = c_stub(o, timed_line);
    c->fetch = c_stub(o, timed_fetch);
    const uint8_t *slowly = c_stub(o, timed_divide);
    const struct ways ways = {
        .went = c_stub(o, timed_went),
        .stayed = c_stub(o, timed_stayed),
        .jumped = c_stub(o, timed_jumped),
        .missed = c_stub(o, timed_missed),
        .went_far = c_stub(o, timed_went_far),
    };
    for (unsigned n = 0; n < 4; n++) {
        c->divide[n] = o->at;
        emit_divide(o, c, n & 1, n & 2, slowly);
    }
    timed_predictor(c, o, &ways);
    emit_quit(o, t);
}
