/* The tables before the TLB in host instructions: looked up in a line, and by stubs when that fails. */
#include <stddef.h>

#include "translate/translator.h"

enum {
    MOV_LOAD = 0x8b,
    MOV_STORE = 0x89,
    MOV_IMM = 0xc7,
    OR = 0x0b,
    SUBTRACT = 0x2b,
    COMPARE = 0x3b,
    GROUP5 = 0xff,
    TEST = 0x85
};
enum { RET = 0xc3, GROUP5_CALL = 2 };

/* BTS, BTR with a constant */
enum { BIT_SET = 5, BIT_CLEAR, TAKE_IF_BELOW = 0x0f42, TAKE_IF_ABOVE = 0x0f47, ADD = 0x03 };
static void emit_bit(struct out *o, unsigned what, enum host reg, unsigned bit)
{
    emit_rr(o, true, 0x0fba, what, reg);
    emit_byte(o, bit);
}

_Static_assert(sizeof(struct front_entry) == 16 && FRONT_ENTRIES == 256, "index is (ea >> 12) * 16");

int32_t front_at(bool store)
{
    return (int32_t)(offsetof(struct hart, tlb.front.entry) + store * FRONT_ENTRIES * sizeof(struct front_entry)) -
           HART_BIAS;
}

/* rdx := page, less its stamp; what is not aligned has none. */
static void emit_page(struct out *o, unsigned size)
{
    emit_rr(o, true, MOV_LOAD, RDX, RAX);
    emit_alu_imm(o, true, ALU_AND, RDX, ~(int32_t)PAGE_MASK | (int32_t)(size - 1));
}

static uint8_t *emit_compare(struct out *o, bool store)
{
    emit_rr(o, false, MOV_LOAD, RCX, RAX);
    emit_rr(o, false, 0xc1, SHIFT_RIGHT, RCX);
    emit_byte(o, 8);
    emit_alu_imm(o, false, ALU_AND, RCX, 0xff0);
    emit_rx(o, true, 0, COMPARE, RDX, HART, RCX, front_at(store) + (int32_t)offsetof(struct front_entry, tag));
    return emit_jump_if(o, IF_NOT_EQUAL);
}

uint8_t *emit_front(struct out *o, unsigned size, bool store)
{
    const int32_t stamp = offsetof(struct front_side, stamp), own = offsetof(struct hart, tlb.front.own) - HART_BIAS;
    emit_page(o, size);
    emit_rr(o, true, MOV_LOAD, RCX, RAX);
    emit_rr(o, true, 0xc1, SHIFT_RIGHT, RCX);
    emit_byte(o, XS_OFFSET_BITS);
    emit_r8(o, OR, RDX, o->clock ? HART : SIDE, RCX, o->clock ? own + stamp : stamp);
    return emit_compare(o, store);
}

uint8_t *emit_front_in(struct out *o, unsigned size, bool store, unsigned nibble)
{
    emit_page(o, size);
    emit_side(o, true, OR, RDX, (int32_t)offsetof(struct front_side, stamp[nibble]));
    return emit_compare(o, store);
}

void emit_front_addend(struct out *o, bool store)
{
    emit_rx(o, true, 0, MOV_LOAD, RCX, HART, RCX, front_at(store) + (int32_t)offsetof(struct front_entry, addend));
}

/* rax: effective address, edx: enum of what; then rcx: what to add, and "not equal" if it was found. */
void emit_probe(struct out *o, const void *function)
{
    emit_push(o, RAX);
    emit_push(o, RDI);
    emit_push(o, RSI);
    emit_spill_side(o);
    emit_lea(o, RDI, HART, -HART_BIAS);
    emit_rr(o, true, MOV_LOAD, RSI, RAX);
    emit_constant(o, RAX, (uintptr_t)function);
    emit_rr(o, false, GROUP5, GROUP5_CALL, RAX);
    emit_rr(o, true, MOV_LOAD, RCX, RAX);
    emit_reload_side(o);
    emit_pop(o, RSI);
    emit_pop(o, RDI);
    emit_pop(o, RAX);
    emit_rr(o, true, TEST, RCX, RCX);
    emit_byte(o, RET);
}

/* rax: effective address of a store. If it is in the stack's page the mark falls to it, and what lies above the mark becomes the
 * range; answers as a probe does. */
static void emit_stack(struct out *o)
{
    int32_t range = offsetof(struct front_side, range[1]), page = offsetof(struct front_side, stack),
            first = offsetof(struct front_range, first), mark = offsetof(struct hart, segment.lw),
            limit = offsetof(struct front_side, limit);
    emit_rr(o, true, MOV_LOAD, RCX, RAX);
    emit_side(o, true, SUBTRACT, RCX, page + offsetof(struct front_page, first));
    emit_alu_imm(o, true, ALU_CMP, RCX, PAGE_SIZE - 8);
    uint8_t *elsewhere = emit_jump_if(o, IF_ABOVE);
    emit_lea(o, RCX, RAX, 8);
    emit_bit(o, BIT_CLEAR, RCX, XS_OFFSET_BITS + 1); /* of sg2: its offset */
    emit_side(o, true, COMPARE, RCX, limit);
    uint8_t *outside = emit_jump_if(o, IF_ABOVE);
    emit_push(o, RDX);
    emit_alu_imm(o, true, ALU_SUB, RCX, 8);
    emit_rh(o, true, MOV_LOAD, RDX, mark);
    emit_rr(o, true, COMPARE, RCX, RDX);
    uint8_t *above = emit_jump_if(o, IF_NOT_BELOW);
    emit_alu_imm(o, true, ALU_AND, RCX, -XS_WIPE_GRANULE);
    emit_rh(o, true, MOV_STORE, RCX, mark);
    emit_rr(o, true, MOV_LOAD, RDX, RCX);
    emit_aim(above, o->at);
    emit_bit(o, BIT_SET, RDX, XS_OFFSET_BITS + 1);
    emit_side(o, true, MOV_LOAD, RCX, page + offsetof(struct front_page, first));
    emit_rr(o, true, COMPARE, RDX, RCX);
    emit_rr(o, true, TAKE_IF_BELOW, RDX, RCX);
    emit_side(o, true, MOV_STORE, RDX, range + first);
    emit_alu_imm(o, true, ALU_ADD, RCX, PAGE_SIZE);
    emit_bit(o, BIT_CLEAR, RCX, XS_OFFSET_BITS + 1);
    emit_bit(o, BIT_CLEAR, RDX, XS_OFFSET_BITS + 1);
    emit_side(o, true, COMPARE, RCX, limit);
    emit_side(o, true, TAKE_IF_ABOVE, RCX, limit);
    emit_rr(o, true, SUBTRACT, RCX, RDX);
    emit_alu_imm(o, true, ALU_SUB, RCX, 7);
    emit_side(o, true, MOV_STORE, RCX, range + offsetof(struct front_range, span));
    emit_side(o, true, MOV_LOAD, RCX, page + offsetof(struct front_page, addend));
    emit_side(o, true, MOV_STORE, RCX, range + offsetof(struct front_range, addend));
    emit_pop(o, RDX);
    emit_rr(o, true, TEST, RSP, RSP);
    emit_byte(o, RET);
    emit_aim(elsewhere, o->at);
    emit_aim(outside, o->at);
}

/* rax: effective address. The range: pointers into the stack's page, in which its limit or the low-water mark lies. Answers as a probe does, or goes on. */
static void emit_range(struct out *o, bool store)
{
    int32_t range = offsetof(struct front_side, range) + store * sizeof(struct front_range);
    look_up_stack(o, store);
    uint8_t *outside = emit_jump_if(o, IF_NOT_BELOW);
    emit_side(o, true, MOV_LOAD, RCX, range + offsetof(struct front_range, addend));
    emit_rr(o, true, TEST, RSP, RSP);
    emit_byte(o, RET);
    emit_aim(outside, o->at);
}

/* The same, by the table of pages first; its page becomes the range. */
static void emit_stack_probe(struct out *o, unsigned size, bool store, const uint8_t *probe)
{
    int32_t range = offsetof(struct front_side, range) + store * sizeof(struct front_range);
    if (store)
        emit_stack(o);
    uint8_t *miss = emit_front(o, size, store);
    emit_front_addend(o, store);
    emit_rr(o, true, MOV_LOAD, RDX, RAX);
    emit_alu_imm(o, true, ALU_AND, RDX, ~(int32_t)PAGE_MASK);
    emit_side(o, true, MOV_STORE, RDX, range + offsetof(struct front_range, first));
    emit_side(o, true, MOV_STORE, RCX, range + offsetof(struct front_range, addend));
    emit_side(o, true, MOV_IMM, 0, range + offsetof(struct front_range, span));
    emit_word(o, PAGE_SIZE - 7);
    emit_rr(o, true, TEST, RSP, RSP);
    emit_byte(o, RET);
    emit_aim(miss, o->at);
    emit_constant(o, RDX, size | (store ? PROBE_STORE : 0) | PROBE_STACK);
    emit_aim(emit_jump(o), probe);
}

/* The range, the table of pages with whatever nibble the address has, then the same. */
static void emit_table_probe(struct out *o, unsigned size, bool store, const uint8_t *probe)
{
    emit_range(o, store);
    uint8_t *miss = emit_front(o, size, store);
    emit_front_addend(o, store);
    emit_rr(o, true, TEST, RSP, RSP);
    emit_byte(o, RET);
    emit_aim(miss, o->at);
    emit_constant(o, RDX, size | (store ? PROBE_STORE : 0));
    if (store)
        emit_stack(o);
    emit_aim(emit_jump(o), probe);
}

void front_stubs(struct translator *t, struct out *o)
{
    t->probe = o->at;
    emit_probe(o, (const void *)(uintptr_t)native_probe);
    for (unsigned n = 0; n < 8; n++) {
        t->stack[n / 4][n % 4] = o->at;
        emit_stack_probe(o, 1u << n % 4, n / 4, t->probe);
        t->table[n / 4][n % 4] = o->at;
        emit_table_probe(o, 1u << n % 4, n / 4, t->probe);
    }
}
