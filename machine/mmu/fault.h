/* Trap records of refused accesses. Each answers false, so that a check can end with it. */
#pragma once
#include "core/hart_state.h"

static inline bool fault(struct hart *h, uint64_t cause, uint64_t tval, uint64_t info)
{
    h->trap = (struct trap){cause, tval, info};
    return false;
}

/* No memory there, or PMP forbids it. */
static inline bool fault_access(struct hart *h, uint64_t ea, enum xs_access access)
{
    static const uint8_t cause[] = {
        [XS_FETCH] = CAUSE_FETCH_ACCESS, [XS_LOAD] = CAUSE_LOAD_ACCESS, [XS_STORE] = CAUSE_STORE_ACCESS};
    return fault(h, cause[access], ea, 0);
}

/* The page table forbids it. */
static inline bool fault_page(struct hart *h, uint64_t ea, enum xs_access access)
{
    static const uint8_t cause[] = {
        [XS_FETCH] = CAUSE_FETCH_PAGE, [XS_LOAD] = CAUSE_LOAD_PAGE, [XS_STORE] = CAUSE_STORE_PAGE};
    return fault(h, cause[access], ea, 0);
}

/* The segment unit forbids it; layout of `info`: abi/csrs.yaml, xinfo. */
static inline bool fault_segment(struct hart *h, uint64_t ea, enum xs_access access, unsigned reason)
{
    uint64_t info = reason | (uint64_t)access << 8 | ea >> XS_OFFSET_BITS << 12;
    return fault(h, XS_CAUSE_SEGMENT_ACCESS, ea, info);
}
