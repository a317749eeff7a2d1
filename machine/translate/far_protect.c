/* What a protected call and its return do besides: registers saved in the frame, cleared, restored. A site leads here on its way;
 * rdx is still the site. */
#include "translate/far_emit.h"

enum {
    AND = 0x23,
    AND_INTO = 0x21,
    A0 = 10,
    A6 = 16,
    S0 = 8,
    S1,
    S2 = 18,
    T1 = 6,
    T2,
    T3 = 28,
    SAVED = XS_FRAME_SREGS
};

/* s2-s11 are neighbours, here and in the frame. */
static void move_saved(struct out *o, bool to_frame)
{
    for (int n = 0; n < 10; n += 2) {
        int32_t here = GUEST_AT(S2 + n), there = SAVED + 8 * (2 + n);
        if (to_frame) {
            emit_prefixed_rh(o, 0, MOVUPS_LOAD, 1, here);
            at_frame(o, MOVUPS_STORE, 1, there);
        } else {
            at_frame(o, MOVUPS_LOAD, 1, there);
            emit_prefixed_rh(o, 0, MOVUPS_STORE, 1, here);
        }
    }
}

/* `count` guest registers in memory, an even number; xmm0 is 0. */
static void clear(struct out *o, int first, int count)
{
    for (int n = 0; n < count; n += 2)
        emit_prefixed_rh(o, 0, MOVUPS_STORE, 0, GUEST_AT(first + n));
}

/* Argument or result registers from a0 on: those that are handed over stay. */
static void keep(struct out *o, int32_t masks, int count)
{
    for (int n = 0; n < count; n++) {
        unsigned guest = A0 + (unsigned)n;
        if (host_of(guest) != IN_MEMORY) {
            at_site(o, AND, host_of(guest), masks + 8 * n);
        } else {
            at_site(o, MOV_LOAD, RAX, masks + 8 * n);
            emit_rh(o, true, AND_INTO, RAX, GUEST_AT((int)guest));
        }
    }
}

static void emit_protect(struct out *o)
{
    at_site(o, MOV_LOAD, FRAME, SITE_AT(host));
    at_frame(o, MOV_STORE, host_of(S0), SAVED);
    at_frame(o, MOV_STORE, host_of(S1), SAVED + 8);
    move_saved(o, true);
    emit_prefixed_rr(o, 0x66, false, PXOR, 0, 0);
    clear(o, T0, 2);
    put_in_hart(o, GUEST_AT(T2), 0);
    clear(o, S2, 14);
    emit_constant(o, host_of(S0), 0);
    emit_constant(o, host_of(S1), 0);
    keep(o, SITE_AT(arguments), 8);
    count_one(o, HART_AT(native.saves));
    emit_rx(o, false, 0, GROUP5, GROUP5_JUMP, SITE, NO_INDEX, SITE_AT(entry));
}

static void emit_restore(struct out *o)
{
    at_site(o, MOV_LOAD, FRAME, SITE_AT(host));
    emit_prefixed_rr(o, 0x66, false, PXOR, 0, 0);
    put_in_hart(o, GUEST_AT(RA), 0);
    clear(o, T1, 2);
    clear(o, T3, 4);
    keep(o, SITE_AT(results), 8);
    at_frame(o, MOV_LOAD, host_of(S0), SAVED);
    at_frame(o, MOV_LOAD, host_of(S1), SAVED + 8);
    move_saved(o, false);
    count_one(o, HART_AT(native.restores));
    emit_rx(o, false, 0, GROUP5, GROUP5_JUMP, SITE, NO_INDEX, SITE_AT(behind));
}

/* What translated code knows of FPE; rax is free. */
static void emit_switch_fp(struct out *o, int32_t way)
{
    emit_rh(o, false, MOV_BYTE_LOAD, RAX, HART_AT(native.lacks));
    emit_alu_imm(o, false, ALU_AND, RAX, ~FP_ON);
    emit_rx(o, false, 0, OR_BYTE, RAX, SIDE, NO_INDEX, (int32_t)offsetof(struct far_side, fp_lacks));
    emit_rh(o, false, MOV_BYTE_STORE, RAX, HART_AT(native.lacks));
    emit_rx(o, false, 0, GROUP5, GROUP5_JUMP, SITE, NO_INDEX, way);
}
_Static_assert(offsetof(struct far_side, front) == 0, "SIDE is the side, too");

/* Of SIDE's data registers nothing is known then, nor where its stack may be stored to. */
static void emit_clean(struct out *o)
{
    emit_side(o, false, 0xf7, 0, FRONT_AT(unclean)); /* test */
    emit_word(o, FRONT_UNCLEAN_STACK);
    uint8_t *only_data = emit_jump_if(o, IF_EQUAL);
    emit_side(o, true, MOV_IMM, 0, FRONT_AT(stamp[XS_SG_THREAD]));
    emit_word(o, FRONT_STALE);
    emit_aim(only_data, o->at);
    emit_constant(o, RAX, FRONT_STALE);
    emit_prefixed_rr(o, 0x66, true, MOVQ, 0, RAX);
    emit_prefixed_rr(o, 0x66, false, PUNPCK_QUADS, 0, 0);
    for (int n = XS_SG_DATA_FIRST; n < XS_SG_DATA_LAST; n += 2)
        emit_side(o, false, MOVUPS_STORE, 0, FRONT_AT(stamp) + 8 * n);
    emit_side(o, false, MOV_IMM, 0, FRONT_AT(unclean));
    emit_word(o, 0);
}

/* SIDE is the callee's. It forgets what its last call knew: data registers, and stores below the mark. C writes the frame if it is not sure. */
static void emit_unready(struct out *o, const uint8_t *trust)
{
    emit_clean(o);
    emit_side(o, true, COMPARE, SITE, FRONT_AT(site));
    emit_aim(emit_jump_if(o, IF_NOT_EQUAL), trust);
    at_site(o, MOV_LOAD, RAX, SITE_AT(limit));
    emit_rh(o, true, COMPARE, RAX, HART_AT(tlb.front.thread_low));
    uint8_t *low = emit_jump_if(o, IF_ABOVE);
    emit_side(o, true, MOV_STORE, SITE, FRONT_AT(ready));
    emit_aim(low, o->at);
    emit_byte(o, 0xc3);
}

void far_stubs(struct translator *t, struct out *o)
{
    t->protect = code_runs_at(&t->code, o->at);
    emit_protect(o);
    t->restore = code_runs_at(&t->code, o->at);
    emit_restore(o);
    t->switch_call = code_runs_at(&t->code, o->at);
    emit_switch_fp(o, SITE_AT(protected_entry));
    t->switch_return = code_runs_at(&t->code, o->at);
    emit_switch_fp(o, SITE_AT(protected_behind));
    t->unready = o->at;
    emit_unready(o, t->trust);
}
