/* Code that every translation shares. */
#include <stddef.h>

#include "translate/far.h"
#include "translate/timed.h"

enum {
    MOV_LOAD = 0x8b,
    MOV_STORE = 0x89,
    MOV_IMM = 0xc7,
    OR = 0x0b,
    SUBTRACT = 0x2b,
    COMPARE = 0x3b,
    COMPARE_IMM = 0x81,
    LEA = 0x8d,
    GROUP5 = 0xff,
    TEST = 0x85
};
enum { RET = 0xc3, GROUP5_CALL = 2, GROUP5_JUMP = 4 };
static const uint8_t kept[] = {RBX, RBP, R12, R13, R14, R15}; /* by the host's calling convention */

/* BTS, BTR with a constant */
enum { BIT_SET = 5, BIT_CLEAR, TAKE_IF_BELOW = 0x0f42, TAKE_IF_ABOVE = 0x0f47, ADD = 0x03 };
static void emit_bit(struct out *o, unsigned what, enum host reg, unsigned bit)
{
    emit_rr(o, true, 0x0fba, what, reg);
    emit_byte(o, bit);
}

/* lea reg, [base + displacement], base not rsp or r12 */
static void lea(struct out *o, enum host reg, enum host base, int32_t displacement)
{
    emit_byte(o, 0x48 | reg >> 3 << 2 | base >> 3);
    emit_byte(o, LEA);
    emit_byte(o, 0x80 | (reg & 7) << 3 | (base & 7));
    emit_word(o, displacement);
}

/* unsigned enter(struct hart *h, const void *code) */
static void emit_enter(struct out *o)
{
    for (unsigned n = 0; n < sizeof kept; n++)
        emit_push(o, kept[n]);
    emit_alu_imm(o, true, ALU_SUB, RSP, 8);
    lea(o, HART, RDI, HART_BIAS);
    emit_rr(o, true, MOV_LOAD, RAX, RSI);
    emit_reload(o);
    emit_rr(o, false, GROUP5, GROUP5_JUMP, RAX);
}

/* eax: the site, or 0 */
static void emit_leave(struct out *o)
{
    emit_spill(o);
    emit_alu_imm(o, true, ALU_ADD, RSP, 8);
    for (unsigned n = sizeof kept; n-- > 0;)
        emit_pop(o, kept[n]);
    emit_byte(o, RET);
}

/* Called with rax: instruction, edx: slot of its block. Comes back only if the next instruction is to run. */
void emit_body_stub(struct out *o, const uint8_t *leave, native_fn *function)
{
    emit_spill(o);
    emit_alu_imm(o, true, ALU_SUB, RSP, 8);
    lea(o, RDI, HART, -HART_BIAS);
    emit_rr(o, true, MOV_LOAD, RSI, RAX);
    emit_constant(o, RAX, (uintptr_t)function);
    emit_rr(o, false, GROUP5, GROUP5_CALL, RAX);
    emit_alu_imm(o, true, ALU_ADD, RSP, 8);
    emit_reload(o);
    emit_rr(o, false, TEST, RAX, RAX);
    uint8_t *out = emit_jump_if(o, IF_NOT_EQUAL);
    emit_byte(o, RET);
    emit_aim(out, o->at);
    emit_alu_imm(o, true, ALU_ADD, RSP, 8);
    emit_constant(o, RAX, 0);
    emit_aim(emit_jump(o), leave);
}

_Static_assert(sizeof(struct jump) == 32 && JUMPS == 512, "index is (pc >> 1) * 32");

void emit_state(struct out *o, unsigned pipe)
{
    emit_rh(o, false, MOV_IMM, 0, offsetof(struct hart, native.pipe));
    emit_word(o, pipe);
}

/* Neither a jump in another state of the pipe. */
static uint8_t *emit_hop_state(struct out *o, int32_t entry, unsigned pipe)
{
    emit_rx(o, false, 0, COMPARE_IMM, ALU_CMP, HART, RCX, entry + offsetof(struct jump, pipe));
    emit_word(o, pipe);
    return emit_jump_if(o, IF_NOT_EQUAL);
}

void emit_hop(struct out *o, const uint8_t *leave, unsigned pipe)
{
    int32_t entry = offsetof(struct hart, native.jump) - HART_BIAS;
    uint8_t *otherwise = NULL;
    emit_rr(o, false, MOV_LOAD, RCX, RAX);
    if (pipe)
        emit_alu_imm(o, false, ALU_ADD, RCX, (int32_t)(2 * JUMPS_PER_STATE * pipe));
    emit_alu_imm(o, false, ALU_AND, RCX, 2 * (JUMPS - 1));
    emit_rr(o, false, 0xc1, SHIFT_LEFT, RCX);
    emit_byte(o, 4);
    emit_rx(o, true, 0, COMPARE, RAX, HART, RCX, entry + offsetof(struct jump, pc));
    uint8_t *other = emit_jump_if(o, IF_NOT_EQUAL);
    emit_rh(o, true, MOV_LOAD, RDX, offsetof(struct hart, native.context));
    emit_rx(o, true, 0, COMPARE, RDX, HART, RCX, entry + offsetof(struct jump, context));
    uint8_t *foreign = emit_jump_if(o, IF_NOT_EQUAL);
    if (o->clock)
        otherwise = emit_hop_state(o, entry, pipe);
    emit_rx(o, false, 0, GROUP5, GROUP5_JUMP, HART, RCX, entry + offsetof(struct jump, code));
    emit_aim(other, o->at);
    emit_aim(foreign, o->at);
    if (o->clock) {
        emit_aim(otherwise, o->at);
        emit_state(o, pipe);
    }
    emit_rh(o, true, MOV_STORE, RAX, offsetof(struct hart, pc));
    emit_constant(o, RAX, 0);
    emit_aim(emit_jump(o), leave);
}

/* --- the tables before the TLB ---------------------------------------------------------------------------------- */
_Static_assert(sizeof(struct front_entry) == 16 && FRONT_ENTRIES == 256, "index is (ea >> 12) * 16");

int32_t front_at(bool store)
{
    return (int32_t)(offsetof(struct hart, tlb.front.entry) + store * FRONT_ENTRIES * sizeof(struct front_entry)) -
           HART_BIAS;
}

uint8_t *emit_front(struct out *o, unsigned size, bool store)
{
    emit_rr(o, true, MOV_LOAD, RDX, RAX);
    emit_alu_imm(o, true, ALU_AND, RDX, ~(int32_t)PAGE_MASK | (int32_t)(size - 1));
    emit_rr(o, true, MOV_LOAD, RCX, RAX);
    emit_rr(o, true, 0xc1, SHIFT_RIGHT, RCX);
    emit_byte(o, XS_OFFSET_BITS);
    emit_r8(o, OR, RDX, HART, RCX, offsetof(struct hart, tlb.front.stamp) - HART_BIAS);
    emit_rr(o, false, MOV_LOAD, RCX, RAX);
    emit_rr(o, false, 0xc1, SHIFT_RIGHT, RCX);
    emit_byte(o, 8);
    emit_alu_imm(o, false, ALU_AND, RCX, 0xff0);
    emit_rx(o, true, 0, COMPARE, RDX, HART, RCX, front_at(store) + (int32_t)offsetof(struct front_entry, tag));
    return emit_jump_if(o, IF_NOT_EQUAL);
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
    lea(o, RDI, HART, -HART_BIAS);
    emit_rr(o, true, MOV_LOAD, RSI, RAX);
    emit_constant(o, RAX, (uintptr_t)function);
    emit_rr(o, false, GROUP5, GROUP5_CALL, RAX);
    emit_rr(o, true, MOV_LOAD, RCX, RAX);
    emit_pop(o, RSI);
    emit_pop(o, RDI);
    emit_pop(o, RAX);
    emit_rr(o, true, TEST, RCX, RCX);
    emit_byte(o, RET);
}

/* native_place or native_return; only rax changes. */
static void emit_find_place(struct out *o, void (*find)(struct hart *h))
{
    emit_push(o, RDI);
    lea(o, RDI, HART, -HART_BIAS);
    emit_constant(o, RAX, (uintptr_t)find);
    emit_rr(o, false, GROUP5, GROUP5_CALL, RAX);
    emit_pop(o, RDI);
    emit_byte(o, RET);
}

/* rax: effective address of a store. If it is in the stack's page the mark falls to it, and what lies above the mark becomes the
 * range; answers as a probe does. */
static void emit_stack(struct out *o)
{
    int32_t range = offsetof(struct hart, tlb.front.range) + sizeof(struct front_range),
            page = offsetof(struct hart, tlb.front.stack), first = offsetof(struct front_range, first),
            mark = offsetof(struct hart, segment.lw);
    emit_rr(o, true, MOV_LOAD, RCX, RAX);
    emit_rh(o, true, SUBTRACT, RCX, page + offsetof(struct front_page, first));
    emit_alu_imm(o, true, ALU_CMP, RCX, PAGE_SIZE - 8);
    uint8_t *elsewhere = emit_jump_if(o, IF_ABOVE);
    lea(o, RCX, RAX, 8);
    emit_bit(o, BIT_CLEAR, RCX, XS_OFFSET_BITS + 1); /* of sg2: its offset */
    emit_rh(o, true, COMPARE, RCX, offsetof(struct hart, segment.s2_limit));
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
    emit_rh(o, true, MOV_LOAD, RCX, page + offsetof(struct front_page, first));
    emit_rr(o, true, COMPARE, RDX, RCX);
    emit_rr(o, true, TAKE_IF_BELOW, RDX, RCX);
    emit_rh(o, true, MOV_STORE, RDX, range + first);
    emit_alu_imm(o, true, ALU_ADD, RCX, PAGE_SIZE);
    emit_bit(o, BIT_CLEAR, RCX, XS_OFFSET_BITS + 1);
    emit_bit(o, BIT_CLEAR, RDX, XS_OFFSET_BITS + 1);
    emit_rh(o, true, COMPARE, RCX, offsetof(struct hart, segment.s2_limit));
    emit_rh(o, true, TAKE_IF_ABOVE, RCX, offsetof(struct hart, segment.s2_limit));
    emit_rr(o, true, SUBTRACT, RCX, RDX);
    emit_alu_imm(o, true, ALU_SUB, RCX, 7);
    emit_rh(o, true, MOV_STORE, RCX, range + offsetof(struct front_range, span));
    emit_rh(o, true, MOV_LOAD, RCX, page + offsetof(struct front_page, addend));
    emit_rh(o, true, MOV_STORE, RCX, range + offsetof(struct front_range, addend));
    emit_pop(o, RDX);
    emit_rr(o, true, TEST, RSP, RSP);
    emit_byte(o, RET);
    emit_aim(elsewhere, o->at);
    emit_aim(outside, o->at);
}

/* The same, by the range first: pointers into the stack's page, in which its limit or the low-water mark lies. */
static void emit_range_probe(struct out *o, bool store, const uint8_t *probe)
{
    int32_t range = offsetof(struct hart, tlb.front.range) + store * sizeof(struct front_range);
    emit_rr(o, true, MOV_LOAD, RCX, RAX);
    emit_rh(o, true, SUBTRACT, RCX, range + offsetof(struct front_range, first));
    emit_rh(o, true, COMPARE, RCX, range + offsetof(struct front_range, span));
    uint8_t *outside = emit_jump_if(o, IF_NOT_BELOW);
    emit_rh(o, true, MOV_LOAD, RCX, range + offsetof(struct front_range, addend));
    emit_rr(o, true, TEST, RSP, RSP);
    emit_byte(o, RET);
    emit_aim(outside, o->at);
    if (store)
        emit_stack(o);
    emit_aim(emit_jump(o), probe);
}

/* The same, by the table of pages first; its page becomes the range. */
static void emit_stack_probe(struct out *o, unsigned size, bool store, const uint8_t *probe)
{
    int32_t range = offsetof(struct hart, tlb.front.range) + store * sizeof(struct front_range);
    if (store)
        emit_stack(o);
    uint8_t *miss = emit_front(o, size, store);
    emit_front_addend(o, store);
    emit_rr(o, true, MOV_LOAD, RDX, RAX);
    emit_alu_imm(o, true, ALU_AND, RDX, ~(int32_t)PAGE_MASK);
    emit_rh(o, true, MOV_STORE, RDX, range + offsetof(struct front_range, first));
    emit_rh(o, true, MOV_STORE, RCX, range + offsetof(struct front_range, addend));
    emit_rh(o, true, MOV_IMM, 0, range + offsetof(struct front_range, span));
    emit_word(o, PAGE_SIZE - 7);
    emit_rr(o, true, TEST, RSP, RSP);
    emit_byte(o, RET);
    emit_aim(miss, o->at);
    emit_constant(o, RDX, size | (store ? PROBE_STORE : 0) | PROBE_STACK);
    emit_aim(emit_jump(o), probe);
}

/* Jumped to with rax: instruction, edx: slot of its block. */
static void emit_onward(struct out *o, const uint8_t *leave, const void *function)
{
    emit_spill(o);
    lea(o, RDI, HART, -HART_BIAS);
    emit_rr(o, true, MOV_LOAD, RSI, RAX);
    emit_constant(o, RAX, (uintptr_t)function);
    emit_rr(o, false, GROUP5, GROUP5_CALL, RAX);
    emit_reload(o);
    emit_rr(o, true, TEST, RAX, RAX);
    emit_aim(emit_jump_if(o, IF_EQUAL), leave);
    emit_rr(o, false, GROUP5, GROUP5_JUMP, RAX);
}

void stubs_emit(struct translator *t)
{
    struct out o = {t->code.write, t->timed ? t->timed->engine->model : NULL};
    t->enter = (enter_fn *)(uintptr_t)code_runs_at(&t->code, o.at);
    emit_enter(&o);
    t->leave = o.at;
    emit_leave(&o);
    t->body = o.at;
    emit_body_stub(&o, t->leave, t->timed ? timed_body : native_body);
    t->access = o.at;
    emit_body_stub(&o, t->leave, t->timed ? timed_access : native_access);
    t->hop = o.at;
    emit_hop(&o, t->leave, 0);
    t->onward = o.at;
    emit_onward(&o, t->leave,
                t->timed ? (const void *)(uintptr_t)timed_onward : (const void *)(uintptr_t)native_onward);
    t->find_place = o.at;
    emit_find_place(&o, native_place);
    t->find_return = o.at;
    emit_find_place(&o, native_return);
    far_stubs(t, &o);
    t->probe = o.at;
    emit_probe(&o, (const void *)(uintptr_t)native_probe);
    for (unsigned n = 0; n < 2; n++) {
        t->range[n] = o.at;
        emit_range_probe(&o, n, t->probe);
    }
    for (unsigned n = 0; n < 8; n++) {
        t->stack[n / 4][n % 4] = o.at;
        emit_stack_probe(&o, 1u << n % 4, n / 4, t->probe);
    }
    if (t->timed)
        timed_stubs(t, &o);
    t->first = t->at = o.at;
}
