#include "mmu/tlb.h"

#include <string.h>

#include "core/hart_state.h"

enum { CONTEXT_EPOCH = 20, CONTEXT_ASID = 4 };

uint64_t context_physical(unsigned priv)
{
    return priv == PRV_M ? 1 : 2; /* PMP tells M from the rest */
}

uint64_t context_sv39(const struct hart *h, unsigned priv)
{
    uint64_t asid = h->csr.satp >> 44 & 0xffff;
    uint64_t flags =
        (priv == PRV_U ? 1 : 0) | (h->csr.mstatus & MSTATUS_SUM ? 2 : 0) | (h->csr.mstatus & MSTATUS_MXR ? 4 : 0);
    return UINT64_C(1) << CONTEXT_KIND | (h->tlb.sv39_epoch & 0x3ffffffffff) << CONTEXT_EPOCH | asid << CONTEXT_ASID |
           flags;
}

static void derived_drop(struct tlb *tlb)
{
    tlb->fetch_changes++;
    front_drop(&tlb->front);
}

void tlb_keep(struct tlb *tlb, enum xs_access access, struct tlb_entry *e, const struct tlb_entry *with)
{
    if (e->context && access == XS_FETCH)
        tlb->fetch_changes++;
    else if (e->context) {
        tlb->front.entry[access == XS_STORE][e->page % FRONT_ENTRIES].tag = 0;
        tlb->front.changes++;
        front_forget_ranges(&tlb->front);
    }
    *e = *with;
}

void tlb_clear(struct tlb *tlb)
{
    derived_drop(tlb);
    memset(tlb->entry, 0, sizeof tlb->entry);
}

void tlb_drop_sv39(struct tlb *tlb)
{
    derived_drop(tlb);
    tlb->sv39_epoch++;
}

void tlb_drop_selector(struct tlb *tlb, uint32_t selector)
{
    uint64_t first = context_segment(selector, 0), last = context_segment(selector, UINT32_MAX);
    struct tlb_entry *e = &tlb->entry[0][0];
    derived_drop(tlb);
    for (unsigned n = 0; n < 3 * TLB_ENTRIES; n++, e++)
        if (e->context >= first && e->context <= last)
            *e = (struct tlb_entry){0};
}
