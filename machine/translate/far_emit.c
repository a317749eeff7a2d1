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

void put_in_hart(struct out *o, int32_t hart_offset, int32_t value)
{
    emit_rh(o, true, MOV_IMM, 0, hart_offset);
    emit_word(o, (uint32_t)value);
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
