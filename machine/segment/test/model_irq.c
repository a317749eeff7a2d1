/* The eager model: interrupts. The interrupted thread is copied away whole and copied back; a handler is a new thread. */
#include "model.h"
#include "irq_world.h"

static uint32_t admit(struct m_irq *q, struct m_source *s, const struct m_handler *h, const struct m_tables *k,
                      unsigned used, uint64_t now)
{
    if (now >= s->renew) {
        s->left = s->budget;
        s->renew = now + s->period;
    }
    if (!s->left)
        return XS_REASON_BUDGET;
    if (!m_same(k, s->code, s->generation))
        return XS_REASON_STALE;
    const struct m_gate *g = &k->gate[s->code][s->gate];
    if (g->kind != 'i')
        return XS_REASON_GATE;
    if (g->fp)
        return XS_REASON_FP_IN_HANDLER;
    if (!m_same(k, h->thread, h->generation))
        return XS_REASON_STALE;
    if (h->top < g->stack)
        return XS_REASON_STACK;
    return used + 2 + g->frames > q->entries ? XS_REASON_FRAMES : 0;
}

/* What is left and when it is renewed is forgotten when the delivery is refused. */
static uint32_t settle(struct m_source *s, const struct m_source *before, uint32_t reason)
{
    if (reason) {
        *s = *before;
        s->masked = true;
    }
    return reason;
}

uint32_t m_interrupt(struct m_thread *t, struct m_irq *q, const struct m_tables *k, unsigned source, uint64_t now)
{
    struct m_source *s = &q->source[source], before = *s;
    struct m_handler *h = &q->handler[s->handler];
    unsigned used = q->depth ? q->used[q->depth - 1] + 2 + t->depth : 0;
    uint32_t reason = settle(s, &before, admit(q, s, h, k, used, now));
    if (reason)
        return reason;
    if (h->driver != s->code || h->driver_generation != s->generation)
        h->low_water = h->top;
    h->driver = s->code;
    h->driver_generation = s->generation;
    q->outer[q->depth] = *t;
    q->running[q->depth] = source;
    q->used[q->depth++] = used;
    struct m_activation old = t->now;
    *t = (struct m_thread){.handler = true,
                           .room = q->entries - used - 2,
                           .selector = h->thread,
                           .generation = h->generation,
                           .last_serial = h->last_serial + 1,
                           .budget = s->left};
    t->now = (struct m_activation){.code = s->code,
                                   .code_generation = s->generation,
                                   .serial = t->last_serial,
                                   .stack_end = h->top,
                                   .low_water = h->low_water,
                                   .badge = s->badge,
                                   .pc = ((uint64_t)1 << 60) + k->gate[s->code][s->gate].entry,
                                   .fcsr = old.fcsr,
                                   .deadline = UINT64_MAX};
    for (unsigned i = 0; i < 32; i++)
        t->now.f[i] = old.f[i];
    t->now.x[2] = ((uint64_t)2 << 60) + h->top;
    return 0;
}

uint32_t m_leave(struct m_thread *t, struct m_irq *q, const struct m_tables *k)
{
    if (t->depth || !t->handler)
        return m_return(t, k);
    struct m_source *s = &q->source[q->running[q->depth - 1]];
    struct m_handler *h = &q->handler[s->handler];
    s->left = t->budget;
    h->low_water = t->now.low_water;
    h->last_serial = t->last_serial;
    *t = q->outer[--q->depth];
    return 0;
}
