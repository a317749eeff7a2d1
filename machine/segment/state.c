/* Reset and the table's root. */
#include "segment/internal.h"

void xs_reset(struct xs_hart *h, struct xs_port port, struct xs_counters *counters)
{
    *h = (struct xs_hart){.port = port, .counters = counters, .deadline = XS_NO_DEADLINE, .epoch = 1};
}

void xs_set_gst(struct xs_hart *h, uint64_t pa)
{
    pa &= XS_PA_MASK;
    if (pa != h->gst)
        xs_invalidate(h, XS_INVAL_ALL, 0, 0);
    h->gst = pa;
}
