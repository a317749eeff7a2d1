/* F and D: arithmetic, in the mode that the host rounds in. A NaN as result goes to the body, which computes it again: the
 * flags that it raises are raised already. */
#include "translate/fp_emit.h"

static void check_number(struct work *w, const struct row *row, struct cold *c)
{
    emit_prefixed_rr(&w->o, is_single(row) ? 0 : 0x66, false, VECTOR_COMPARE_QUIET, XMM0, XMM0);
    cold_jump(c, emit_jump_if(&w->o, IF_PARITY));
}

/* Illegal modes, too, are the body's. */
static bool inlined(struct work *w, const struct insn *i)
{
    if (rounding_of(i) < RMM || rounding_of(i) == ROUNDING_DYNAMIC)
        return true;
    emit_body(w, i);
    return false;
}

static void emit_arith(struct work *w, const struct row *row, const struct insn *i)
{
    if (!inlined(w, i))
        return;
    struct cold *c = cold_body(w, i);
    check_boxed(w, row, c, i->rs1);
    check_boxed(w, row, c, i->rs2);
    fp_get(w, row, XMM0, i->rs1);
    emit_prefixed_rh(&w->o, row->detail & FORMAT, row->opcode, XMM0, f_at(i->rs2));
    check_number(w, row, c);
    fp_put(w, row, i->rd, XMM0);
    cold_end(w, c);
}

/* One operand: roots, and from one format to the other. `from`: format of the operand. */
static void emit_unary(struct work *w, const struct row *row, const struct row *from, const struct insn *i)
{
    if (!inlined(w, i))
        return;
    struct cold *c = cold_body(w, i);
    check_boxed(w, from, c, i->rs1);
    fp_get(w, from, XMM1, i->rs1);
    emit_prefixed_rr(&w->o, from->detail & FORMAT, false, row->opcode, XMM0, XMM1);
    check_number(w, row, c);
    fp_put(w, row, i->rd, XMM0);
    cold_end(w, c);
}

static void emit_root(struct work *w, const struct row *row, const struct insn *i)
{
    emit_unary(w, row, row, i);
}

static void emit_reformat(struct work *w, const struct row *row, const struct insn *i)
{
    const struct row from = {.detail = is_single(row) ? FORMAT_D : FORMAT_S};
    emit_unary(w, row, &from, i);
}

static void emit_multiply_add(struct work *w, const struct row *row, const struct insn *i)
{
    if (!inlined(w, i))
        return;
    if (!__builtin_cpu_supports("fma")) {
        emit_body(w, i);
        w->boxed &= ~(1u << i->rd); /* the body writes it, perhaps as a double */
        return;
    }
    struct cold *c = cold_body(w, i);
    check_boxed(w, row, c, i->rs1);
    check_boxed(w, row, c, i->rs2);
    check_boxed(w, row, c, i->rs3);
    fp_get(w, row, XMM0, i->rs1);
    fp_get(w, row, XMM1, i->rs2);
    emit_fused(&w->o, !is_single(row), row->opcode, f_at(i->rs3));
    check_number(w, row, c);
    fp_put(w, row, i->rd, XMM0);
    cold_end(w, c);
}

enum { ROUNDS = FP_ON | FP_DIRTY | FP_ROUNDS };
const struct row fp_arith_rows[] = {
    {op_fadd_s, emit_arith, 0x0f58, .detail = FORMAT_S, .fp = ROUNDS},
    {op_fadd_d, emit_arith, 0x0f58, .detail = FORMAT_D, .fp = ROUNDS},
    {op_fsub_s, emit_arith, 0x0f5c, .detail = FORMAT_S, .fp = ROUNDS},
    {op_fsub_d, emit_arith, 0x0f5c, .detail = FORMAT_D, .fp = ROUNDS},
    {op_fmul_s, emit_arith, 0x0f59, .detail = FORMAT_S, .fp = ROUNDS},
    {op_fmul_d, emit_arith, 0x0f59, .detail = FORMAT_D, .fp = ROUNDS},
    {op_fdiv_s, emit_arith, 0x0f5e, .detail = FORMAT_S, .fp = ROUNDS},
    {op_fdiv_d, emit_arith, 0x0f5e, .detail = FORMAT_D, .fp = ROUNDS},
    {op_fsqrt_s, emit_root, 0x0f51, .detail = FORMAT_S, .fp = ROUNDS},
    {op_fsqrt_d, emit_root, 0x0f51, .detail = FORMAT_D, .fp = ROUNDS},
    {op_fcvt_s_d, emit_reformat, 0x0f5a, .detail = FORMAT_S, .fp = ROUNDS},
    {op_fcvt_d_s, emit_reformat, 0x0f5a, .detail = FORMAT_D, .fp = ROUNDS},
    {op_fmadd_s, emit_multiply_add, 0xa9, .detail = FORMAT_S, .fp = ROUNDS},
    {op_fmadd_d, emit_multiply_add, 0xa9, .detail = FORMAT_D, .fp = ROUNDS},
    {op_fmsub_s, emit_multiply_add, 0xab, .detail = FORMAT_S, .fp = ROUNDS},
    {op_fmsub_d, emit_multiply_add, 0xab, .detail = FORMAT_D, .fp = ROUNDS},
    {op_fnmsub_s, emit_multiply_add, 0xad, .detail = FORMAT_S, .fp = ROUNDS},
    {op_fnmsub_d, emit_multiply_add, 0xad, .detail = FORMAT_D, .fp = ROUNDS},
    {op_fnmadd_s, emit_multiply_add, 0xaf, .detail = FORMAT_S, .fp = ROUNDS},
    {op_fnmadd_d, emit_multiply_add, 0xaf, .detail = FORMAT_D, .fp = ROUNDS},
    {NULL},
};
