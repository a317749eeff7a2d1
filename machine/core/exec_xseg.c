/* Xseg: operands from the word, semantics from the segment unit. */
#include "core/allowance.h"
#include "core/csr.h"
#include "core/exec.h"
#include "core/fp_env.h"
#include "core/handler.h"
#include "core/trace.h"
#include "mmu/access.h"

#define BODY(name) enum flow op_##name(struct hart *h, const struct insn *i)

static bool permitted(const struct hart *h, enum privilege priv)
{
    return h->priv == priv && xseg_on(h, priv);
}

/* Committed, or refused with nothing changed. */
static enum flow settle(struct hart *h, const struct insn *i, struct xs_fault f)
{
    if (f.cause) {
        h->trap = (struct trap){f.cause, f.stval, f.info};
        return FLOW_TRAP;
    }
    hart_segments_changed(h);
    h->pc = i[1].pc;
    return FLOW_LEAVE;
}

static enum flow committed(struct hart *h, const struct insn *i)
{
    return settle(h, i, (struct xs_fault){0});
}

BODY(sg_load)
{
    if (!permitted(h, PRV_U))
        return raise_illegal(h, i);
    return settle(h, i, xs_load(&h->segment, sg_load_sgd(i->word), h->x[i->rs1]));
}

BODY(sg_win)
{
    if (!permitted(h, PRV_U))
        return raise_illegal(h, i);
    return settle(h, i,
                  xs_window(&h->segment, sg_win_sgd(i->word), h->x[i->rs1], h->x[i->rs2], sg_win_perm(i->word),
                            &h->x[i->rd]));
}

BODY(sg_mov)
{
    if (!permitted(h, PRV_U))
        return raise_illegal(h, i);
    return settle(h, i, xs_move(&h->segment, sg_mov_sgd(i->word), h->x[i->rs1], &h->x[i->rd]));
}

/* S-mode has a form of it: widened to all that the interrupted code could use. */
BODY(sg_chk)
{
    if (!permitted(h, PRV_U) && !permitted(h, PRV_S))
        return raise_illegal(h, i);
    h->x[i->rd] = xs_chk(&h->segment, h->x[i->rs1], h->x[i->rs2], sg_chk_perm(i->word), h->priv == PRV_S);
    return committed(h, i);
}

BODY(sg_clr)
{
    if (!permitted(h, PRV_U))
        return raise_illegal(h, i);
    xs_clear(&h->segment, sg_clr_imm(i->word));
    return committed(h, i);
}

BODY(sg_qry)
{
    if (!permitted(h, PRV_U))
        return raise_illegal(h, i);
    return settle(h, i, xs_query(&h->segment, sg_qry_kind(i->word), h->x[i->rs1], h->x[i->rs2], &h->x[i->rd]));
}

/* Authority over the device is a store to its registers: rs1 is checked and translated as one. Authority over the memory is the
 * data register that rs2 points into. */
BODY(sg_dev)
{
    struct xs_reg image;
    uint64_t pa;
    unsigned n = sg_dev_dr(i->word);
    if (!permitted(h, PRV_U))
        return raise_illegal(h, i);
    enum flow flow = access_device(h, i, h->x[i->rs1], &pa);
    if (flow != FLOW_NEXT)
        return flow;
    uint64_t ptr = h->x[i->rs2];
    struct xs_fault f = xs_device_value(&h->segment, ptr, &image);
    if (!f.cause && (n == 0 || !h->board.device_load || !h->board.device_load(h->board.context, pa, n, &image)))
        f = xs_device_refused(h->x[i->rs1], n == 0 ? XS_REASON_REGISTER : XS_REASON_NO_DEVICE);
    if (f.cause)
        return settle(h, i, f);
    count(h, XS_CTR_SEG_LOADS);
    h->x[i->rd] = ptr >> XS_OFFSET_BITS ? (ptr << 4 >> 4) | (uint64_t)n << XS_OFFSET_BITS : ptr;
    return committed(h, i);
}

/* --- calls ------------------------------------------------------------------------------------------------- */
/* The segment unit sees fcsr whole, and may change every FP register. */
static struct xs_gprs begin_crossing(struct hart *h, const struct insn *i)
{
    fp_collect(h);
    h->at = i;
    h->pc = i->pc;
    allowance_before_crossing(h);
    return (struct xs_gprs){.x = h->x, .f = h->f, .fcsr = &h->fcsr, .pc = &h->pc};
}

static enum flow end_crossing(struct hart *h, struct xs_fault f, const struct xs_gprs *gprs)
{
    if (f.cause) {
        h->trap = (struct trap){f.cause, f.stval, f.info};
        return FLOW_TRAP;
    }
    if (gprs->fp_written)
        h->csr.mstatus |= MSTATUS_FS;
    h->reservation = RESERVATION_NONE;
    allowance_after_crossing(h);
    hart_segments_changed(h);
    return FLOW_LEAVE;
}

BODY(sg_call)
{
    if (!permitted(h, PRV_U))
        return raise_illegal(h, i);
    uint64_t vsel = h->x[i->rs1], mask = h->x[i->rs2];
    unsigned gate = sg_call_gate(i->word);
    struct xs_gprs gprs = begin_crossing(h, i);
    struct xs_fault f = xs_call(&h->segment, vsel, gate, mask, &gprs);
    if (!f.cause)
        trace_event(h, TRACE_CALL, "call", vsel, gate, h->segment.s1_selector, h->pc);
    return end_crossing(h, f, &gprs);
}

BODY(sg_ret)
{
    if (!permitted(h, PRV_U))
        return raise_illegal(h, i);
    struct xs_gprs gprs = begin_crossing(h, i);
    uint32_t source = h->segment.irq_source, level = h->segment.irq_level;
    struct xs_fault f = xs_return(&h->segment, &gprs);
    if (!f.cause)
        trace_event(h, TRACE_CALL, "return", 0, 0, h->segment.s1_selector, h->pc);
    enum flow flow = end_crossing(h, f, &gprs);
    handler_after_return(h, source, level);
    return flow;
}

/* --- S-mode ------------------------------------------------------------------------------------------------ */
BODY(sg_loadg)
{
    if (!permitted(h, PRV_S))
        return raise_illegal(h, i);
    return settle(h, i, xs_load_global(&h->segment, sg_loadg_sgd(i->word), h->x[i->rs1], h->x[i->rs2]));
}

static bool data_register(unsigned sg)
{
    return sg >= XS_SG_DATA_FIRST && sg <= XS_SG_DATA_LAST;
}

static int64_t signed_12(uint32_t imm)
{
    return (int64_t)((uint64_t)imm << 52) >> 52;
}

BODY(sg_ldr)
{
    struct xs_reg image;
    unsigned sg = sg_ldr_sgd(i->word);
    if (!permitted(h, PRV_S) || !data_register(sg))
        return raise_illegal(h, i);
    enum flow flow = access_copy_in(h, i, h->x[i->rs1] + signed_12(sg_ldr_imm(i->word)), &image, sizeof image);
    if (flow != FLOW_NEXT)
        return flow;
    xs_put_image(&h->segment, sg, &image);
    return committed(h, i);
}

BODY(sg_str)
{
    struct xs_reg image;
    unsigned sg = sg_str_sgd(i->word);
    if (!permitted(h, PRV_S) || !data_register(sg))
        return raise_illegal(h, i);
    xs_get_image(&h->segment, sg, &image);
    return access_copy_out(h, i, h->x[i->rs1] + signed_12(sg_str_imm(i->word)), &image, sizeof image);
}

/* Everything derived from what changed: the core's translations first, then the segment unit's tables. */
void hart_invalidate(struct hart *h, unsigned kind, uint64_t a, uint64_t b)
{
    if (kind == XS_INVAL_SELECTOR)
        tlb_drop_selector(&h->tlb, a);
    if (kind == XS_INVAL_ALL)
        tlb_clear(&h->tlb);
    xs_invalidate(&h->segment, kind, a, b);
    blocks_recheck(&h->blocks);
    views_drop(h);
}

BODY(sg_inval)
{
    unsigned kind = sg_inval_kind(i->word);
    if (!permitted(h, PRV_S) || kind > XS_INVAL_ALL)
        return raise_illegal(h, i);
    count(h, XS_CTR_INVALIDATIONS);
    hart_invalidate(h, kind, h->x[i->rs1], h->x[i->rs2]);
    if (h->board.invalidate)
        h->board.invalidate(h->board.context, h->id, kind, h->x[i->rs1], h->x[i->rs2]);
    return committed(h, i);
}
