/* What sg.call and sg.ret share in host instructions. */
#include "translate/far_emit.h"

void at_site(struct out *o, unsigned opcode, unsigned reg, int32_t at)
{
    emit_rx(o, true, 0, opcode, reg, SITE, NO_INDEX, at);
}

void at_frame(struct out *o, unsigned opcode, unsigned reg, int32_t at)
{
    emit_rx(o, true, 0, opcode, reg, FRAME, NO_INDEX, at);
}

void put_constant(struct out *o, int32_t hart_offset, int32_t value)
{
    emit_rh(o, true, MOV_IMM, 0, hart_offset);
    emit_word(o, (uint32_t)value);
}

void site_to_hart(struct out *o, int32_t from, int32_t to)
{
    at_site(o, MOV_LOAD, RAX, from);
    emit_rh(o, true, MOV_STORE, RAX, to);
}

void count_one(struct out *o, int32_t counter)
{
    emit_rh(o, true, GROUP5, GROUP5_INC, counter);
}

void jump_if(struct out *o, struct jumps *to, enum condition condition)
{
    to->jump[to->count++] = emit_jump_if(o, condition);
}

void land(struct out *o, const struct jumps *from)
{
    for (unsigned n = 0; n < from->count; n++)
        emit_aim(from->jump[n], o->at);
}

void check_place(struct out *o, int32_t side, struct jumps *other)
{
    emit_rh(o, true, MOV_LOAD, RAX, HART_AT(native.place));
    at_site(o, COMPARE, RAX, side + SIDE_AT(place));
    jump_if(o, other, IF_NOT_EQUAL);
}

void use_entries(struct out *o, int32_t at, unsigned count)
{
    emit_rh(o, true, MOV_LOAD, RAX, HART_AT(segment.slb_clock));
    for (unsigned n = 0; n < count; n++) {
        at_site(o, MOV_LOAD, RCX, at + 8 * (int32_t)n);
        emit_alu_imm(o, true, ALU_ADD, RAX, 1);
        emit_rx(o, true, 0, MOV_STORE, RAX, RCX, NO_INDEX, 0);
    }
    emit_rh(o, true, MOV_STORE, RAX, HART_AT(segment.slb_clock));
}

/* FPE, and what translated code knows of it. */
static void switch_fp(struct out *o, int32_t side)
{
    emit_rx(o, true, 0, COMPARE_IMM, ALU_CMP, SITE, NO_INDEX, SITE_AT(fp_changes));
    emit_word(o, 0);
    uint8_t *same = emit_jump_if(o, IF_EQUAL);
    emit_rx(o, false, 0, MOV_BYTE_LOAD, RAX, SITE, NO_INDEX, side + SIDE_AT(fpe));
    emit_rh(o, false, MOV_BYTE_STORE, RAX, HART_AT(segment.fpe));
    emit_rh(o, false, MOV_BYTE_LOAD, RAX, HART_AT(native.lacks));
    emit_alu_imm(o, false, ALU_AND, RAX, ~FP_ON);
    emit_rx(o, false, 0, OR_BYTE, RAX, SITE, NO_INDEX, side + SIDE_AT(fp_lacks));
    emit_rh(o, false, MOV_BYTE_STORE, RAX, HART_AT(native.lacks));
    emit_aim(same, o->at);
}

/* Of the data registers nothing is known then. */
static void forget_data(struct out *o)
{
    emit_rh(o, true, COMPARE_IMM, ALU_CMP, HART_AT(tlb.front.data_known));
    emit_word(o, 0);
    uint8_t *none = emit_jump_if(o, IF_EQUAL);
    emit_constant(o, RAX, FRONT_STALE);
    emit_prefixed_rr(o, 0x66, true, MOVQ, 0, RAX);
    emit_prefixed_rr(o, 0x66, false, PUNPCK_QUADS, 0, 0);
    int32_t at = HART_AT(tlb.front.stamp) + 8 * XS_SG_DATA_FIRST;
    for (unsigned n = XS_SG_DATA_FIRST; n < XS_SG_DATA_LAST; n += 2, at += 16)
        emit_prefixed_rh(o, 0, MOVUPS_STORE, 0, at);
    put_constant(o, HART_AT(tlb.front.data_known), 0);
    emit_aim(none, o->at);
}

/* Of the stack's page, if it is the one that the loads' range has: its end moves with the limit. */
static void move_range(struct out *o, int32_t side)
{
    const int32_t range = HART_AT(tlb.front.range[0]), first = (int32_t)offsetof(struct front_range, first),
                  span = (int32_t)offsetof(struct front_range, span);
    at_site(o, MOV_LOAD, RAX, SITE_AT(page));
    emit_rh(o, true, COMPARE, RAX, range + first);
    at_site(o, MOV_LOAD, RAX, side + SIDE_AT(span));
    uint8_t *same = emit_jump_if(o, IF_EQUAL);
    emit_constant(o, RAX, FRONT_NOWHERE);
    emit_rh(o, true, MOV_STORE, RAX, range + first);
    emit_constant(o, RAX, 0);
    emit_aim(same, o->at);
    emit_rh(o, true, MOV_STORE, RAX, range + span);
}

void set_mark(struct out *o, int32_t side)
{
    emit_rh(o, true, MOV_STORE, RAX, HART_AT(segment.lw));
    at_site(o, MOV_LOAD, RCX, side + SIDE_AT(stack_stamp));
    emit_rx(o, true, 0, COMPARE, RAX, HART, RCX, HART_AT(tlb.front.stack_low) - HART_BIAS);
    uint8_t *fits = emit_jump_if(o, IF_NOT_ABOVE);
    emit_constant(o, RCX, FRONT_STALE);
    emit_aim(fits, o->at);
    emit_rh(o, true, MOV_STORE, RCX, HART_AT(tlb.front.stamp) + 8 * XS_SG_THREAD);
}

static void two_words(struct out *o, unsigned reg, int32_t from, int32_t to)
{
    at_site(o, MOVUPS_LOAD, reg, from);
    emit_prefixed_rh(o, 0, MOVUPS_STORE, reg, to);
}

void switch_side(struct out *o, int32_t side)
{
    two_words(o, 0, side + SIDE_AT(state), HART_AT(segment.s2_limit));
    two_words(o, 1, side + SIDE_AT(state[2]), HART_AT(segment.s2_limit) + 16);
    two_words(o, 2, side + SIDE_AT(context), HART_AT(native.context));
    site_to_hart(o, side + SIDE_AT(code_segment), HART_AT(segment.s1_selector));
    site_to_hart(o, side + SIDE_AT(code_stamp), HART_AT(tlb.front.stamp) + 8 * XS_SG_CODE);
    at_site(o, MOV_LOAD, host_of(SP), side + SIDE_AT(sp));
    put_constant(o, HART_AT(reservation), -1);
    forget_data(o);
    switch_fp(o, side);
    move_range(o, side);
}
_Static_assert(offsetof(struct xs_hart, v) == offsetof(struct xs_hart, s2_limit) + 8 &&
                   offsetof(struct xs_hart, lsp) == offsetof(struct xs_hart, s2_limit) + 24,
               "limit, V and W, G, LSP: words of far_side.state");
_Static_assert(offsetof(struct native, place) == offsetof(struct native, context) + 8, "they are written together");
_Static_assert(FRONT_STEP == 8, "a stamp is an index into words");
_Static_assert(offsetof(struct xs_hart, s1_generation) == offsetof(struct xs_hart, s1_selector) + 4, "one word");
