/* x86-64 instructions as bytes (Intel SDM volume 2). Guest registers live in host registers or in struct hart. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum host {
    RAX,
    RCX,
    RDX,
    RBX,
    RSP,
    RBP,
    RSI,
    RDI,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15,
    IN_MEMORY,
    HART = RBX,
    BUDGET =
        R13, /* instructions left; without a model of time, by HITS_BITS further left, and the TLB's hits below them */
    SIDE = R14,  /* what the tables before the TLB know of the views: struct front_side */
    CLOCK = R14, /* with a model of time: struct timing of the hart */
    NO_INDEX = RSP
};
/* HART is the hart's address plus HART_BIAS, so that all guest registers are one byte away. rax, rcx and rdx are free. */
enum { HART_BIAS = 128, HITS_BITS = 24 };

enum alu { ALU_ADD, ALU_OR, ALU_ADC, ALU_AND = 4, ALU_SUB, ALU_XOR, ALU_CMP };
enum shift { SHIFT_LEFT = 4, SHIFT_RIGHT, SHIFT_ARITHMETIC = 7 };
enum condition {
    IF_OVERFLOW = 0,
    IF_BELOW = 2,
    IF_NOT_BELOW,
    IF_EQUAL,
    IF_NOT_EQUAL,
    IF_NOT_ABOVE,
    IF_ABOVE,
    IF_SIGN,
    IF_PARITY = 10,
    IF_NOT_PARITY,
    IF_LESS,
    IF_NOT_LESS,
    IF_GREATER = 15
};

struct out {
    uint8_t *at;
    const void *clock; /* what CLOCK holds; NULL: no model of time */
};

/* Host register of a guest register, or IN_MEMORY. */
enum host host_of(unsigned guest);
void emit_byte(struct out *o, unsigned byte);
void emit_word(struct out *o, uint32_t word);
void emit_quad(struct out *o, uint64_t quad);
/* `opcode` (with 0x0f00 for two-byte ones) between register `reg` and a register, hart memory, or a guest register. */
void emit_rr(struct out *o, bool wide, unsigned opcode, unsigned reg, enum host rm);
void emit_rh(struct out *o, bool wide, unsigned opcode, unsigned reg, int32_t hart_offset);
void emit_rg(struct out *o, bool wide, unsigned opcode, unsigned reg, unsigned guest);
/* [base + index + displacement]; sizes by opcode, with 0x66 before it if `prefix`. */
void emit_rx(struct out *o, bool wide, unsigned prefix, unsigned opcode, unsigned reg, enum host base, enum host index,
             int32_t displacement);
/* The same with `prefix` before it: SSE. `reg` is a vector register, and so is `rm` of emit_prefixed_rr unless the opcode
 * says otherwise. */
void emit_prefixed_rr(struct out *o, unsigned prefix, bool wide, unsigned opcode, unsigned reg, unsigned rm);
void emit_prefixed_rh(struct out *o, unsigned prefix, unsigned opcode, unsigned reg, int32_t hart_offset);
void emit_prefixed_rg(struct out *o, unsigned prefix, bool wide, unsigned opcode, unsigned reg, unsigned guest);
/* VEX.0F38 with prefix 66: xmm0 := xmm0 op xmm1 op hart memory. */
void emit_fused(struct out *o, bool wide, unsigned opcode, int32_t hart_offset);
/* 64 bits at [base + 8 * index + displacement]. */
void emit_r8(struct out *o, unsigned opcode, unsigned reg, enum host base, enum host index, int32_t displacement);
void emit_alu_imm(struct out *o, bool wide, enum alu op, enum host reg, int32_t imm);
void emit_constant(struct out *o, enum host reg, uint64_t value);
void emit_get(struct out *o, enum host reg, unsigned guest); /* reg := guest register */
void emit_put(struct out *o, unsigned guest, enum host reg);
void emit_sum(struct out *o, enum host reg, unsigned guest, int32_t imm); /* reg := guest register + imm */
void emit_put_constant(struct out *o, unsigned guest, uint64_t value);    /* rax may change */
/* A field of the struct front_side in force, in hart memory or where SIDE is. */
void emit_side(struct out *o, bool wide, unsigned opcode, unsigned reg, int32_t field);
/* Jumps whose target is set later: the answer is the place of the 32-bit distance. */
uint8_t *emit_jump(struct out *o);
uint8_t *emit_jump_if(struct out *o, enum condition condition);
void emit_call(struct out *o, const uint8_t *to);
void emit_lea(struct out *o, enum host reg, enum host base, int32_t displacement); /* base: not rsp, r12 */
void emit_push(struct out *o, enum host reg);
void emit_pop(struct out *o, enum host reg);
void emit_aim(uint8_t *distance, const uint8_t *to);
void emit_spill(struct out *o);      /* mapped guest registers, budget and hits to struct hart */
void emit_reload(struct out *o);     /* and back */
void emit_spill_side(struct out *o); /* SIDE alone */
void emit_reload_side(struct out *o);
