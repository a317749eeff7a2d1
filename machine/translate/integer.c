/* Integer instructions. */
#include <stddef.h>

#include "core/exec.h"
#include "translate/translator.h"

enum {
    MOVSXD = 0x63,
    LEA = 0x8d,
    IMUL = 0x0faf,
    SHIFT_BY_IMM = 0xc1,
    SHIFT_BY_CL = 0xd3,
    UNARY = 0xf7,
    SETCC = 0x0f90,
    MOVZX = 0x0fb6
};
enum { UNARY_MUL = 4, UNARY_IMUL, UNARY_DIV, UNARY_IDIV };
enum { WIDE = 1, SIGNED = 2, REMAINDER = 4 }; /* details */

/* Where a result is computed: rd's own register, unless it is needed as rs2. */
static enum host place(const struct insn *i, bool second)
{
    enum host host = i->rd == REG_SINK || (second && i->rd == i->rs2) ? IN_MEMORY : host_of(i->rd);
    return host == IN_MEMORY ? RAX : host;
}

static void finish(struct work *w, const struct row *row, const struct insn *i, enum host reg)
{
    if (!(row->detail & WIDE))
        emit_rr(&w->o, true, MOVSXD, reg, reg);
    emit_put(&w->o, i->rd, reg);
}

static void emit_register(struct work *w, const struct row *row, const struct insn *i)
{
    enum host reg = place(i, true);
    emit_get(&w->o, reg, i->rs1);
    emit_rg(&w->o, row->detail & WIDE, row->opcode, reg, i->rs2);
    finish(w, row, i, reg);
}

/* Two registers into a third. */
static bool is_sum_of_two(const struct insn *i)
{
    return i->rd != REG_SINK && i->rd != i->rs1 && i->rd != i->rs2 && i->rs2 != 0 && host_of(i->rd) != IN_MEMORY &&
           host_of(i->rs1) != IN_MEMORY && host_of(i->rs2) != IN_MEMORY;
}

static void emit_add(struct work *w, const struct row *row, const struct insn *i)
{
    if (i->rs1 != 0 && is_sum_of_two(i)) {
        emit_rx(&w->o, true, 0, LEA, host_of(i->rd), host_of(i->rs1), host_of(i->rs2), 0);
        return;
    }
    if (i->rs1 != 0) {
        emit_register(w, row, i);
        return;
    }
    enum host reg = place(i, false);
    emit_get(&w->o, reg, i->rs2);
    emit_put(&w->o, i->rd, reg);
}

/* Constants take one instruction: `li`. */
static bool is_load_of_constant(const struct row *row, const struct insn *i)
{
    return i->rs1 == 0 && row->opcode == ALU_ADD;
}

static void emit_immediate(struct work *w, const struct row *row, const struct insn *i)
{
    if (is_load_of_constant(row, i)) {
        emit_put_constant(&w->o, i->rd, (uint64_t)i->imm);
        return;
    }
    enum host reg = place(i, false);
    if (row->opcode == ALU_ADD) {
        emit_sum(&w->o, reg, i->rs1, (int32_t)i->imm);
    } else {
        emit_get(&w->o, reg, i->rs1);
        emit_alu_imm(&w->o, row->detail & WIDE, row->opcode, reg, (int32_t)i->imm);
    }
    finish(w, row, i, reg);
}

static void emit_shift_immediate(struct work *w, const struct row *row, const struct insn *i)
{
    enum host reg = place(i, false);
    emit_get(&w->o, reg, i->rs1);
    emit_rr(&w->o, row->detail & WIDE, SHIFT_BY_IMM, row->opcode, reg);
    emit_byte(&w->o, (unsigned)i->imm);
    finish(w, row, i, reg);
}

/* Hosts take the amount modulo the width, as guests do. */
static void emit_shift(struct work *w, const struct row *row, const struct insn *i)
{
    emit_get(&w->o, RCX, i->rs2);
    emit_get(&w->o, RAX, i->rs1);
    emit_rr(&w->o, row->detail & WIDE, SHIFT_BY_CL, row->opcode, RAX);
    finish(w, row, i, RAX);
}

static void set_if(struct work *w, enum condition condition, const struct insn *i)
{
    emit_rr(&w->o, false, SETCC | condition, 0, RAX);
    emit_rr(&w->o, false, MOVZX, RAX, RAX);
    emit_put(&w->o, i->rd, RAX);
}

static void emit_set(struct work *w, const struct row *row, const struct insn *i)
{
    emit_get(&w->o, RAX, i->rs1);
    emit_rg(&w->o, true, 0x3b, RAX, i->rs2);
    set_if(w, row->opcode, i);
}

static void emit_set_immediate(struct work *w, const struct row *row, const struct insn *i)
{
    emit_get(&w->o, RAX, i->rs1);
    emit_alu_imm(&w->o, true, ALU_CMP, RAX, (int32_t)i->imm);
    set_if(w, row->opcode, i);
}

static void emit_upper(struct work *w, const struct row *row, const struct insn *i)
{
    emit_put_constant(&w->o, i->rd, (row->detail ? i->pc : 0) + i->imm);
}

static void emit_high(struct work *w, const struct row *row, const struct insn *i)
{
    emit_get(&w->o, RAX, i->rs1);
    emit_rg(&w->o, true, UNARY, row->opcode, i->rs2);
    emit_put(&w->o, i->rd, RDX);
}

/* Divisors 0 and, signed, -1 are the body's business. */
static void emit_divide(struct work *w, const struct row *row, const struct insn *i)
{
    bool wide = row->detail & WIDE, is_signed = row->detail & SIGNED;
    emit_get(&w->o, RCX, i->rs2);
    emit_get(&w->o, RAX, i->rs1);
    emit_rr(&w->o, wide, 0x8b, RDX, RCX);
    emit_alu_imm(&w->o, wide, ALU_ADD, RDX, is_signed);
    emit_alu_imm(&w->o, wide, ALU_CMP, RDX, is_signed + 1);
    struct cold *odd = cold_body(w, i);
    cold_jump(odd, emit_jump_if(&w->o, IF_BELOW));
    if (is_signed) {
        emit_byte(&w->o, wide ? 0x48 : 0x40);
        emit_byte(&w->o, 0x99); /* cqo, cdq */
    } else {
        emit_constant(&w->o, RDX, 0);
    }
    emit_rr(&w->o, wide, UNARY, is_signed ? UNARY_IDIV : UNARY_DIV, RCX);
    finish(w, row, i, row->detail & REMAINDER ? RDX : RAX);
    cold_end(w, odd);
}

static void emit_nothing(struct work *w, const struct row *row, const struct insn *i)
{
    (void)w, (void)row, (void)i;
}

const struct row integer_rows[] = {
    {op_addi, emit_immediate, ALU_ADD, .detail = WIDE},
    {op_xori, emit_immediate, ALU_XOR, .detail = WIDE},
    {op_ori, emit_immediate, ALU_OR, .detail = WIDE},
    {op_andi, emit_immediate, ALU_AND, .detail = WIDE},
    {op_addiw, emit_immediate, ALU_ADD, .detail = 0},
    {op_slti, emit_set_immediate, IF_LESS, .detail = 0},
    {op_sltiu, emit_set_immediate, IF_BELOW, .detail = 0},
    {op_slli, emit_shift_immediate, SHIFT_LEFT, .detail = WIDE},
    {op_srli, emit_shift_immediate, SHIFT_RIGHT, .detail = WIDE},
    {op_srai, emit_shift_immediate, SHIFT_ARITHMETIC, .detail = WIDE},
    {op_slliw, emit_shift_immediate, SHIFT_LEFT, .detail = 0},
    {op_srliw, emit_shift_immediate, SHIFT_RIGHT, .detail = 0},
    {op_sraiw, emit_shift_immediate, SHIFT_ARITHMETIC, .detail = 0},
    {op_add, emit_add, 0x03, .detail = WIDE},
    {op_sub, emit_register, 0x2b, .detail = WIDE},
    {op_xor, emit_register, 0x33, .detail = WIDE},
    {op_or, emit_register, 0x0b, .detail = WIDE},
    {op_and, emit_register, 0x23, .detail = WIDE},
    {op_addw, emit_register, 0x03, .detail = 0},
    {op_subw, emit_register, 0x2b, .detail = 0},
    {op_mul, emit_register, IMUL, .detail = WIDE},
    {op_mulw, emit_register, IMUL, .detail = 0},
    {op_sll, emit_shift, SHIFT_LEFT, .detail = WIDE},
    {op_srl, emit_shift, SHIFT_RIGHT, .detail = WIDE},
    {op_sra, emit_shift, SHIFT_ARITHMETIC, .detail = WIDE},
    {op_sllw, emit_shift, SHIFT_LEFT, .detail = 0},
    {op_srlw, emit_shift, SHIFT_RIGHT, .detail = 0},
    {op_sraw, emit_shift, SHIFT_ARITHMETIC, .detail = 0},
    {op_slt, emit_set, IF_LESS, .detail = 0},
    {op_sltu, emit_set, IF_BELOW, .detail = 0},
    {op_lui, emit_upper, 0, .detail = false},
    {op_auipc, emit_upper, 0, .detail = true},
    {op_mulh, emit_high, UNARY_IMUL, .detail = 0},
    {op_mulhu, emit_high, UNARY_MUL, .detail = 0},
    {op_div, emit_divide, 0, .detail = WIDE | SIGNED},
    {op_divu, emit_divide, 0, .detail = WIDE},
    {op_rem, emit_divide, 0, .detail = WIDE | SIGNED | REMAINDER},
    {op_remu, emit_divide, 0, .detail = WIDE | REMAINDER},
    {op_divw, emit_divide, 0, .detail = SIGNED},
    {op_divuw, emit_divide, 0, .detail = 0},
    {op_remw, emit_divide, 0, .detail = SIGNED | REMAINDER},
    {op_remuw, emit_divide, 0, .detail = REMAINDER},
    {op_fence, emit_nothing, 0, .detail = 0},
    /* opcode: of the host's move; detail: prefix, or WIDE */
    {op_lb, emit_load, 0x0fbe, .detail = WIDE, .size = 1},
    {op_lh, emit_load, 0x0fbf, .detail = WIDE, .size = 2},
    {op_lw, emit_load, MOVSXD, .detail = WIDE, .size = 4},
    {op_ld, emit_load, 0x8b, .detail = WIDE, .size = 8},
    {op_lbu, emit_load, 0x0fb6, .detail = 0, .size = 1},
    {op_lhu, emit_load, 0x0fb7, .detail = 0, .size = 2},
    {op_lwu, emit_load, 0x8b, .detail = 0, .size = 4},
    {op_sb, emit_store, 0x88, .detail = 0, .size = 1, .store = true},
    {op_sh, emit_store, 0x89, .detail = 0x66, .size = 2, .store = true},
    {op_sw, emit_store, 0x89, .detail = 0, .size = 4, .store = true},
    {op_sd, emit_store, 0x89, .detail = WIDE, .size = 8, .store = true},
    {op_beq, emit_branch, IF_EQUAL, .detail = 0},
    {op_bne, emit_branch, IF_NOT_EQUAL, .detail = 0},
    {op_blt, emit_branch, IF_LESS, .detail = 0},
    {op_bge, emit_branch, IF_NOT_LESS, .detail = 0},
    {op_bltu, emit_branch, IF_BELOW, .detail = 0},
    {op_bgeu, emit_branch, IF_NOT_BELOW, .detail = 0},
    {op_jal, emit_jal, 0, .detail = 0},
    {op_jalr, emit_jalr, 0, .detail = 0},
    {NULL},
};
