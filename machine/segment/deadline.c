/* Deadlines: what a call leaves to its callee, and what its return gives back. Counted in instructions, downwards; nothing
 * here knows what time it is. */
#include "segment/call.h"
#include "segment/internal.h"

static uint64_t scaled(uint64_t m, uint64_t scale)
{
    return m << (XS_TIME_SHIFT + 2 * scale);
}

/* The caller's own deadline less its grace, or what it grants, whichever is sooner. */
static uint64_t given(const struct xs_hart *h, const struct xs_callee *c)
{
    uint64_t own = h->deadline, grace = scaled(xs_mask_grace(&c->mask), xs_mask_grace_scale(&c->mask));
    uint64_t within = scaled(xs_mask_within(&c->mask), xs_mask_within_scale(&c->mask));
    if (own != XS_NO_DEADLINE)
        own = own > grace ? own - grace : 0;
    return within && within < own ? within : own;
}

/* A handler has no deadline but its budget, and neither have its calls: what they ask for is not looked at. */
uint32_t xs_admit_time(const struct xs_hart *h, struct xs_callee *c)
{
    uint64_t need = xs_gate_time(&c->gate);
    c->deadline = h->irq_level ? XS_NO_DEADLINE : given(h, c);
    if (h->irq_level)
        return need <= h->irq_left ? XS_REASON_NONE : XS_REASON_TIME;
    return c->deadline && need <= c->deadline ? XS_REASON_NONE : XS_REASON_TIME;
}

uint64_t xs_time_later(uint64_t own, uint64_t callees)
{
    return own == XS_NO_DEADLINE ? XS_NO_DEADLINE : own - callees;
}

/* Frames may hold anything: a sum that wraps is no deadline. */
uint64_t xs_time_back(uint64_t left, uint64_t later)
{
    return left == XS_NO_DEADLINE || later >= XS_NO_DEADLINE - left ? XS_NO_DEADLINE : left + later;
}

struct xs_fault xs_deadline_reached(void)
{
    return xs_refuse(XS_CAUSE_DEADLINE, XS_REASON_DEADLINE, 0, XS_SG_CODE, XS_LOAD);
}
