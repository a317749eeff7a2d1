/* sg.ret in host instructions. */
#include "translate/far_emit.h"

/* The frame must hold what the call wrote, but what the return reads anyway. */
static void check_frame(struct out *o, struct jumps *slow)
{
    static const uint8_t constant[] = {0, 4, 6, 8};
    at_site(o, MOV_LOAD, FRAME, SITE_AT(host));
    for (unsigned n = 0; n < sizeof constant; n++) {
        at_frame(o, MOVUPS_LOAD, n, 8 * constant[n]);
        emit_rx(o, false, 0x66, EQUAL_BYTES, n, SITE, NO_INDEX, SITE_AT(frame) + 8 * constant[n]);
    }
    emit_prefixed_rr(o, 0x66, false, PAND, 0, 1);
    emit_prefixed_rr(o, 0x66, false, PAND, 2, 3);
    emit_prefixed_rr(o, 0x66, false, PAND, 0, 2);
    emit_prefixed_rr(o, 0x66, false, BYTE_SIGNS, RAX, 0);
    emit_alu_imm(o, false, ALU_CMP, RAX, 0xffff);
    jump_if(o, slow, IF_NOT_EQUAL);
}

/* rax: the mark. The range for stores is what lies above it of the stack's page. */
static void range_above(struct out *o)
{
    const int32_t range = HART_AT(tlb.front.range[1]), stack = HART_AT(tlb.front.stack);
    at_site(o, MOV_LOAD, RCX, SITE_AT(page));
    emit_rr(o, true, 0x0fba, 5, RAX); /* bts: sg2's address */
    emit_byte(o, XS_OFFSET_BITS + 1);
    emit_rr(o, true, COMPARE, RAX, RCX);
    emit_rr(o, true, TAKE_IF_BELOW, RAX, RCX);
    emit_rh(o, true, COMPARE, RCX, stack + (int32_t)offsetof(struct front_page, first));
    at_site(o, MOV_LOAD, RCX, SITE_AT(caller.end));
    emit_rr(o, true, TAKE_IF_NOT_EQUAL, RCX, RAX);
    emit_rh(o, true, MOV_STORE, RAX, range + (int32_t)offsetof(struct front_range, first));
    emit_rr(o, true, SUBTRACT, RCX, RAX);
    emit_rx(o, true, 0, TAKE_IF_BELOW, RCX, SITE, NO_INDEX, SITE_AT(zero));
    emit_rh(o, true, MOV_STORE, RCX, range + (int32_t)offsetof(struct front_range, span));
    emit_rh(o, true, MOV_LOAD, RAX, stack + (int32_t)offsetof(struct front_page, addend));
    emit_rh(o, true, MOV_STORE, RAX, range + (int32_t)offsetof(struct front_range, addend));
}

static void read_frame(struct out *o)
{
    at_frame(o, MOVUPS_LOAD, 0, 2 * 8);
    emit_prefixed_rh(o, 0, MOVUPS_STORE, 0, GUEST_AT(GP)); /* and tp */
    put_constant(o, GUEST_AT(T0), 0);
    emit_rx(o, false, 0, MOV_LOAD, RAX, FRAME, NO_INDEX, 10 * 8 + 4 - FAR_FRAME);
    emit_rh(o, false, MOV_STORE, RAX, HART_AT(segment.serial));
    at_frame(o, MOV_LOAD, RAX, 11 * 8);
    emit_rh(o, true, COMPARE, RAX, HART_AT(segment.lw));
    emit_rh(o, true, TAKE_IF_NOT_BELOW, RAX, HART_AT(segment.lw));
    set_mark(o, SITE_AT(caller));
    range_above(o);
}

/* The site of the call that may have made the newest frame. */
static void find_hint(struct out *o)
{
    emit_rh(o, false, MOV_LOAD, RAX, HART_AT(segment.lsp));
    emit_rr(o, false, 0xc1, SHIFT_RIGHT, RAX);
    emit_byte(o, 6);
    emit_alu_imm(o, false, ALU_AND, RAX, FAR_HINTS - 1);
    emit_r8(o, MOV_LOAD, SITE, HART, RAX, HART_AT(native.hint) - HART_BIAS);
}

void emit_far_return(struct work *w, const struct insn *i)
{
    struct out *o = &w->o;
    struct jumps other = {0}, slow = {0};
    find_hint(o);
    check_place(o, SITE_AT(callee), &other);
    const uint8_t *go_on = o->at;
    check_frame(o, &slow);
    read_frame(o);
    switch_side(o, SITE_AT(caller));
    use_entries(o, SITE_AT(used_by), 2);
    count_one(o, HART_AT(native.returns));
    emit_rx(o, false, 0, GROUP5, GROUP5_JUMP, SITE, NO_INDEX, SITE_AT(back));
    land(o, &other);
    emit_call(o, w->t->find_return);
    check_place(o, SITE_AT(callee), &slow);
    emit_aim(emit_jump(o), go_on);
    land(o, &slow);
    emit_onward_body(w, i);
}
