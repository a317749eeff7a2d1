/* Emitters of integer instructions, one row per body of the decode table. */
#include "core/exec.h"
#include "translate/translator.h"

enum {
    MOVSXD = 0x63,
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

static void emit_add(struct work *w, const struct row *row, const struct insn *i)
{
    if (i->rs1 != 0) {
        emit_register(w, row, i);
        return;
    }
    enum host reg = place(i, false);
    emit_get(&w->o, reg, i->rs2);
    emit_put(&w->o, i->rd, reg);
}

static void emit_immediate(struct work *w, const struct row *row, const struct insn *i)
{
    enum host reg = place(i, false);
    emit_get(&w->o, reg, i->rs1);
    if (i->imm != 0 || row->opcode != ALU_ADD)
        emit_alu_imm(&w->o, row->detail & WIDE, row->opcode, reg, (int32_t)i->imm);
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
    enum host reg = place(i, false);
    emit_constant(&w->o, reg, (row->detail ? i->pc : 0) + i->imm);
    emit_put(&w->o, i->rd, reg);
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
    struct cold *odd = cold_body(w, emit_jump_if(&w->o, IF_BELOW), i);
    if (is_signed) {
        emit_byte(&w->o, wide ? 0x48 : 0x40);
        emit_byte(&w->o, 0x99); /* cqo, cdq */
    } else {
        emit_constant(&w->o, RDX, 0);
    }
    emit_rr(&w->o, wide, UNARY, is_signed ? UNARY_IDIV : UNARY_DIV, RCX);
    finish(w, row, i, row->detail & REMAINDER ? RDX : RAX);
    odd->back = w->o.at;
}

static void emit_nothing(struct work *w, const struct row *row, const struct insn *i)
{
    (void)w, (void)row, (void)i;
}

static const struct row rows[] = {
    {op_addi, emit_immediate, ALU_ADD, WIDE, 0},
    {op_xori, emit_immediate, ALU_XOR, WIDE, 0},
    {op_ori, emit_immediate, ALU_OR, WIDE, 0},
    {op_andi, emit_immediate, ALU_AND, WIDE, 0},
    {op_addiw, emit_immediate, ALU_ADD, 0, 0},
    {op_slti, emit_set_immediate, IF_LESS, 0, 0},
    {op_sltiu, emit_set_immediate, IF_BELOW, 0, 0},
    {op_slli, emit_shift_immediate, SHIFT_LEFT, WIDE, 0},
    {op_srli, emit_shift_immediate, SHIFT_RIGHT, WIDE, 0},
    {op_srai, emit_shift_immediate, SHIFT_ARITHMETIC, WIDE, 0},
    {op_slliw, emit_shift_immediate, SHIFT_LEFT, 0, 0},
    {op_srliw, emit_shift_immediate, SHIFT_RIGHT, 0, 0},
    {op_sraiw, emit_shift_immediate, SHIFT_ARITHMETIC, 0, 0},
    {op_add, emit_add, 0x03, WIDE, 0},
    {op_sub, emit_register, 0x2b, WIDE, 0},
    {op_xor, emit_register, 0x33, WIDE, 0},
    {op_or, emit_register, 0x0b, WIDE, 0},
    {op_and, emit_register, 0x23, WIDE, 0},
    {op_addw, emit_register, 0x03, 0, 0},
    {op_subw, emit_register, 0x2b, 0, 0},
    {op_mul, emit_register, IMUL, WIDE, 0},
    {op_mulw, emit_register, IMUL, 0, 0},
    {op_sll, emit_shift, SHIFT_LEFT, WIDE, 0},
    {op_srl, emit_shift, SHIFT_RIGHT, WIDE, 0},
    {op_sra, emit_shift, SHIFT_ARITHMETIC, WIDE, 0},
    {op_sllw, emit_shift, SHIFT_LEFT, 0, 0},
    {op_srlw, emit_shift, SHIFT_RIGHT, 0, 0},
    {op_sraw, emit_shift, SHIFT_ARITHMETIC, 0, 0},
    {op_slt, emit_set, IF_LESS, 0, 0},
    {op_sltu, emit_set, IF_BELOW, 0, 0},
    {op_lui, emit_upper, 0, false, 0},
    {op_auipc, emit_upper, 0, true, 0},
    {op_mulh, emit_high, UNARY_IMUL, 0, 0},
    {op_mulhu, emit_high, UNARY_MUL, 0, 0},
    {op_div, emit_divide, 0, WIDE | SIGNED, 0},
    {op_divu, emit_divide, 0, WIDE, 0},
    {op_rem, emit_divide, 0, WIDE | SIGNED | REMAINDER, 0},
    {op_remu, emit_divide, 0, WIDE | REMAINDER, 0},
    {op_divw, emit_divide, 0, SIGNED, 0},
    {op_divuw, emit_divide, 0, 0, 0},
    {op_remw, emit_divide, 0, SIGNED | REMAINDER, 0},
    {op_remuw, emit_divide, 0, REMAINDER, 0},
    {op_fence, emit_nothing, 0, 0, 0},
    /* opcode: of the host's move; detail: prefix, or WIDE */
    {op_lb, emit_load, 0x0fbe, WIDE, 1},
    {op_lh, emit_load, 0x0fbf, WIDE, 2},
    {op_lw, emit_load, MOVSXD, WIDE, 4},
    {op_ld, emit_load, 0x8b, WIDE, 8},
    {op_lbu, emit_load, 0x0fb6, 0, 1},
    {op_lhu, emit_load, 0x0fb7, 0, 2},
    {op_lwu, emit_load, 0x8b, 0, 4},
    {op_sb, emit_store, 0x88, 0, 1},
    {op_sh, emit_store, 0x89, 0x66, 2},
    {op_sw, emit_store, 0x89, 0, 4},
    {op_sd, emit_store, 0x89, WIDE, 8},
    {op_beq, emit_branch, IF_EQUAL, 0, 0},
    {op_bne, emit_branch, IF_NOT_EQUAL, 0, 0},
    {op_blt, emit_branch, IF_LESS, 0, 0},
    {op_bge, emit_branch, IF_NOT_LESS, 0, 0},
    {op_bltu, emit_branch, IF_BELOW, 0, 0},
    {op_bgeu, emit_branch, IF_NOT_BELOW, 0, 0},
    {op_jal, emit_jal, 0, 0, 0},
    {op_jalr, emit_jalr, 0, 0, 0},
};

/* Rows by address of the body, with linear probing. Built once; more than half of it stays empty. */
enum { ROWS = sizeof rows / sizeof *rows, INDEX = 256 };
_Static_assert(2 * ROWS <= INDEX, "probing ends soon");
static const struct row *row_index[INDEX];

static const struct row **row_place(exec_fn *exec)
{
    unsigned at = (unsigned)((uintptr_t)exec * UINT64_C(0x9e3779b97f4a7c15) >> 56);
    while (row_index[at] && row_index[at]->exec != exec)
        at = (at + 1) % INDEX;
    return &row_index[at];
}

void rows_build(void)
{
    for (unsigned n = 0; n < ROWS; n++)
        *row_place(rows[n].exec) = &rows[n];
}

const struct row *row_of(exec_fn *exec)
{
    return *row_place(exec);
}
