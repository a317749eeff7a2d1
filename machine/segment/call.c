/* sg.call: the frame, then the commit. */
#include "segment/call.h"

#include "segment/frame.h"
#include "segment/internal.h"

static uint32_t next_serial(const struct xs_hart *h)
{
    return h->last_serial + 1 ? h->last_serial + 1 : 1; /* 0 is the bottom frame's */
}

/* Who sets a deadline wants to go on after it: a plain frame would share its callee's fate. */
static bool is_protected(const struct xs_callee *c)
{
    return xs_gate_protect(&c->gate) || xs_mask_protect(&c->mask) || c->callback || xs_mask_within(&c->mask);
}

/* A caller that runs without FP does not own what is in the FP file: an outer frame does. So it is saved then, too. */
static bool saves_fp(const struct xs_hart *h, const struct xs_callee *c)
{
    return xs_gate_fp(&c->gate) && (is_protected(c) || !h->fpe);
}

/* Fills the header and fcsr's word; the rest of *f stays as it is. */
static void make_header(struct xs_frame *f, const struct xs_hart *h, const struct xs_callee *c,
                        const struct xs_gprs *gprs)
{
    memset(f->w, 0, (XS_FRAME_HEADER + 1) * sizeof *f->w);
    xs_frame_set_pc(f, *gprs->pc + 4);
    xs_frame_set_sp(f, gprs->x[XS_SP]);
    xs_frame_set_gp(f, gprs->x[XS_GP]);
    xs_frame_set_tp(f, gprs->x[XS_TP]);
    xs_frame_set_v(f, h->v);
    xs_frame_set_w(f, h->w);
    xs_frame_set_g(f, h->g);
    xs_frame_set_s2limit(f, h->s2_limit);
    xs_frame_set_deadline(f, xs_time_later(h->deadline, c->deadline));
    xs_frame_set_kind(f, XS_FRAME_CALL);
    xs_frame_set_protect(f, is_protected(c));
    xs_frame_set_fpe(f, h->fpe);
    xs_frame_set_fp_saved(f, saves_fp(h, c));
    xs_frame_set_results(f, xs_mask_results(&c->mask) & xs_gate_results(&c->gate));
    xs_frame_set_fresults(f, h->fpe ? xs_mask_fresults(&c->mask) & xs_gate_fresults(&c->gate) : 0);
    xs_frame_set_gate(f, c->number);
    xs_frame_set_vsel(f, c->vsel);
    xs_frame_set_s1_selector(f, h->s1_selector);
    xs_frame_set_s1_generation(f, h->s1_generation);
    xs_frame_set_badge(f, c->badge);
    xs_frame_set_thread(f, h->tid);
    xs_frame_set_serial(f, next_serial(h));
    xs_frame_set_lw(f, h->lw);
    xs_frame_set_fcsr(f, *gprs->fcsr);
}

static bool write_saved(struct xs_hart *h, uint64_t pa, unsigned first, const uint64_t *file)
{
    uint64_t saved[XS_SAVED];
    for (unsigned i = 0; i < XS_SAVED; i++)
        saved[i] = file[xs_saved_number(i)];
    return xs_frame_write(h, pa, first, XS_SAVED, saved);
}

static bool write_frame(struct xs_hart *h, const struct xs_callee *c, const struct xs_gprs *gprs)
{
    uint64_t pa = h->lsp + XS_FRAME_SIZE;
    struct xs_frame f;
    make_header(&f, h, c, gprs);
    return xs_frame_write(h, pa, 0, XS_FRAME_HEADER + saves_fp(h, c), f.w) &&
           (!is_protected(c) || write_saved(h, pa, XS_FRAME_SREGS / 8, gprs->x)) &&
           (!saves_fp(h, c) || write_saved(h, pa, XS_FRAME_FREGS / 8, gprs->f));
}

/* What the callee finds in the integer and FP registers. */
static void hand_over(const struct xs_hart *h, const struct xs_callee *c, struct xs_gprs *gprs)
{
    uint32_t args = (uint32_t)(xs_mask_args(&c->mask) & xs_gate_args(&c->gate));
    uint32_t fargs = h->fpe ? (uint32_t)(xs_mask_fargs(&c->mask) & xs_gate_fargs(&c->gate)) : 0;
    if (is_protected(c))
        xs_clear_registers(gprs->x, args << XS_A0);
    gprs->x[XS_RA] = gprs->x[XS_GP] = gprs->x[XS_TP] = 0;
    gprs->x[XS_SP] = xs_pointer(XS_SG_THREAD, c->limit);
    *gprs->pc = xs_pointer(XS_SG_CODE, xs_gate_entry(&c->gate));
    gprs->fp_written = saves_fp(h, c);
    if (gprs->fp_written) {
        xs_clear_registers(gprs->f, fargs << XS_A0);
        *gprs->fcsr = 0;
    }
}

static void enter(struct xs_hart *h, const struct xs_callee *c)
{
    h->lsp += XS_FRAME_SIZE;
    h->v = c->grants | (xs_mask_t(&c->mask) ? h->v & XS_MASK_T : 0);
    h->g = c->grants;
    h->w = 0;
    h->s2_limit = h->lw = c->limit;
    h->fpe = xs_gate_fp(&c->gate);
    h->deadline = c->deadline;
    h->s1_selector = c->selector;
    h->s1_generation = c->generation;
    h->serial = h->last_serial = next_serial(h);
    h->epoch++;
}

struct xs_fault xs_call(struct xs_hart *h, uint64_t vsel, unsigned gate, uint64_t mask, struct xs_gprs *gprs)
{
    struct xs_callee c = {.mask = {{mask}}, .vsel = (uint16_t)vsel, .number = gate % XS_GATES_MAX};
    c.grants = (uint32_t)xs_mask_grants(&c.mask) << XS_SG_DATA_FIRST;
    uint32_t reason = xs_admit(h, &c, vsel, gprs->x[XS_SP]);
    if (!reason && !write_frame(h, &c, gprs))
        reason = XS_REASON_WALK;
    if (reason)
        return xs_refuse(XS_CAUSE_FAR_CALL, reason, vsel, XS_SG_CODE, XS_LOAD);
    hand_over(h, &c, gprs);
    enter(h, &c);
    xs_count(h, XS_CTR_FAR_CALLS, 1);
    return xs_done();
}
