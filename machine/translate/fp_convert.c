/* F and D: between integers and FP. */
#include "translate/fp_emit.h"

enum { TRUNCATE = 0x0f2c, ROUND = 0x0f2d, FROM_INTEGER = 0x0f2a, VECTOR_XOR = 0x0fef, TEST = 0x85 };
/* details beside the format */
enum { LONG = 0x100, UNSIGNED = 0x200 };

/* --- to integers --------------------------------------------------------------------------------------------- */
/* The host answers the least integer for all that does not fit. It raises "invalid" then, as the body will, and nothing else. */
static void emit_to_signed(struct work *w, const struct row *row, const struct insn *i, struct cold *c, unsigned opcode)
{
    bool wide = row->detail & LONG;
    fp_get(w, row, XMM0, i->rs1);
    emit_prefixed_rr(&w->o, row->detail & FORMAT, wide, opcode, RAX, XMM0);
    emit_alu_imm(&w->o, wide, ALU_CMP, RAX, 1);
    cold_jump(c, emit_jump_if(&w->o, IF_OVERFLOW));
    if (!wide)
        emit_rr(&w->o, true, MOVSXD, RAX, RAX);
}

/* Sign and exponent of what is negative, a NaN, or 2^32 or 2^63 or more, are greater than those of the rest. */
static void emit_to_unsigned(struct work *w, const struct row *row, const struct insn *i, struct cold *c)
{
    struct out *o = &w->o;
    bool wide = row->detail & LONG, single = is_single(row);
    int32_t first = (single ? 127 : 1023) + (wide ? 63 : 32);
    emit_rh(o, !single, MOV_LOAD, RAX, f_at(i->rs1));
    emit_rr(o, !single, 0xc1, SHIFT_RIGHT, RAX);
    emit_byte(o, single ? 23 : 52);
    emit_alu_imm(o, false, ALU_CMP, RAX, first);
    cold_jump(c, emit_jump_if(o, IF_NOT_BELOW));
    fp_get(w, row, XMM0, i->rs1);
    emit_prefixed_rr(o, row->detail & FORMAT, true, TRUNCATE, RAX, XMM0);
    if (!wide)
        emit_rr(o, true, MOVSXD, RAX, RAX);
}

/* Towards zero, as C does, or as fcsr says; unsigned towards zero only. */
static void emit_to_integer(struct work *w, const struct row *row, const struct insn *i)
{
    bool truncates = rounding_of(i) == RTZ, dynamic = rounding_of(i) == ROUNDING_DYNAMIC;
    if (!truncates && (!dynamic || row->detail & UNSIGNED)) {
        emit_body(w, i);
        return;
    }
    struct cold *c = cold_body(w, i);
    check_boxed(w, row, c, i->rs1);
    if (row->detail & UNSIGNED)
        emit_to_unsigned(w, row, i, c);
    else
        emit_to_signed(w, row, i, c, truncates ? TRUNCATE : ROUND);
    emit_put(&w->o, i->rd, RAX);
    cold_end(w, c);
}

/* --- from integers ------------------------------------------------------------------------------------------- */
static void emit_from_integer(struct work *w, const struct row *row, const struct insn *i)
{
    struct out *o = &w->o;
    bool wide = row->detail & (LONG | UNSIGNED);
    if (rounding_of(i) >= RMM && rounding_of(i) != ROUNDING_DYNAMIC) {
        emit_body(w, i);
        return;
    }
    struct cold *c = cold_body(w, i);
    emit_get(o, RAX, i->rs1);
    if ((row->detail & (LONG | UNSIGNED)) == UNSIGNED)
        emit_rr(o, false, MOV_LOAD, RAX, RAX);
    if ((row->detail & (LONG | UNSIGNED)) == (LONG | UNSIGNED)) {
        emit_rr(o, true, TEST, RAX, RAX);
        cold_jump(c, emit_jump_if(o, IF_SIGN));
    }
    emit_prefixed_rr(o, 0x66, false, VECTOR_XOR, XMM0, XMM0);
    emit_prefixed_rr(o, row->detail & FORMAT, wide, FROM_INTEGER, XMM0, RAX);
    fp_put(w, row, i->rd, XMM0);
    cold_end(w, c);
}

enum { TO = FP_ON | FP_DIRTY | FP_TO_INTEGER, FROM = FP_ON | FP_DIRTY | FP_ROUNDS };
const struct row fp_convert_rows[] = {
    {op_fcvt_w_s, emit_to_integer, 0, .detail = FORMAT_S, .fp = TO},
    {op_fcvt_w_d, emit_to_integer, 0, .detail = FORMAT_D, .fp = TO},
    {op_fcvt_l_s, emit_to_integer, 0, .detail = FORMAT_S | LONG, .fp = TO},
    {op_fcvt_l_d, emit_to_integer, 0, .detail = FORMAT_D | LONG, .fp = TO},
    {op_fcvt_wu_s, emit_to_integer, 0, .detail = FORMAT_S | UNSIGNED, .fp = TO},
    {op_fcvt_wu_d, emit_to_integer, 0, .detail = FORMAT_D | UNSIGNED, .fp = TO},
    {op_fcvt_lu_s, emit_to_integer, 0, .detail = FORMAT_S | LONG | UNSIGNED, .fp = TO},
    {op_fcvt_lu_d, emit_to_integer, 0, .detail = FORMAT_D | LONG | UNSIGNED, .fp = TO},
    {op_fcvt_s_w, emit_from_integer, 0, .detail = FORMAT_S, .fp = FROM},
    {op_fcvt_d_w, emit_from_integer, 0, .detail = FORMAT_D, .fp = FROM},
    {op_fcvt_s_l, emit_from_integer, 0, .detail = FORMAT_S | LONG, .fp = FROM},
    {op_fcvt_d_l, emit_from_integer, 0, .detail = FORMAT_D | LONG, .fp = FROM},
    {op_fcvt_s_wu, emit_from_integer, 0, .detail = FORMAT_S | UNSIGNED, .fp = FROM},
    {op_fcvt_d_wu, emit_from_integer, 0, .detail = FORMAT_D | UNSIGNED, .fp = FROM},
    {op_fcvt_s_lu, emit_from_integer, 0, .detail = FORMAT_S | LONG | UNSIGNED, .fp = FROM},
    {op_fcvt_d_lu, emit_from_integer, 0, .detail = FORMAT_D | LONG | UNSIGNED, .fp = FROM},
    {NULL},
};
