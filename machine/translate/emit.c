#include "translate/emit.h"

#include <stddef.h>
#include <string.h>

#include "core/hart_state.h"

void emit_byte(struct out *o, unsigned byte)
{
    *o->at++ = (uint8_t)byte;
}

void emit_word(struct out *o, uint32_t word)
{
    memcpy(o->at, &word, sizeof word);
    o->at += sizeof word;
}

void emit_quad(struct out *o, uint64_t quad)
{
    memcpy(o->at, &quad, sizeof quad);
    o->at += sizeof quad;
}

/* REX is always written: without it the low bytes of rsi, rdi and rbp could not be named. */
static void opcode_bytes(struct out *o, bool wide, unsigned opcode, unsigned reg, unsigned index, unsigned rm)
{
    emit_byte(o, 0x40 | wide << 3 | reg >> 3 << 2 | index >> 3 << 1 | rm >> 3);
    if (opcode > 0xff)
        emit_byte(o, opcode >> 8);
    emit_byte(o, opcode & 0xff);
}

void emit_rr(struct out *o, bool wide, unsigned opcode, unsigned reg, enum host rm)
{
    opcode_bytes(o, wide, opcode, reg, 0, rm);
    emit_byte(o, 0xc0 | (reg & 7) << 3 | (rm & 7));
}

void emit_rh(struct out *o, bool wide, unsigned opcode, unsigned reg, int32_t hart_offset)
{
    int32_t displacement = hart_offset - HART_BIAS;
    bool near = displacement >= -128 && displacement < 128;
    opcode_bytes(o, wide, opcode, reg, 0, HART);
    emit_byte(o, (near ? 0x40 : 0x80) | (reg & 7) << 3 | HART);
    if (near)
        emit_byte(o, displacement & 0xff);
    else
        emit_word(o, displacement);
}

void emit_rx(struct out *o, bool wide, unsigned prefix, unsigned opcode, unsigned reg, enum host base, enum host index,
             int32_t displacement)
{
    if (prefix)
        emit_byte(o, prefix);
    opcode_bytes(o, wide, opcode, reg, index, base);
    bool none = displacement == 0 && (base & 7) != RBP, near = displacement >= -128 && displacement < 128;
    bool plain = index == NO_INDEX && (base & 7) != RSP;
    emit_byte(o, (none ? 0x00 : near ? 0x40 : 0x80) | (reg & 7) << 3 | (plain ? base & 7 : RSP));
    if (!plain)
        emit_byte(o, (index & 7) << 3 | (base & 7));
    if (none)
        return;
    if (near)
        emit_byte(o, displacement & 0xff);
    else
        emit_word(o, displacement);
}

static void prefix_byte(struct out *o, unsigned prefix)
{
    if (prefix)
        emit_byte(o, prefix);
}

void emit_prefixed_rr(struct out *o, unsigned prefix, bool wide, unsigned opcode, unsigned reg, unsigned rm)
{
    prefix_byte(o, prefix);
    emit_rr(o, wide, opcode, reg, rm);
}

void emit_prefixed_rh(struct out *o, unsigned prefix, unsigned opcode, unsigned reg, int32_t hart_offset)
{
    prefix_byte(o, prefix);
    emit_rh(o, false, opcode, reg, hart_offset);
}

void emit_fused(struct out *o, bool wide, unsigned opcode, int32_t hart_offset)
{
    const uint8_t vex[] = {0xc4, 0xe2, (uint8_t)(wide << 7 | (~1u & 15) << 3 | 1), (uint8_t)opcode, 0x80 | HART};
    for (unsigned n = 0; n < sizeof vex; n++)
        emit_byte(o, vex[n]);
    emit_word(o, hart_offset - HART_BIAS);
}

void emit_r8(struct out *o, unsigned opcode, unsigned reg, enum host base, enum host index, int32_t displacement)
{
    opcode_bytes(o, true, opcode, reg, index, base);
    emit_byte(o, 0x84 | (reg & 7) << 3);
    emit_byte(o, 0xc0 | (index & 7) << 3 | (base & 7));
    emit_word(o, displacement);
}

void emit_alu_imm(struct out *o, bool wide, enum alu op, enum host reg, int32_t imm)
{
    bool near = imm >= -128 && imm < 128;
    emit_rr(o, wide, near ? 0x83 : 0x81, op, reg);
    if (near)
        emit_byte(o, imm & 0xff);
    else
        emit_word(o, imm);
}

void emit_constant(struct out *o, enum host reg, uint64_t value)
{
    if (value <= UINT32_MAX) {
        opcode_bytes(o, false, 0xb8 | (reg & 7), 0, 0, reg);
        emit_word(o, value);
    } else if ((int64_t)value == (int32_t)value) {
        emit_rr(o, true, 0xc7, 0, reg);
        emit_word(o, value);
    } else {
        opcode_bytes(o, true, 0xb8 | (reg & 7), 0, 0, reg);
        emit_quad(o, value);
    }
}

uint8_t *emit_jump(struct out *o)
{
    emit_byte(o, 0xe9);
    emit_word(o, 0);
    return o->at - 4;
}

uint8_t *emit_jump_if(struct out *o, enum condition condition)
{
    emit_byte(o, 0x0f);
    emit_byte(o, 0x80 | condition);
    emit_word(o, 0);
    return o->at - 4;
}

void emit_aim(uint8_t *distance, const uint8_t *to)
{
    int32_t relative = (int32_t)(to - (distance + 4));
    memcpy(distance, &relative, sizeof relative);
}

static void push_pop(struct out *o, unsigned opcode, enum host reg)
{
    emit_byte(o, reg >= R8 ? 0x41 : 0x40);
    emit_byte(o, opcode | (reg & 7));
}

void emit_push(struct out *o, enum host reg)
{
    push_pop(o, 0x50, reg);
}

void emit_pop(struct out *o, enum host reg)
{
    push_pop(o, 0x58, reg);
}

void emit_call(struct out *o, const uint8_t *to)
{
    emit_byte(o, 0xe8);
    emit_word(o, 0);
    emit_aim(o->at - 4, to);
}

void emit_lea(struct out *o, enum host reg, enum host base, int32_t displacement)
{
    emit_byte(o, 0x48 | reg >> 3 << 2 | base >> 3);
    emit_byte(o, 0x8d);
    emit_byte(o, 0x80 | (reg & 7) << 3 | (base & 7));
    emit_word(o, displacement);
}
