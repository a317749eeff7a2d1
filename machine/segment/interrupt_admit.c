/* The checks of an interrupt's delivery. Nothing is changed here. */
#include "segment/call.h"
#include "segment/frame.h"
#include "segment/internal.h"
#include "segment/interrupt.h"
#include "segment/table.h"

bool xs_binding_read(struct xs_hart *h, unsigned source, struct xs_binding *binding)
{
    return xs_port_read(h, h->binding_table + (uint64_t)source * XS_BINDING_SIZE, binding, sizeof *binding);
}

bool xs_binding_write(struct xs_hart *h, unsigned source, const struct xs_binding *binding)
{
    return xs_port_write(h, h->binding_table + (uint64_t)source * XS_BINDING_SIZE, binding, sizeof *binding);
}

bool xs_ithread_read(struct xs_hart *h, unsigned level, struct xs_ithread *thread)
{
    return xs_port_read(h, h->thread_table + (uint64_t)level * XS_ITHREAD_SIZE, thread, sizeof *thread);
}

bool xs_ithread_write(struct xs_hart *h, unsigned level, const struct xs_ithread *thread)
{
    return xs_port_write(h, h->thread_table + (uint64_t)level * XS_ITHREAD_SIZE, thread, sizeof *thread);
}

unsigned xs_interrupt_level(struct xs_hart *h, unsigned source)
{
    struct xs_binding b;
    if (!h->binding_table || source == 0 || source >= XS_SOURCES || !xs_binding_read(h, source, &b))
        return 0;
    unsigned level = (unsigned)xs_binding_level(&b);
    return xs_binding_valid(&b) && !xs_binding_masked(&b) && level > h->irq_level ? level : 0;
}

static uint32_t check_budget(struct xs_delivery *d, uint64_t now)
{
    struct xs_binding *b = &d->binding;
    if (now >= xs_binding_renew(b)) {
        uint64_t period = xs_binding_period(b);
        xs_binding_set_left(b, xs_binding_budget(b));
        xs_binding_set_renew(b, period < UINT64_MAX - now ? now + period : UINT64_MAX);
    }
    return xs_binding_left(b) ? XS_REASON_NONE : XS_REASON_BUDGET;
}

static uint32_t check_driver(struct xs_hart *h, struct xs_delivery *d)
{
    struct xs_desc desc;
    uint32_t selector = (uint32_t)xs_binding_selector(&d->binding);
    uint32_t reason = xs_live(h, selector, (uint32_t)xs_binding_generation(&d->binding), &desc);
    if (!reason && xs_desc_kind(&desc) != XS_KIND_CODE)
        reason = XS_REASON_KIND;
    if (!reason)
        reason = xs_gate_of(h, selector, &desc, (unsigned)xs_binding_gate(&d->binding), &d->gate);
    if (reason)
        return reason;
    if (xs_gate_kind(&d->gate) != XS_GATE_INTERRUPT)
        return XS_REASON_GATE;
    if (xs_gate_fp(&d->gate))
        return XS_REASON_FP_IN_HANDLER;
    if (xs_gate_time(&d->gate) > xs_binding_left(&d->binding))
        return XS_REASON_TIME;
    uint64_t entry = xs_gate_entry(&d->gate);
    return entry % 2 || entry >= xs_code_limit(&desc) ? XS_REASON_TABLE : XS_REASON_NONE;
}

static uint32_t check_thread(struct xs_hart *h, struct xs_delivery *d)
{
    struct xs_desc desc;
    struct xs_ithread *t = &d->thread;
    if (!xs_ithread_read(h, (unsigned)xs_binding_level(&d->binding), t))
        return XS_REASON_WALK;
    if (!xs_ithread_valid(t))
        return XS_REASON_SELECTOR;
    uint32_t reason = xs_live(h, (uint32_t)xs_ithread_selector(t), (uint32_t)xs_ithread_generation(t), &desc);
    if (reason)
        return reason;
    if (xs_desc_kind(&desc) != XS_KIND_THREAD)
        return XS_REASON_KIND;
    uint64_t top = xs_ithread_top(t);
    if (top % XS_WIPE_GRANULE || top > XS_ISTACK_MAX || top > xs_desc_limit(&desc) ||
        xs_ithread_lw(t) % XS_WIPE_GRANULE || xs_ithread_lw(t) > top)
        return XS_REASON_TABLE;
    d->new_driver = xs_ithread_driver_selector(t) != xs_binding_selector(&d->binding) ||
                    xs_ithread_driver_generation(t) != xs_binding_generation(&d->binding);
    return top < xs_gate_stack(&d->gate) ? XS_REASON_STACK : XS_REASON_NONE;
}

/* The first handler begins at the hart's own stack, a nested one above the newest frame. Room for the state, the
 * interrupt frame, and what the gate declares. */
static uint32_t check_frames(const struct xs_hart *h, struct xs_delivery *d)
{
    d->state = h->irq_level ? h->lsp + XS_FRAME_SIZE : h->ilbase;
    uint64_t need = (2 + xs_gate_frames(&d->gate)) * XS_FRAME_SIZE;
    return h->illim >= d->state && h->illim - d->state >= need ? XS_REASON_NONE : XS_REASON_FRAMES;
}

uint32_t xs_admit_interrupt(struct xs_hart *h, struct xs_delivery *d, uint64_t now)
{
    uint32_t reason = check_budget(d, now);
    if (!reason)
        reason = check_driver(h, d);
    if (!reason)
        reason = check_thread(h, d);
    return reason ? reason : check_frames(h, d);
}
