/* An interrupt's delivery: the frame's two halves, the wipe, then the commit. */
#include "segment/interrupt.h"

#include "segment/call.h"
#include "segment/frame.h"
#include "segment/internal.h"

static uint32_t next_serial(const struct xs_ithread *t)
{
    uint32_t last = (uint32_t)xs_ithread_last_serial(t);
    return last + 1 ? last + 1 : 1;
}

/* Lower half: what a handler would else overwrite, and all that names the interrupted thread. */
static bool write_state(struct xs_hart *h, const struct xs_delivery *d, const struct xs_gprs *gprs)
{
    struct xs_state s = {0};
    xs_state_set_s2_selector(&s, h->s2_selector);
    xs_state_set_s2_generation(&s, h->s2_generation);
    xs_state_set_s2base(&s, h->s2_base);
    xs_state_set_s2limit(&s, h->s2_limit);
    xs_state_set_lsp(&s, h->lsp);
    xs_state_set_lslim(&s, h->lslim);
    xs_state_set_lw(&s, h->lw);
    xs_state_set_deadline(&s, h->deadline);
    xs_state_set_kind(&s, XS_FRAME_STATE);
    xs_state_set_tid(&s, h->tid);
    xs_state_set_serial(&s, h->serial | (uint64_t)h->last_serial << 32);
    xs_state_set_run(&s, xs_running(h));
    xs_state_set_left(&s, h->irq_left);
    memcpy(&s.w[XS_STATE_X / 8], gprs->x, 32 * sizeof *gprs->x);
    return xs_frame_write(h, d->state, 0, XS_FRAME_HEADER, s.w) &&
           xs_frame_write(h, d->state, XS_STATE_X / 8, 32, &s.w[XS_STATE_X / 8]);
}

/* Upper half: a frame as a call writes it, of kind INTERRUPT. Its slots serve the handler. */
static bool write_frame(struct xs_hart *h, const struct xs_delivery *d, const struct xs_gprs *gprs)
{
    struct xs_frame f = {0};
    xs_frame_set_pc(&f, *gprs->pc);
    xs_frame_set_sp(&f, gprs->x[XS_SP]);
    xs_frame_set_gp(&f, gprs->x[XS_GP]);
    xs_frame_set_tp(&f, gprs->x[XS_TP]);
    xs_frame_set_v(&f, h->v);
    xs_frame_set_w(&f, h->w);
    xs_frame_set_g(&f, h->g);
    xs_frame_set_s2limit(&f, h->s2_limit);
    xs_frame_set_deadline(&f, XS_NO_DEADLINE);
    xs_frame_set_kind(&f, XS_FRAME_INTERRUPT);
    xs_frame_set_protect(&f, 1);
    xs_frame_set_fpe(&f, h->fpe);
    xs_frame_set_gate(&f, xs_binding_gate(&d->binding));
    xs_frame_set_s1_selector(&f, h->s1_selector);
    xs_frame_set_s1_generation(&f, h->s1_generation);
    xs_frame_set_badge(&f, xs_binding_badge(&d->binding));
    xs_frame_set_thread(&f, xs_ithread_tid(&d->thread));
    xs_frame_set_serial(&f, next_serial(&d->thread));
    xs_frame_set_lw(&f, h->lw);
    return xs_frame_write(h, d->state + XS_FRAME_SIZE, 0, XS_FRAME_HEADER, f.w);
}

/* Zeroes [LW, top) of the interrupt thread's stack through its own page table. What another driver left there is seen by
 * nobody; the stack is at most XS_ISTACK_MAX bytes. */
static uint32_t wipe(struct xs_hart *h, struct xs_delivery *d)
{
    static const uint64_t zero[XS_WIPE_GRANULE / 8];
    struct xs_ithread *t = &d->thread;
    for (uint64_t o = xs_ithread_lw(t); o < xs_ithread_top(t); o += XS_WIPE_GRANULE) {
        struct xs_page page;
        struct xs_fault fault = xs_walk(h, (uint32_t)xs_ithread_selector(t), (uint32_t)xs_ithread_generation(t),
                                        xs_pointer(XS_SG_THREAD, o), XS_STORE, &page);
        if (fault.cause)
            return fault.reason;
        if (!xs_port_write(h, page.pa + o % 4096, zero, sizeof zero))
            return XS_REASON_WALK;
        xs_count(h, XS_CTR_WIPES, 1);
    }
    xs_ithread_set_lw(t, xs_ithread_top(t));
    xs_ithread_set_driver_selector(t, xs_binding_selector(&d->binding));
    xs_ithread_set_driver_generation(t, xs_binding_generation(&d->binding));
    return XS_REASON_NONE;
}

static uint32_t prepare(struct xs_hart *h, struct xs_delivery *d, const struct xs_gprs *gprs)
{
    if (!write_state(h, d, gprs) || !write_frame(h, d, gprs))
        return XS_REASON_WALK;
    uint32_t reason = d->new_driver ? wipe(h, d) : XS_REASON_NONE;
    if (reason)
        return reason;
    bool written = xs_ithread_write(h, (unsigned)xs_binding_level(&d->binding), &d->thread) &&
                   xs_binding_write(h, d->source, &d->binding);
    return written ? XS_REASON_NONE : XS_REASON_WALK;
}

static void enter(struct xs_hart *h, const struct xs_delivery *d, struct xs_gprs *gprs)
{
    const struct xs_ithread *t = &d->thread;
    xs_clear_registers(gprs->x, 0);
    gprs->x[XS_SP] = xs_pointer(XS_SG_THREAD, xs_ithread_top(t));
    *gprs->pc = xs_pointer(XS_SG_CODE, xs_gate_entry(&d->gate));
    gprs->fp_written = false;
    h->lsp = d->state + XS_FRAME_SIZE;
    h->lslim = h->illim;
    h->v = h->w = h->g = 0;
    h->fpe = false;
    h->deadline = XS_NO_DEADLINE;
    h->s1_selector = (uint32_t)xs_binding_selector(&d->binding);
    h->s1_generation = (uint32_t)xs_binding_generation(&d->binding);
    h->s2_selector = (uint32_t)xs_ithread_selector(t);
    h->s2_generation = (uint32_t)xs_ithread_generation(t);
    h->s2_base = 0;
    h->s2_limit = xs_ithread_top(t);
    h->lw = xs_ithread_lw(t);
    h->tid = (uint32_t)xs_ithread_tid(t);
    h->serial = h->last_serial = next_serial(t);
    h->irq_source = d->source;
    h->irq_level = (uint32_t)xs_binding_level(&d->binding);
    h->irq_left = xs_binding_left(&d->binding);
    h->epoch++;
}

static struct xs_fault mask(struct xs_hart *h, unsigned source, uint32_t reason)
{
    struct xs_binding b;
    if (xs_binding_read(h, source, &b)) {
        xs_binding_set_masked(&b, 1);
        xs_binding_write(h, source, &b);
    }
    return xs_refuse(XS_CAUSE_INTERRUPT, reason, source, XS_SG_CODE, XS_LOAD);
}

struct xs_fault xs_interrupt(struct xs_hart *h, unsigned source, uint64_t now, struct xs_gprs *gprs)
{
    struct xs_delivery d = {.source = source};
    uint32_t reason = XS_REASON_WALK;
    if (xs_binding_read(h, source, &d.binding))
        reason = xs_admit_interrupt(h, &d, now);
    if (!reason)
        reason = prepare(h, &d, gprs);
    if (reason)
        return mask(h, source, reason);
    enter(h, &d, gprs);
    return xs_done();
}

struct xs_fault xs_interrupt_exhausted(struct xs_hart *h)
{
    return mask(h, h->irq_source, XS_REASON_BUDGET);
}
