/* Guest registers, in host registers or in struct hart, and what else translated code keeps in host registers. */
#include <stddef.h>

#include "core/hart_state.h"
#include "translate/emit.h"

enum { MOV_LOAD = 0x8b, MOV_STORE = 0x89, MOV_IMM = 0xc7, SHIFT_BY = 0xc1, ADD = 0x03, LEA = 0x8d };

enum host host_of(unsigned guest)
{
    static const struct {
        uint8_t guest, host;
    } map[] = {{2, RBP}, {8, R12}, {9, R15}, {10, RSI}, {11, RDI}, {12, R8}, {13, R9}, {14, R10}, {15, R11}};
    for (unsigned n = 0; n < sizeof map / sizeof *map; n++)
        if (map[n].guest == guest)
            return map[n].host;
    return IN_MEMORY;
}

void emit_rg(struct out *o, bool wide, unsigned opcode, unsigned reg, unsigned guest)
{
    if (host_of(guest) == IN_MEMORY)
        emit_rh(o, wide, opcode, reg, offsetof(struct hart, x) + 8 * guest);
    else
        emit_rr(o, wide, opcode, reg, host_of(guest));
}

void emit_prefixed_rg(struct out *o, unsigned prefix, bool wide, unsigned opcode, unsigned reg, unsigned guest)
{
    if (prefix)
        emit_byte(o, prefix);
    emit_rg(o, wide, opcode, reg, guest);
}

void emit_get(struct out *o, enum host reg, unsigned guest)
{
    if (guest == 0)
        emit_constant(o, reg, 0);
    else if (host_of(guest) != reg)
        emit_rg(o, true, MOV_LOAD, reg, guest);
}

void emit_put(struct out *o, unsigned guest, enum host reg)
{
    if (guest != REG_SINK && host_of(guest) != reg)
        emit_rg(o, true, MOV_STORE, reg, guest);
}

void emit_sum(struct out *o, enum host reg, unsigned guest, int32_t imm)
{
    enum host from = guest == 0 ? IN_MEMORY : host_of(guest);
    if (imm != 0 && from != IN_MEMORY && from != reg) {
        emit_rx(o, true, 0, LEA, reg, from, NO_INDEX, imm);
        return;
    }
    emit_get(o, reg, guest);
    if (imm != 0)
        emit_alu_imm(o, true, ALU_ADD, reg, imm);
}

void emit_put_constant(struct out *o, unsigned guest, uint64_t value)
{
    enum host reg = guest == REG_SINK || host_of(guest) == IN_MEMORY ? RAX : host_of(guest);
    if (guest != REG_SINK && reg == RAX && (int64_t)value == (int32_t)value) {
        emit_rg(o, true, MOV_IMM, 0, guest);
        emit_word(o, (uint32_t)value);
        return;
    }
    emit_constant(o, reg, value);
    emit_put(o, guest, reg);
}

void emit_side(struct out *o, bool wide, unsigned opcode, unsigned reg, int32_t field)
{
    if (o->clock)
        emit_rh(o, wide, opcode, reg, (int32_t)offsetof(struct hart, tlb.front.own) + field);
    else
        emit_rx(o, wide, 0, opcode, reg, SIDE, NO_INDEX, field);
}

static void exchange(struct out *o, unsigned opcode)
{
    for (unsigned guest = 1; guest < 32; guest++)
        if (host_of(guest) != IN_MEMORY)
            emit_rh(o, true, opcode, host_of(guest), offsetof(struct hart, x) + 8 * guest);
}

void emit_spill_side(struct out *o)
{
    if (!o->clock)
        emit_rh(o, true, MOV_STORE, SIDE, offsetof(struct hart, tlb.front.side));
}

void emit_reload_side(struct out *o)
{
    if (!o->clock)
        emit_rh(o, true, MOV_LOAD, SIDE, offsetof(struct hart, tlb.front.side));
}

/* In the register hits are more by this: C may take some back. */
enum { HITS_SPARE = 1 << 12 };

void emit_spill(struct out *o)
{
    exchange(o, MOV_STORE);
    if (!o->clock) {
        emit_rr(o, true, MOV_LOAD, RCX, BUDGET);
        emit_alu_imm(o, false, ALU_AND, RCX, (1 << HITS_BITS) - 1);
        emit_alu_imm(o, true, ALU_SUB, RCX, HITS_SPARE);
        emit_rh(o, true, MOV_STORE, RCX, offsetof(struct hart, native.hits));
        emit_rr(o, true, SHIFT_BY, SHIFT_ARITHMETIC, BUDGET);
        emit_byte(o, HITS_BITS);
        emit_spill_side(o);
    }
    emit_rh(o, true, MOV_STORE, BUDGET, offsetof(struct hart, native.budget));
}

void emit_reload(struct out *o)
{
    exchange(o, MOV_LOAD);
    emit_rh(o, true, MOV_LOAD, BUDGET, offsetof(struct hart, native.budget));
    if (o->clock) {
        emit_constant(o, CLOCK, (uintptr_t)o->clock);
        return;
    }
    emit_rr(o, true, SHIFT_BY, SHIFT_LEFT, BUDGET);
    emit_byte(o, HITS_BITS);
    emit_rh(o, true, ADD, BUDGET, offsetof(struct hart, native.hits));
    emit_alu_imm(o, true, ALU_ADD, BUDGET, HITS_SPARE);
    emit_reload_side(o);
}
