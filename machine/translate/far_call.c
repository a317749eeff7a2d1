/* sg.call in host instructions. */
#include "translate/far_emit.h"

static void check_operand(struct work *w, const struct insn *i, unsigned guest, int32_t at, struct jumps *other)
{
    struct out *o = &w->o;
    uint64_t value;
    if (is_constant(w->b, i, guest, &value))
        return;
    enum host reg = host_of(guest) == IN_MEMORY ? RAX : host_of(guest);
    emit_get(o, reg, guest);
    at_site(o, COMPARE, reg, at);
    jump_if(o, other, IF_NOT_EQUAL);
}

/* rax: the callee's limit. Nothing that is granted may lie lower. */
static void check_call(struct work *w, const struct insn *i, struct jumps *elsewhere, struct jumps *other,
                       struct jumps *slow)
{
    struct out *o = &w->o;
    struct xs_mask mask;
    at_site(o, COMPARE, SIDE, SITE_AT(caller));
    jump_if(o, elsewhere, IF_NOT_EQUAL);
    at_site(o, COMPARE, host_of(SP), SITE_AT(sp));
    jump_if(o, other, IF_NOT_EQUAL);
    check_operand(w, i, i->rs1, SITE_AT(vsel), other);
    check_operand(w, i, i->rs2, SITE_AT(mask), other);
    at_site(o, MOV_LOAD, RAX, SITE_AT(limit));
    if (is_constant(w->b, i, i->rs2, &mask.w[0]) && !xs_mask_grants(&mask))
        return;
    emit_rx(o, true, 0, COMPARE, RAX, SIDE, NO_INDEX, (int32_t)offsetof(struct far_side, grant_low));
    jump_if(o, slow, IF_ABOVE);
}

/* Is it ready? If not: out of line, at `unready`. */
static const uint8_t *check_ready(struct out *o, struct jumps *unready)
{
    emit_side(o, true, COMPARE, SITE, FRONT_AT(ready));
    jump_if(o, unready, IF_NOT_EQUAL);
    return o->at;
}

static void make_ready(struct work *w, const struct jumps *unready, const uint8_t *back)
{
    land(&w->o, unready);
    emit_call(&w->o, w->t->unready);
    at_site(&w->o, MOV_LOAD, RAX, SITE_AT(limit));
    emit_aim(emit_jump(&w->o), back);
}

/* The mark, which rises to the limit in rax; gp, tp, and the serial. */
static void write_variables(struct out *o)
{
    at_site(o, MOV_LOAD, FRAME, SITE_AT(host));
    emit_prefixed_rh(o, 0xf3, QUAD_LOAD, 1, HART_AT(segment.lw));
    emit_rx(o, false, 0x66, QUAD_STORE, 1, FRAME, NO_INDEX, 11 * 8);
    emit_rh(o, true, MOV_STORE, RAX, HART_AT(segment.lw));
    emit_rh(o, false, MOV_LOAD, RAX, HART_AT(segment.last_serial));
    emit_alu_imm(o, false, ALU_ADD, RAX, 1);
    emit_rh(o, false, MOV_STORE, RAX, HART_AT(segment.last_serial));
    emit_rx(o, false, 0, MOV_STORE, RAX, FRAME, NO_INDEX, 10 * 8 + 4);
    emit_prefixed_rh(o, 0, MOVUPS_LOAD, 0, GUEST_AT(GP)); /* and tp */
    at_frame(o, MOVUPS_STORE, 0, 2 * 8);
}

static void commit_call(struct work *w)
{
    struct out *o = &w->o;
    struct jumps unready = {0};
    at_site(o, MOV_LOAD, SIDE, SITE_AT(callee));
    const uint8_t *ready = check_ready(o, &unready);
    write_variables(o);
    emit_side(o, true, MOV_IMM, 0, FRONT_AT(range[1].span));
    emit_word(o, 0);
    emit_prefixed_rr(o, 0x66, false, PXOR, 0, 0);
    emit_prefixed_rh(o, 0, MOVUPS_STORE, 0, GUEST_AT(GP));
    put_in_hart(o, GUEST_AT(RA), 0);
    at_site(o, MOV_LOAD, host_of(SP), SITE_AT(callee_sp));
    emit_rx(o, false, 0, GROUP5, GROUP5_JUMP, SITE, NO_INDEX, SITE_AT(code));
    make_ready(w, &unready, ready);
}

/* Is the side not known, but the site? Then it is found out, and execution goes on at `again`. */
static void find_side(struct work *w, const uint8_t *again, struct jumps *slow)
{
    struct out *o = &w->o;
    emit_lea(o, RAX, HART, HART_AT(tlb.front.own) - HART_BIAS);
    emit_rr(o, true, COMPARE, RAX, SIDE);
    uint8_t *known = emit_jump_if(o, IF_NOT_EQUAL);
    emit_rx(o, true, 0, COMPARE_IMM, ALU_CMP, SITE, NO_INDEX, SITE_AT(caller));
    emit_word(o, 0);
    jump_if(o, slow, IF_EQUAL);
    emit_call(o, w->t->find_place);
    emit_lea(o, RAX, HART, HART_AT(tlb.front.own) - HART_BIAS);
    emit_rr(o, true, COMPARE, RAX, SIDE);
    emit_aim(emit_jump_if(o, IF_NOT_EQUAL), again);
    jump_if(o, slow, IF_EQUAL);
    emit_aim(known, o->at);
}

void emit_far_call(struct work *w, const struct insn *i)
{
    struct out *o = &w->o;
    struct jumps elsewhere = {0}, other = {0}, slow = {0};
    struct far_site *site = far_new(w->t);
    if (!site) {
        emit_onward_body(w, i);
        return;
    }
    const uint8_t *again = o->at;
    emit_constant(o, SITE, (uintptr_t)site);
    const uint8_t *next = o->at;
    check_call(w, i, &elsewhere, &other, &slow);
    commit_call(w);
    land(o, &elsewhere);
    find_side(w, again, &slow);
    land(o, &other);
    at_site(o, MOV_LOAD, SITE, SITE_AT(next));
    emit_rr(o, true, TEST, SITE, SITE);
    emit_aim(emit_jump_if(o, IF_NOT_EQUAL), next);
    land(o, &slow);
    emit_constant(o, RAX, (uintptr_t)site);
    emit_rh(o, true, MOV_STORE, RAX, HART_AT(native.asked));
    emit_onward_body(w, i);
    site->behind = code_runs_at(&w->t->code, o->at);
    emit_chain(w, i[1].pc);
}
