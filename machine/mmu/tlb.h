/* Views, the soft TLB and its fast path.
 *
 * A view is what one of the sixteen values of an address's top nibble lets the current code reach. Outside Xseg all
 * sixteen are alike and the whole address is the offset. A context is a 64-bit name of everything else that a
 * translation depends on: regime, privilege and permissions bits, ASID, or selector and generation. Two views that name
 * one segment have one context, so they share TLB entries; base and limit are compared on every access. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "mmu/front.h"
#include "mmu/view.h"
#include "segment/segment.h"

struct hart;

enum { PAGE_BITS = 12, PAGE_SIZE = 1 << PAGE_BITS, TLB_BITS = 10, TLB_ENTRIES = 1 << TLB_BITS };
#define PAGE_MASK    ((uint64_t)PAGE_SIZE - 1)
#define CONTEXT_NONE (~(uint64_t)0) /* no entry has it: every access takes the slow path */

struct tlb_entry {
    uint64_t context, page; /* offset >> PAGE_BITS */
    uint8_t *host;          /* of the page's first byte; NULL: a device is there */
    uint64_t pa;            /* of the page's first byte */
};

/* One array per enum xs_access: an entry is there only if the page permits that access. */
struct tlb {
    struct tlb_entry entry[3][TLB_ENTRIES];
    uint64_t sv39_epoch;    /* part of every Sv39 context: raising it drops them all */
    uint64_t fetch_changes; /* grows when an entry for fetches goes */
    struct front front;
};

/* Multiplicative hash: strides of powers of two spread as well as any. */
static inline unsigned tlb_slot(uint64_t context, uint64_t page)
{
    return (unsigned)(((page ^ context << 20) * UINT64_C(0x9e3779b97f4a7c15)) >> (64 - TLB_BITS));
}

/* Host address of `size` bytes at `offset`, or NULL: take the slow path. */
static inline uint8_t *tlb_fast(const struct tlb *tlb, const struct view *view, uint64_t offset, unsigned size,
                                enum xs_access access)
{
    uint64_t page = offset >> PAGE_BITS, context = view->context[access];
    if (offset < view->base || offset + size > view->limit || (offset & PAGE_MASK) > PAGE_SIZE - size)
        return NULL;
    const struct tlb_entry *e = &tlb->entry[access][tlb_slot(context, page)];
    if (e->page != page || e->context != context || !e->host)
        return NULL;
    return e->host + (offset & PAGE_MASK);
}

/* `e` becomes `with`; whatever was derived from the old one goes. */
void tlb_keep(struct tlb *tlb, enum xs_access access, struct tlb_entry *e, const struct tlb_entry *with);
void tlb_clear(struct tlb *tlb);
void tlb_drop_sv39(struct tlb *tlb);
void tlb_drop_selector(struct tlb *tlb, uint32_t selector);

/* Contexts, by bits 63:62. 0: physical, 1: Sv39 (epoch, ASID, permission flags), 2: segment (selector, generation).
 * A cleared entry has context 0, which no view has. */
enum { CONTEXT_KIND = 62, CONTEXT_SELECTOR = 32 };
uint64_t context_physical(unsigned priv);
uint64_t context_sv39(const struct hart *h, unsigned priv);
static inline uint64_t context_segment(uint32_t selector, uint32_t generation)
{
    return UINT64_C(2) << CONTEXT_KIND | (uint64_t)selector << CONTEXT_SELECTOR | generation;
}
static inline bool context_is_segment(uint64_t context)
{
    return context >> 62 == 2;
}

static inline uint32_t context_selector(uint64_t context)
{
    return context >> 32 & 0xffffff;
}
static inline uint32_t context_generation(uint64_t context)
{
    return (uint32_t)context;
}

/* Every view becomes stale. Cheap. */
void views_drop(struct hart *h);
/* The same, but the tables before the TLB know already. */
void views_forget(struct hart *h);
/* Makes anew, and keeps, what top nibble `n` means for fetches or data. limit 0: nothing there can be used. */
const struct view *view_refresh(struct hart *h, unsigned n, enum xs_access access);
