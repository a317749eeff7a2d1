/* sg.ret: everything is read and checked, then everything is as it was at the call. */
#include "segment/call.h"
#include "segment/frame.h"
#include "segment/internal.h"
#include "segment/interrupt.h"
#include "segment/table.h"

/* All that a return brings back. */
struct parcel {
    struct xs_frame f; /* header words; saved registers when protected or fp_saved */
    struct xs_dreg slot[16];
    uint32_t serial; /* of the call that the caller itself is in */
};

/* The caller's code and the thread's stack must still be there; if not, the kernel pops further. */
static uint32_t check_live(struct xs_hart *h, const struct xs_frame *f)
{
    struct xs_desc desc;
    if (xs_live(h, (uint32_t)xs_frame_s1_selector(f), (uint32_t)xs_frame_s1_generation(f), &desc) ||
        xs_desc_kind(&desc) != XS_KIND_CODE)
        return XS_REASON_RETURN_STALE;
    if (xs_live(h, h->s2_selector, h->s2_generation, &desc) || xs_desc_kind(&desc) != XS_KIND_THREAD)
        return XS_REASON_RETURN_STALE;
    return XS_REASON_NONE;
}

static uint32_t read_header(struct xs_hart *h, struct parcel *p)
{
    if (!xs_frame_read(h, h->lsp, 0, XS_FRAME_HEADER, p->f.w))
        return XS_REASON_WALK;
    switch (xs_frame_kind(&p->f)) {
    case XS_FRAME_CALL: return check_live(h, &p->f);
    case XS_FRAME_BOTTOM: return XS_REASON_BOTTOM;
    case XS_FRAME_INTERRUPT: return XS_REASON_NONE; /* what was interrupted goes on, live or not */
    default: return XS_REASON_TABLE;
    }
}

/* The rest of the frame: saved registers, slots, and the serial in the frame below. */
static bool read_rest(struct xs_hart *h, struct parcel *p)
{
    struct xs_frame below;
    if (xs_frame_protect(&p->f) && !xs_frame_read(h, h->lsp, XS_FRAME_SREGS / 8, XS_SAVED, &p->f.w[XS_FRAME_SREGS / 8]))
        return false;
    if (xs_frame_fp_saved(&p->f) &&
        (!xs_frame_read(h, h->lsp, XS_FRAME_HEADER, 1, &p->f.w[XS_FRAME_HEADER]) ||
         !xs_frame_read(h, h->lsp, XS_FRAME_FREGS / 8, XS_SAVED, &p->f.w[XS_FRAME_FREGS / 8])))
        return false;
    XS_EACH(n, left, h->w & XS_DATA_REGS)
    {
        struct xs_reg image;
        if (!xs_slot_read(h, n, &image))
            return false;
        p->slot[n] = xs_unpack(&image);
    }
    if (h->lsp < XS_FRAME_SIZE || !xs_frame_read(h, h->lsp - XS_FRAME_SIZE, 10, 1, &below.w[10]))
        return false;
    p->serial = (uint32_t)xs_frame_serial(&below);
    return true;
}

static void restore_saved(uint64_t *file, const uint64_t *saved)
{
    for (unsigned i = 0; i < XS_SAVED; i++)
        file[xs_saved_number(i)] = saved[i];
}

static void hand_back(const struct parcel *p, struct xs_gprs *gprs)
{
    const struct xs_frame *f = &p->f;
    if (xs_frame_protect(f)) {
        xs_clear_registers(gprs->x, (uint32_t)xs_frame_results(f) << XS_A0);
        restore_saved(gprs->x, &f->w[XS_FRAME_SREGS / 8]);
    }
    gprs->x[XS_SP] = xs_frame_sp(f);
    gprs->x[XS_GP] = xs_frame_gp(f);
    gprs->x[XS_TP] = xs_frame_tp(f);
    gprs->x[XS_T0] = 0;
    *gprs->pc = xs_frame_pc(f) & ~(uint64_t)1; /* as sepc: a frame may hold anything */
    gprs->fp_written = xs_frame_fp_saved(f);
    if (gprs->fp_written) {
        xs_clear_registers(gprs->f, (uint32_t)xs_frame_fresults(f) << XS_A0);
        restore_saved(gprs->f, &f->w[XS_FRAME_FREGS / 8]);
        *gprs->fcsr = xs_frame_fcsr(f);
    }
}

static void leave(struct xs_hart *h, const struct parcel *p)
{
    const struct xs_frame *f = &p->f;
    XS_EACH(n, left, h->w & XS_DATA_REGS) h->reg[n] = p->slot[n];
    h->v = (uint32_t)xs_frame_v(f) & XS_VISIBLE;
    h->w = (uint32_t)xs_frame_w(f) & XS_DATA_REGS;
    h->g = (uint32_t)xs_frame_g(f) & XS_DATA_REGS;
    h->s2_limit = xs_frame_s2limit(f);
    h->deadline = xs_time_back(h->deadline, xs_frame_deadline(f));
    if (xs_frame_lw(f) < h->lw)
        h->lw = xs_frame_lw(f);
    h->fpe = xs_frame_fpe(f);
    h->s1_selector = (uint32_t)xs_frame_s1_selector(f);
    h->s1_generation = (uint32_t)xs_frame_s1_generation(f);
    h->serial = p->serial;
    h->lsp -= XS_FRAME_SIZE;
    h->epoch++;
}

struct xs_fault xs_return(struct xs_hart *h, struct xs_gprs *gprs)
{
    struct parcel p;
    uint32_t reason = read_header(h, &p);
    bool interrupt = !reason && xs_frame_kind(&p.f) == XS_FRAME_INTERRUPT;
    if (interrupt)
        reason = xs_interrupt_return(h, &p.f, gprs);
    else if (!reason && !read_rest(h, &p))
        reason = XS_REASON_WALK;
    if (reason)
        return xs_refuse(XS_CAUSE_FAR_RETURN, reason, 0, XS_SG_CODE, XS_LOAD);
    if (interrupt)
        return xs_done();
    hand_back(&p, gprs);
    leave(h, &p);
    xs_count(h, XS_CTR_FAR_RETURNS, 1);
    return xs_done();
}
