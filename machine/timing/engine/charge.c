/* From an executed instruction to events of the model. */
#include "core/csr.h"
#include "timing/engine/steps.h"

static void charge_access(struct timing_engine *e, enum timing_access what, const struct observed_access *a)
{
    timing_data(e->model, what, space_of(a->context), a->offset, a->pa, a->size);
}

void charge_accesses(struct timing_engine *e, const struct mark *mark)
{
    for (unsigned n = 0; n < e->accesses; n++) {
        const struct observed_access *a = &e->access[n];
        if (a->device)
            timing_device(e->model);
        else if (mark->kind == OP_ZERO)
            charge_access(e, TIMING_ZERO, a);
        else
            charge_access(e, a->access == XS_STORE ? TIMING_STORE : TIMING_LOAD, a);
    }
}

/* Read and written in one go, whatever checks there were. */
static void charge_atomic(struct timing_engine *e)
{
    if (!e->accesses)
        return;
    charge_access(e, TIMING_LOAD, &e->access[0]);
    charge_access(e, TIMING_STORE, &e->access[0]);
    timing_atomic(e->model);
}

static void charge_indirect(struct timing *t, const struct insn *i, uint64_t target)
{
    timing_predicted(t, is_return(i) ? predict_return(&t->predictor, i->pc, target)
                                     : predict_indirect(&t->predictor, i->pc, target));
    if (is_call(i))
        predict_call(&t->predictor, i[1].pc);
}

static void charge_jump(struct timing *t, const struct insn *i)
{
    timing_predicted(t, predict_jump(&t->predictor, i->pc, i->pc + i->imm));
    if (is_call(i))
        predict_call(&t->predictor, i[1].pc);
}

/* FP status is written without a refill; counters and other read-only registers are not written. */
static void charge_csr(struct timing *t, const struct insn *i)
{
    unsigned csr = (unsigned)i->imm, op = i->word >> 12 & 3;
    if (csr <= CSR_FCSR || (op != 1 && !i->rs1))
        return;
    timing_csr_write(t);
    if (csr == CSR_SATP || csr == CSR_XS1 || csr == CSR_XS2)
        timing_switch(t);
}

/* rs1: a page, rs2: an address space; x0: all of them. */
static void charge_fence_tlb(struct timing *t, const struct hart *h, const struct insn *i)
{
    const uint64_t kind = UINT64_C(3) << 62, sv39 = UINT64_C(1) << 62;
    uint64_t asid = h->x[i->rs2] & 0xffff;
    tlbs_drop(&t->tlbs, i->rs2 ? kind | 0xffff : kind, i->rs2 ? sv39 | asid : sv39, !i->rs1, h->x[i->rs1], i->rs2);
    timing_fence_code(t);
}

static void charge_drop(struct timing *t, const struct hart *h, const struct insn *i)
{
    const uint64_t segment = UINT64_C(2) << 62, selector = UINT64_C(0xffffff) << 32;
    unsigned kind = sg_inval_kind(i->word);
    if (kind == XS_INVAL_ALL)
        tlbs_drop(&t->tlbs, UINT64_C(3) << 62, segment, true, 0, false);
    else if (kind == XS_INVAL_SELECTOR)
        tlbs_drop(&t->tlbs, UINT64_C(3) << 62 | selector, segment | (h->x[i->rs1] << 32 & selector), true, 0, false);
    timing_csr_write(t);
}

static void charge_kind(struct timing_engine *e, const struct mark *mark, const struct insn *i)
{
    struct timing *t = e->model;
    const struct hart *h = e->hart;
    uint64_t target = i->pc + i->imm;
    switch ((enum op_kind)mark->kind) {
    case OP_BRANCH: timing_predicted(t, predict_branch(&t->predictor, i->pc, target, h->pc != i[1].pc)); break;
    case OP_JUMP: charge_jump(t, i); break;
    case OP_INDIRECT: charge_indirect(t, i, h->pc); break;
    case OP_CSR: charge_csr(t, i); break;
    case OP_FENCE: timing_fence(t); break;
    case OP_FENCE_CODE: timing_fence_code(t); break;
    case OP_FENCE_TLB: charge_fence_tlb(t, h, i); break;
    case OP_RETURN: timing_trap(t, TIMING_RETURN); break;
    case OP_DROP: charge_drop(t, h, i); break;
    case OP_FAR: timing_redirect(t); break;
    default: break;
    }
}

/* Registers that change what addresses mean. */
static void charge_segment(struct timing_engine *e, uint64_t lookups)
{
    uint64_t epoch = e->hart->segment.epoch;
    timing_lookups(e->model, lookups);
    if (epoch != e->epoch)
        timing_switch(e->model);
    e->epoch = epoch;
}

void charge(struct timing_engine *e, const struct mark *mark, const struct insn *i, uint64_t lookups)
{
    if (mark->kind == OP_ATOMIC)
        charge_atomic(e);
    else if (e->accesses)
        charge_accesses(e, mark);
    if (mark->kind >= OP_SEGMENT)
        charge_segment(e, lookups);
    if (mark->kind > OP_DIVIDE)
        charge_kind(e, mark, i);
}

static uint64_t magnitude(const struct mark *mark, uint64_t value)
{
    if (mark->narrow)
        value = mark->is_signed ? (uint64_t)(int64_t)(int32_t)value : (uint32_t)value;
    return mark->is_signed && (int64_t)value < 0 ? 0 - value : value;
}

static unsigned length(uint64_t value)
{
    return value ? 64 - (unsigned)__builtin_clzll(value) : 0;
}

unsigned quotient_bits(const struct mark *mark, uint64_t a, uint64_t b)
{
    unsigned of_a = length(magnitude(mark, a)), of_b = length(magnitude(mark, b));
    if (of_b == 0)
        return mark->narrow ? 32 : 64;
    return of_a >= of_b ? of_a - of_b + 1 : 0;
}
