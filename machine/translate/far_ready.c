/* A call by a site that is not ready: see far.h. rdx is the site, SIDE the callee's; rax and rcx are free. */
#include "translate/far_emit.h"

enum { RET = 0xc3 };

/* Where SIDE's stack may be stored to is not known then. */
static void emit_forget_low_stack(struct out *o)
{
    emit_side(o, false, COMPARE_BYTE_IMM, ALU_CMP, FRONT_AT(low_stack));
    emit_byte(o, false);
    uint8_t *high = emit_jump_if(o, IF_EQUAL);
    emit_side(o, true, MOV_IMM, 0, FRONT_AT(stamp[XS_SG_THREAD]));
    emit_word(o, FRONT_STALE);
    emit_side(o, false, MOV_BYTE_IMM, 0, FRONT_AT(low_stack));
    emit_byte(o, false);
    emit_aim(high, o->at);
}

/* rcx: whose call made a frame in this place last, not NULL. It is not sure any more. */
static void emit_doubt(struct translator *t, struct out *o)
{
    const int32_t site = FRONT_AT(site), last = (int32_t)offsetof(struct far_side, last);
    emit_rx(o, true, 0, MOV_LOAD, RAX, RCX, NO_INDEX, site);
    emit_rx(o, true, 0, MOV_STORE, RAX, RCX, NO_INDEX, last);
    emit_constant(o, RAX, (uintptr_t)t->far->site);
    emit_rx(o, true, 0, MOV_STORE, RAX, RCX, NO_INDEX, site);
    emit_rx(o, true, 0, MOV_IMM, 0, RCX, NO_INDEX, FRONT_AT(ready));
    emit_word(o, 0);
}

/* The place is the callee's. */
static void emit_take_place(struct translator *t, struct out *o)
{
    at_site(o, MOV_LOAD, RAX, SITE_AT(place));
    emit_rx(o, true, 0, MOV_LOAD, RCX, RAX, NO_INDEX, 0);
    emit_rr(o, true, COMPARE, RCX, SIDE);
    uint8_t *own = emit_jump_if(o, IF_EQUAL);
    emit_rr(o, true, TEST, RCX, RCX);
    emit_aim(emit_jump_if(o, IF_EQUAL), t->trust);
    emit_rx(o, true, 0, MOV_STORE, SIDE, RAX, NO_INDEX, 0);
    emit_doubt(t, o);
    emit_aim(own, o->at);
}

/* Words 2, 3, 11 and the second half of 10 are written by each call. */
static void emit_constants(struct out *o)
{
    static const uint8_t pair[] = {0, 4, 6, 8};
    at_site(o, MOV_LOAD, FRAME, SITE_AT(host));
    for (unsigned n = 0; n < sizeof pair; n++) {
        at_site(o, MOVUPS_LOAD, n, SITE_AT(frame) + 8 * pair[n]);
        at_frame(o, MOVUPS_STORE, n, 8 * pair[n]);
    }
    emit_rx(o, false, 0, MOV_LOAD, RAX, SITE, NO_INDEX, SITE_AT(frame[10]));
    emit_rx(o, false, 0, MOV_STORE, RAX, FRAME, NO_INDEX, 10 * 8);
}

/* The frame is written if it is not sure. */
void far_ready_stub(struct translator *t, struct out *o)
{
    t->unready = o->at;
    emit_forget_low_stack(o);
    emit_side(o, true, COMPARE, SITE, FRONT_AT(site));
    uint8_t *sure = emit_jump_if(o, IF_EQUAL);
    emit_rx(o, false, 0, COMPARE_BYTE_IMM, ALU_CMP, SIDE, NO_INDEX, (int32_t)offsetof(struct far_side, listed));
    emit_byte(o, false);
    emit_aim(emit_jump_if(o, IF_EQUAL), t->trust);
    emit_take_place(t, o);
    emit_constants(o);
    emit_side(o, true, MOV_STORE, SITE, FRONT_AT(site));
    emit_aim(sure, o->at);
    emit_side(o, true, MOV_STORE, SITE, FRONT_AT(ready));
    emit_byte(o, RET);
}
