/* The return of an interrupt frame: the interrupted code finds everything as it was, and cannot tell that it was away. */
#include "segment/frame.h"
#include "segment/internal.h"
#include "segment/interrupt.h"

struct parcel {
    struct xs_state state;
    struct xs_dreg slot[16];
};

static uint32_t read_state(struct xs_hart *h, struct xs_state *s)
{
    if (h->lsp < XS_FRAME_SIZE)
        return XS_REASON_WALK;
    uint64_t pa = h->lsp - XS_FRAME_SIZE;
    if (!xs_frame_read(h, pa, 0, XS_FRAME_HEADER, s->w) ||
        !xs_frame_read(h, pa, XS_STATE_X / 8, 32, &s->w[XS_STATE_X / 8]))
        return XS_REASON_WALK;
    return xs_state_kind(s) == XS_FRAME_STATE ? XS_REASON_NONE : XS_REASON_TABLE;
}

static bool read_slots(struct xs_hart *h, struct parcel *p)
{
    for (unsigned n = XS_SG_DATA_FIRST; n <= XS_SG_DATA_LAST; n++) {
        struct xs_reg image;
        if (!(h->w >> n & 1))
            continue;
        if (!xs_slot_read(h, n, &image))
            return false;
        p->slot[n] = xs_unpack(&image);
    }
    return true;
}

/* What outlives the handler: the stack's low-water mark and serials in the thread's record, the budget in the binding. */
static bool keep_records(struct xs_hart *h)
{
    struct xs_ithread t;
    struct xs_binding b;
    if (!xs_ithread_read(h, h->irq_level, &t) || !xs_binding_read(h, h->irq_source, &b))
        return false;
    xs_ithread_set_lw(&t, h->lw);
    xs_ithread_set_last_serial(&t, h->last_serial);
    xs_binding_set_left(&b, h->irq_left);
    return xs_ithread_write(h, h->irq_level, &t) && xs_binding_write(h, h->irq_source, &b);
}

static void leave(struct xs_hart *h, const struct xs_frame *f, const struct parcel *p)
{
    const struct xs_state *s = &p->state;
    for (unsigned n = XS_SG_DATA_FIRST; n <= XS_SG_DATA_LAST; n++)
        if (h->w >> n & 1)
            h->reg[n] = p->slot[n];
    h->v = (uint32_t)xs_frame_v(f) & XS_VISIBLE;
    h->w = (uint32_t)xs_frame_w(f) & XS_DATA_REGS;
    h->g = (uint32_t)xs_frame_g(f) & XS_DATA_REGS;
    h->fpe = xs_frame_fpe(f);
    h->s1_selector = (uint32_t)xs_frame_s1_selector(f);
    h->s1_generation = (uint32_t)xs_frame_s1_generation(f);
    h->s2_selector = (uint32_t)xs_state_s2_selector(s);
    h->s2_generation = (uint32_t)xs_state_s2_generation(s);
    h->s2_base = xs_state_s2base(s);
    h->s2_limit = xs_state_s2limit(s);
    h->lsp = xs_state_lsp(s);
    h->lslim = xs_state_lslim(s);
    h->lw = xs_state_lw(s);
    h->deadline = xs_state_deadline(s);
    h->tid = (uint32_t)xs_state_tid(s);
    h->serial = (uint32_t)xs_state_serial(s);
    h->last_serial = (uint32_t)(xs_state_serial(s) >> 32);
    xs_set_running(h, xs_state_run(s));
    h->irq_left = xs_state_left(s);
    h->epoch++;
}

uint32_t xs_interrupt_return(struct xs_hart *h, const struct xs_frame *f, struct xs_gprs *gprs)
{
    struct parcel p = {0};
    if (!h->irq_level)
        return XS_REASON_TABLE;
    uint32_t reason = read_state(h, &p.state);
    if (!reason && !(read_slots(h, &p) && keep_records(h)))
        reason = XS_REASON_WALK;
    if (reason)
        return reason;
    memcpy(gprs->x, &p.state.w[XS_STATE_X / 8], 32 * sizeof *gprs->x);
    gprs->x[0] = 0;
    *gprs->pc = xs_frame_pc(f) & ~(uint64_t)1; /* as sepc: a frame may hold anything */
    gprs->fp_written = false;
    leave(h, f, &p);
    return XS_REASON_NONE;
}
