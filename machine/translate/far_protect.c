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
    far_ready_stub(t, o);
    far_fp_stubs(t, o);
}
