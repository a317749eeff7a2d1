#include "core/allowance.h"

static uint64_t *counting(struct xs_hart *s)
{
    return s->irq_level ? &s->irq_left : &s->deadline;
}

static bool endless(const struct xs_hart *s)
{
    return !s->irq_level && s->deadline == XS_NO_DEADLINE;
}

void allowance_stop(struct hart *h)
{
    uint64_t now = hart_instret(h);
    if (!endless(&h->segment))
        *counting(&h->segment) = h->allowed_end > now ? h->allowed_end - now : 0;
}

void allowance_go_on(struct hart *h, uint64_t from)
{
    uint64_t left = endless(&h->segment) ? UINT64_MAX : *counting(&h->segment);
    h->allowed_end = left < UINT64_MAX - from ? from + left : UINT64_MAX;
}

void allowance_before_crossing(struct hart *h)
{
    allowance_stop(h);
    if (!endless(&h->segment))
        *counting(&h->segment) -= *counting(&h->segment) > 0;
}

void allowance_after_crossing(struct hart *h)
{
    allowance_go_on(h, hart_instret(h) + 1);
}

bool allowance_used_up(const struct hart *h)
{
    return !endless(&h->segment) && hart_instret(h) >= h->allowed_end;
}

uint64_t allowance_read(const struct hart *h, unsigned csr, uint64_t kept)
{
    uint64_t now = hart_instret(h);
    if (h->priv != PRV_U || endless(&h->segment) || csr != (h->segment.irq_level ? CSR_XILEFT : CSR_XDL))
        return kept;
    return h->allowed_end > now ? h->allowed_end - now : 0;
}

uint64_t allowance_slice(const struct hart *h, uint64_t budget)
{
    if (!allowance_limited(h))
        return budget;
    uint64_t left = h->allowed_end > h->instret ? h->allowed_end - h->instret : 1;
    return left < budget ? left : budget;
}
