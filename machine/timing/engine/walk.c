/* Where a walk reads, for the model's TLBs: they are smaller than the machine's own, which must not be disturbed. */
#include "core/hart_state.h"
#include "segment/slb.h"
#include "timing/engine/steps.h"

enum { KIND = 62, SV39 = 1, SEGMENT = 2, LEVELS = 3, LEVEL_BITS = 9 };
enum { PTE_V = 1, PTE_LEAF = 0xe, PTE_G = 32 };

/* Contexts: mmu/tlb.c. The epoch and the permission flags of an Sv39 context are no part of a tag in hardware. */
uint64_t space_of(uint64_t context)
{
    if (context >> KIND == SV39)
        return (uint64_t)SV39 << KIND | (context >> 4 & 0xffff);
    return context >> KIND == SEGMENT ? context : 0;
}

static void levels(struct hart *h, uint64_t table, uint64_t address, struct timing_walk *w)
{
    for (unsigned level = LEVELS; level-- > 0;) {
        uint64_t pte, at = table + (address >> (PAGE_BITS + level * LEVEL_BITS) & 511) * 8;
        if (!bus_read(h->bus, at, &pte, sizeof pte) || !(pte & PTE_V))
            return;
        w->pte[w->reads++] = at;
        w->shift = PAGE_BITS + level * LEVEL_BITS;
        w->shared = pte & PTE_G;
        if (pte & PTE_LEAF)
            return;
        table = pte >> 10 << PAGE_BITS & ~(UINT64_C(0xff) << 56);
    }
}

/* From the look-aside buffer without renewing the entry, or from memory. */
static bool descriptor(struct hart *h, uint32_t selector, struct xs_desc *out, struct timing_walk *w)
{
    struct xs_slb_key key = xs_slb_key(XS_SLB_DESC, selector, 0, 0);
    w->lookups = 1;
    for (unsigned n = 0; n < XS_SLB_ENTRIES; n++) {
        const struct xs_slb_entry *e = &h->segment.slb[n];
        if (e->tag[0] == key.tag[0] && e->tag[1] == key.tag[1]) {
            memcpy(out->w, e->data, 7 * sizeof *out->w);
            return true;
        }
    }
    w->table_reads = 1;
    w->table = h->segment.gst + (uint64_t)selector * XS_DESC_SIZE;
    return bus_read(h->bus, w->table, out->w, sizeof out->w);
}

void walk_tables(void *context, uint64_t space, uint64_t address, struct timing_walk *w)
{
    struct hart *h = context;
    struct xs_desc desc = {0};
    if (space >> KIND == SV39)
        levels(h, h->csr.satp << 20 >> 8, address, w);
    else if (descriptor(h, context_selector(space), &desc, w))
        levels(h, xs_desc_root(&desc) << PAGE_BITS, address, w);
    if (space >> KIND == SEGMENT)
        w->shared = false;
}
