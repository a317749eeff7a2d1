/* Trace hooks: nothing but a test of a bit when the kind is off. */
#pragma once
#include "core/hart_state.h"

void trace_emit(struct hart *h, enum trace_kind kind, const char *name, uint64_t a, uint64_t b, uint64_t c, uint64_t d);

static inline void trace_event(struct hart *h, enum trace_kind kind, const char *name, uint64_t a, uint64_t b,
                               uint64_t c, uint64_t d)
{
    if (h->trace_kinds & kind)
        trace_emit(h, kind, name, a, b, c, d);
}

/* The selector is 0 outside Xseg; `page` counts from the start of the segment or address space. */
static inline void trace_miss(struct hart *h, uint64_t context, uint64_t page)
{
    trace_event(h, TRACE_TLB, "miss", context_is_segment(context) ? context_selector(context) : 0, page, 0, 0);
}
