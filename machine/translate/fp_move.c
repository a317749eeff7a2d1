/* F and D without rounding: loads, stores, moves, signs, comparison, minimum. */
#include "translate/fp_emit.h"

enum { ADD = 0x03, OR = 0x0b, AND = 0x23, SHIFT_ONE = 0xd1, SHIFT_ROTATE_CARRY = 3, CMC = 0xf5, BIT_IMM = 0x0fba };
enum { BIT_RESET = 6, BIT_COMPLEMENT, SETCC = 0x0f90, MOVZX_BYTE = 0x0fb6 };

void check_boxed(struct work *w, const struct row *row, struct cold *c, unsigned n)
{
    if (!is_single(row) || w->boxed >> n & 1)
        return;
    emit_rh(&w->o, false, COMPARE_IMM, ALU_CMP, f_at(n) + 4);
    emit_word(&w->o, UINT32_MAX);
    cold_jump(c, emit_jump_if(&w->o, IF_NOT_EQUAL));
}

void written(struct work *w, const struct row *row, unsigned n)
{
    if (!is_single(row)) {
        w->boxed &= ~(1u << n);
        return;
    }
    emit_rh(&w->o, false, MOV_IMM, 0, f_at(n) + 4);
    emit_word(&w->o, UINT32_MAX);
    w->boxed |= 1u << n;
}

void fp_get(struct work *w, const struct row *row, unsigned vector, unsigned n)
{
    emit_prefixed_rh(&w->o, row->detail & FORMAT, VECTOR_LOAD, vector, f_at(n));
}

void fp_put(struct work *w, const struct row *row, unsigned n, unsigned vector)
{
    emit_prefixed_rh(&w->o, row->detail & FORMAT, VECTOR_STORE, vector, f_at(n));
    written(w, row, n);
}

/* --- memory -------------------------------------------------------------------------------------------------- */
static void emit_fp_load(struct work *w, const struct row *row, const struct insn *i)
{
    struct cold *miss = look_up(w, row, i);
    emit_rx(&w->o, !is_single(row), 0, MOV_LOAD, RAX, RAX, index_of(w), 0);
    emit_rh(&w->o, !is_single(row), MOV_STORE, RAX, f_at(i->rd));
    written(w, row, i->rd);
    cold_end(w, miss);
}

static void emit_fp_store(struct work *w, const struct row *row, const struct insn *i)
{
    struct cold *miss = look_up(w, row, i);
    emit_rh(&w->o, !is_single(row), MOV_LOAD, RDX, f_at(i->rs2));
    emit_rx(&w->o, !is_single(row), 0, MOV_STORE, RDX, RAX, index_of(w), 0);
    cold_end(w, miss);
}

/* --- between register files: bits as they are ------------------------------------------------------------------ */
static void emit_to_x(struct work *w, const struct row *row, const struct insn *i)
{
    emit_rh(&w->o, true, is_single(row) ? MOVSXD : MOV_LOAD, RAX, f_at(i->rs1));
    emit_put(&w->o, i->rd, RAX);
}

static void emit_from_x(struct work *w, const struct row *row, const struct insn *i)
{
    emit_get(&w->o, RAX, i->rs1);
    emit_rh(&w->o, !is_single(row), MOV_STORE, RAX, f_at(i->rd));
    written(w, row, i->rd);
}

/* --- signs ------------------------------------------------------------------------------------------------------- */
/* The sign of f[rs2] travels in the carry flag; opcode: how it is changed. */
enum { SIGN_COPIED, SIGN_INVERTED, SIGN_COMBINED };

static void sign_of_other(struct work *w, const struct row *row, const struct insn *i)
{
    struct out *o = &w->o;
    bool wide = !is_single(row);
    emit_rh(o, wide, MOV_LOAD, RCX, f_at(i->rs2));
    if (row->opcode == SIGN_COMBINED)
        emit_rr(o, wide, 0x33, RCX, RAX);
    emit_rr(o, wide, ADD, RAX, RAX);
    emit_rr(o, wide, ADD, RCX, RCX);
    if (row->opcode == SIGN_INVERTED)
        emit_byte(o, CMC);
    emit_rr(o, wide, SHIFT_ONE, SHIFT_ROTATE_CARRY, RAX);
}

/* Both operands one register: move, negation, magnitude. */
static void sign_of_itself(struct work *w, const struct row *row)
{
    bool wide = !is_single(row);
    if (row->opcode == SIGN_COPIED)
        return;
    emit_rr(&w->o, wide, BIT_IMM, row->opcode == SIGN_INVERTED ? BIT_COMPLEMENT : BIT_RESET, RAX);
    emit_byte(&w->o, wide ? 63 : 31);
}

static void emit_sign(struct work *w, const struct row *row, const struct insn *i)
{
    struct cold *c = cold_body(w, i);
    check_boxed(w, row, c, i->rs1);
    check_boxed(w, row, c, i->rs2);
    emit_rh(&w->o, !is_single(row), MOV_LOAD, RAX, f_at(i->rs1));
    if (i->rs1 == i->rs2)
        sign_of_itself(w, row);
    else
        sign_of_other(w, row, i);
    emit_rh(&w->o, !is_single(row), MOV_STORE, RAX, f_at(i->rd));
    written(w, row, i->rd);
    cold_end(w, c);
}

/* --- comparison, minimum, maximum: the host raises "invalid" for the same operands ---------------------------------- */
static void compare(struct work *w, const struct row *row, const struct insn *i, unsigned opcode, unsigned a,
                    unsigned b, struct cold *c)
{
    check_boxed(w, row, c, i->rs1);
    check_boxed(w, row, c, i->rs2);
    fp_get(w, row, XMM0, a);
    emit_prefixed_rh(&w->o, is_single(row) ? 0 : 0x66, opcode, XMM0, f_at(b));
}

/* rd := rs2 opcode rs1; false when they are not ordered. */
static void emit_less(struct work *w, const struct row *row, const struct insn *i)
{
    struct cold *c = cold_body(w, i);
    compare(w, row, i, VECTOR_COMPARE, i->rs2, i->rs1, c);
    emit_rr(&w->o, false, SETCC | row->opcode, 0, RAX);
    emit_rr(&w->o, false, MOVZX_BYTE, RAX, RAX);
    emit_put(&w->o, i->rd, RAX);
    cold_end(w, c);
}

static void emit_equal(struct work *w, const struct row *row, const struct insn *i)
{
    struct cold *c = cold_body(w, i);
    compare(w, row, i, VECTOR_COMPARE_QUIET, i->rs1, i->rs2, c);
    emit_rr(&w->o, false, SETCC | IF_NOT_PARITY, 0, RAX);
    emit_rr(&w->o, false, SETCC | IF_EQUAL, 0, RCX);
    emit_rr(&w->o, false, AND, RAX, RCX);
    emit_rr(&w->o, false, MOVZX_BYTE, RAX, RAX);
    emit_put(&w->o, i->rd, RAX);
    cold_end(w, c);
}

/* Zeros that differ in sign, and NaNs, compare as equal to the host's flags: the body's business. */
static void emit_choose(struct work *w, const struct row *row, const struct insn *i)
{
    struct cold *c = cold_body(w, i);
    compare(w, row, i, VECTOR_COMPARE_QUIET, i->rs1, i->rs2, c);
    cold_jump(c, emit_jump_if(&w->o, IF_EQUAL));
    emit_prefixed_rh(&w->o, row->detail & FORMAT, row->opcode, XMM0, f_at(i->rs2));
    fp_put(w, row, i->rd, XMM0);
    cold_end(w, c);
}

enum { READS = FP_ON, WRITES = FP_ON | FP_DIRTY };
const struct row fp_move_rows[] = {
    {op_flw, emit_fp_load, 0, .detail = FORMAT_S, .size = 4, .fp = WRITES},
    {op_fld, emit_fp_load, 0, .detail = FORMAT_D, .size = 8, .fp = WRITES},
    {op_fsw, emit_fp_store, 0, .detail = FORMAT_S, .size = 4, .store = true, .fp = READS},
    {op_fsd, emit_fp_store, 0, .detail = FORMAT_D, .size = 8, .store = true, .fp = READS},
    {op_fmv_x_w, emit_to_x, 0, .detail = FORMAT_S, .fp = READS},
    {op_fmv_x_d, emit_to_x, 0, .detail = FORMAT_D, .fp = READS},
    {op_fmv_w_x, emit_from_x, 0, .detail = FORMAT_S, .fp = WRITES},
    {op_fmv_d_x, emit_from_x, 0, .detail = FORMAT_D, .fp = WRITES},
    {op_fsgnj_s, emit_sign, SIGN_COPIED, .detail = FORMAT_S, .fp = WRITES},
    {op_fsgnj_d, emit_sign, SIGN_COPIED, .detail = FORMAT_D, .fp = WRITES},
    {op_fsgnjn_s, emit_sign, SIGN_INVERTED, .detail = FORMAT_S, .fp = WRITES},
    {op_fsgnjn_d, emit_sign, SIGN_INVERTED, .detail = FORMAT_D, .fp = WRITES},
    {op_fsgnjx_s, emit_sign, SIGN_COMBINED, .detail = FORMAT_S, .fp = WRITES},
    {op_fsgnjx_d, emit_sign, SIGN_COMBINED, .detail = FORMAT_D, .fp = WRITES},
    {op_flt_s, emit_less, IF_ABOVE, .detail = FORMAT_S, .fp = WRITES},
    {op_flt_d, emit_less, IF_ABOVE, .detail = FORMAT_D, .fp = WRITES},
    {op_fle_s, emit_less, IF_NOT_BELOW, .detail = FORMAT_S, .fp = WRITES},
    {op_fle_d, emit_less, IF_NOT_BELOW, .detail = FORMAT_D, .fp = WRITES},
    {op_feq_s, emit_equal, 0, .detail = FORMAT_S, .fp = WRITES},
    {op_feq_d, emit_equal, 0, .detail = FORMAT_D, .fp = WRITES},
    {op_fmin_s, emit_choose, 0x0f5d, .detail = FORMAT_S, .fp = WRITES},
    {op_fmin_d, emit_choose, 0x0f5d, .detail = FORMAT_D, .fp = WRITES},
    {op_fmax_s, emit_choose, 0x0f5f, .detail = FORMAT_S, .fp = WRITES},
    {op_fmax_d, emit_choose, 0x0f5f, .detail = FORMAT_D, .fp = WRITES},
    {op_fclass_s, .fp = READS},
    {op_fclass_d, .fp = READS},
    {NULL},
};
