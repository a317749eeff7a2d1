/* sg.call in host instructions. */
#include "translate/far_emit.h"

static void check_operand(struct out *o, unsigned guest, int32_t at, struct jumps *other)
{
    enum host reg = host_of(guest) == IN_MEMORY ? RAX : host_of(guest);
    emit_get(o, reg, guest);
    at_site(o, COMPARE, reg, at);
    jump_if(o, other, IF_NOT_EQUAL);
}

/* rax: the new serial. */
static void write_frame(struct out *o)
{
    static const uint8_t constant[] = {
        0, 4, 6, 8}; /* words, two each: pc and sp; masks and limit; deadline and kind; code segment and badge */
    at_site(o, MOV_LOAD, FRAME, SITE_AT(host));
    emit_rh(o, false, MOV_STORE, RAX, HART_AT(segment.last_serial));
    emit_rh(o, false, MOV_STORE, RAX, HART_AT(segment.serial));
    emit_rx(o, false, 0, MOV_STORE, RAX, FRAME, NO_INDEX, 10 * 8 + 4);
    emit_rx(o, false, 0, MOV_LOAD, RAX, SITE, NO_INDEX, SITE_AT(frame[10]));
    emit_rx(o, false, 0, MOV_STORE, RAX, FRAME, NO_INDEX, 10 * 8);
    for (unsigned n = 0; n < sizeof constant; n++) {
        at_site(o, MOVUPS_LOAD, n, SITE_AT(frame) + 8 * constant[n]);
        at_frame(o, MOVUPS_STORE, n, 8 * constant[n]);
    }
    emit_prefixed_rh(o, 0, MOVUPS_LOAD, 4, GUEST_AT(GP)); /* and tp */
    at_frame(o, MOVUPS_STORE, 4, 2 * 8);
    emit_rh(o, true, MOV_LOAD, RAX, HART_AT(segment.lw));
    at_frame(o, MOV_STORE, RAX, 11 * 8);
}

static void check_call(struct work *w, const struct insn *i, struct jumps *other, struct jumps *slow)
{
    struct out *o = &w->o;
    check_place(o, SITE_AT(caller), other);
    check_operand(o, SP, SITE_AT(caller.sp), other);
    check_operand(o, i->rs1, SITE_AT(vsel), other);
    check_operand(o, i->rs2, SITE_AT(mask), other);
    /* stores by windows that need no C must not lie below the mark, which rises to the new limit; nor grants */
    at_site(o, MOV_LOAD, RCX, SITE_AT(low));
    at_site(o, MOV_LOAD, RAX, SITE_AT(callee.state));
    emit_rx(o, true, 0, COMPARE, RAX, HART, RCX, -HART_BIAS);
    jump_if(o, slow, IF_ABOVE);
    emit_rh(o, false, MOV_LOAD, RAX, HART_AT(segment.last_serial));
    emit_alu_imm(o, false, ALU_ADD, RAX, 1);
    jump_if(o, slow, IF_EQUAL);
}

static void commit_call(struct out *o)
{
    write_frame(o);
    switch_side(o, SITE_AT(callee));
    at_site(o, MOV_LOAD, RAX, SITE_AT(callee.state));
    set_mark(o, SITE_AT(callee));
    put_constant(o, HART_AT(tlb.front.range[1].span), 0);
    emit_prefixed_rr(o, 0x66, false, PXOR, 0, 0);
    emit_prefixed_rh(o, 0, MOVUPS_STORE, 0, GUEST_AT(GP));
    put_constant(o, GUEST_AT(RA), 0);
    at_site(o, MOV_LOAD, RCX, SITE_AT(hint));
    emit_rx(o, true, 0, MOV_STORE, SITE, RCX, NO_INDEX, 0);
    use_entries(o, SITE_AT(used), 3);
    count_one(o, HART_AT(native.calls));
    emit_rx(o, false, 0, GROUP5, GROUP5_JUMP, SITE, NO_INDEX, SITE_AT(code));
}

/* Is the place not known, but the site? Then it is found out, and execution goes on at `again`. */
static void find_place(struct work *w, const uint8_t *again)
{
    struct out *o = &w->o;
    struct jumps on = {0};
    emit_rh(o, true, COMPARE_IMM, ALU_CMP, HART_AT(native.place));
    emit_word(o, 0);
    jump_if(o, &on, IF_NOT_EQUAL);
    emit_rx(o, true, 0, COMPARE_IMM, ALU_CMP, SITE, NO_INDEX, SITE_AT(host));
    emit_word(o, 0);
    jump_if(o, &on, IF_EQUAL);
    emit_call(o, w->t->find_place);
    emit_aim(emit_jump(o), again);
    land(o, &on);
}

void emit_far_call(struct work *w, const struct insn *i)
{
    struct out *o = &w->o;
    struct jumps other = {0}, slow = {0};
    struct far_site *site = far_new(w->t);
    if (!site) {
        emit_onward_body(w, i);
        return;
    }
    const uint8_t *again = o->at;
    emit_constant(o, SITE, (uintptr_t)site);
    const uint8_t *next = o->at;
    check_call(w, i, &other, &slow);
    commit_call(o);
    land(o, &other);
    find_place(w, again);
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
