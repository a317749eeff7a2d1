/* sg.ret in host instructions. */
#include "translate/far_emit.h"

/* rax: the mark, the lower one of the frame's and the callee's. */
static void read_frame(struct out *o)
{
    at_site(o, MOV_LOAD, FRAME, SITE_AT(host));
    at_frame(o, MOV_LOAD, RAX, 11 * 8);
    emit_rh(o, true, COMPARE, RAX, HART_AT(segment.lw));
    emit_rh(o, true, TAKE_IF_NOT_BELOW, RAX, HART_AT(segment.lw));
    emit_rh(o, true, MOV_STORE, RAX, HART_AT(segment.lw));
    at_frame(o, MOVUPS_LOAD, 0, 2 * 8);
    emit_prefixed_rh(o, 0, MOVUPS_STORE, 0, GUEST_AT(GP)); /* and tp */
}

/* The site is the call that made the newest frame. */
static void check_site(struct out *o, struct jumps *other)
{
    emit_side(o, true, MOV_LOAD, SITE, FRONT_AT(site));
    at_site(o, COMPARE, SIDE, SITE_AT(callee));
    jump_if(o, other, IF_NOT_EQUAL);
}

void emit_far_return(struct work *w, const struct insn *i)
{
    struct out *o = &w->o;
    struct jumps other = {0}, slow = {0};
    check_site(o, &other);
    const uint8_t *go_on = o->at;
    read_frame(o);
    put_in_hart(o, GUEST_AT(T0), 0);
    at_site(o, MOV_LOAD, SIDE, SITE_AT(caller));
    at_site(o, MOV_LOAD, host_of(SP), SITE_AT(sp));
    emit_rx(o, false, 0, GROUP5, GROUP5_JUMP, SITE, NO_INDEX, SITE_AT(back));
    land(o, &other);
    emit_call(o, w->t->find_return);
    check_site(o, &slow);
    emit_aim(emit_jump(o), go_on);
    land(o, &slow);
    emit_onward_body(w, i);
}
