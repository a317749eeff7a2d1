/* Interrupts between their checks and their commit, and the words that name a running handler. */
#pragma once
#include "segment/segment.h"

struct xs_delivery {
    unsigned source;
    struct xs_binding binding;
    struct xs_ithread thread;
    struct xs_gate gate;
    uint64_t state;  /* physical address of the state; the interrupt frame lies above it */
    bool new_driver; /* another driver ran on this interrupt thread: its stack is wiped */
};

/* Every check of a delivery, in the manual's order. Fills *d (source and binding are given); answers a reason. */
uint32_t xs_admit_interrupt(struct xs_hart *h, struct xs_delivery *d, uint64_t now);
bool xs_binding_read(struct xs_hart *h, unsigned source, struct xs_binding *binding);
bool xs_binding_write(struct xs_hart *h, unsigned source, const struct xs_binding *binding);
bool xs_ithread_read(struct xs_hart *h, unsigned level, struct xs_ithread *thread);
bool xs_ithread_write(struct xs_hart *h, unsigned level, const struct xs_ithread *thread);

/* The return of the newest frame, which is of kind INTERRUPT and whose header is *f. Answers a reason. */
uint32_t xs_interrupt_return(struct xs_hart *h, const struct xs_frame *f, struct xs_gprs *gprs);

/* CSR xirun. A source without a level, or a level without a source, is none. */
static inline uint64_t xs_running(const struct xs_hart *h)
{
    struct xs_irun run = {{0}};
    xs_irun_set_source(&run, h->irq_source);
    xs_irun_set_level(&run, h->irq_level);
    return run.w[0];
}
static inline void xs_set_running(struct xs_hart *h, uint64_t value)
{
    struct xs_irun run = {{value}};
    bool any = xs_irun_level(&run) && xs_irun_source(&run) && xs_irun_source(&run) < XS_SOURCES;
    h->irq_source = any ? (uint32_t)xs_irun_source(&run) : 0;
    h->irq_level = any ? (uint32_t)xs_irun_level(&run) : 0;
}
