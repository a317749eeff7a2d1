#include "core/handler.h"

#include "core/allowance.h"
#include "core/trace.h"
#include "core/trap.h"

/* The most urgent source that the segment unit would deliver, the lowest number among equals; 0: none. */
static unsigned best_source(const struct hart *h)
{
    struct xs_hart *s = (struct xs_hart *)&h->segment;
    unsigned best = 0, highest = 0;
    if (!h->sources || !s->binding_table || !h->board.irq_next)
        return 0;
    for (unsigned n = 0; (n = h->board.irq_next(h->board.context, n)) != 0;) {
        unsigned level = xs_interrupt_level(s, n);
        if (level > highest) {
            highest = level;
            best = n;
        }
    }
    return best;
}

bool handler_pending(const struct hart *h)
{
    return xseg_on(h, PRV_U) && best_source(h) != 0;
}

bool handler_due(const struct hart *h)
{
    return h->priv == PRV_U && xseg_on(h, PRV_U) && (allowance_used_up(h) || best_source(h));
}

static void refuse(struct hart *h, struct xs_fault f)
{
    h->trap = (struct trap){f.cause, f.stval, f.info};
    trap_take(h);
}

static void deliver(struct hart *h, unsigned source)
{
    struct xs_gprs gprs = {.x = h->x, .f = h->f, .fcsr = &h->fcsr, .pc = &h->pc};
    uint64_t now = h->board.mtime ? h->board.mtime(h->board.context) : 0, from = h->pc;
    allowance_stop(h);
    struct xs_fault f = xs_interrupt(&h->segment, source, now, &gprs);
    if (f.cause) {
        refuse(h, f);
        return;
    }
    h->board.irq_claim(h->board.context, source);
    count(h, XS_CTR_INTERRUPTS);
    trace_event(h, TRACE_INTERRUPT, "handler", source, h->segment.irq_level, h->segment.s1_selector, from);
    h->reservation = RESERVATION_NONE;
    if (h->observer)
        h->observer->delivered(h->observer->context);
    allowance_go_on(h, h->instret);
    hart_mode_changed(h);
}

void handler_take(struct hart *h)
{
    if (h->priv != PRV_U || !xseg_on(h, PRV_U))
        return;
    if (h->segment.irq_level && allowance_used_up(h)) {
        refuse(h, xs_interrupt_exhausted(&h->segment));
        return;
    }
    unsigned source = best_source(h);
    if (source)
        deliver(h, source);
    else if (allowance_used_up(h)) {
        allowance_stop(h);
        refuse(h, xs_deadline_reached());
    }
}

void handler_after_return(struct hart *h, uint32_t source, uint32_t level)
{
    if (h->segment.irq_level == level)
        return;
    if (h->board.irq_complete)
        h->board.irq_complete(h->board.context, source);
    hart_mode_changed(h);
}
