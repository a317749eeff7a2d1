#include "mmu/translate.h"

#include "core/trace.h"
#include "mmu/fault.h"
#include "mmu/pmp.h"
#include "mmu/regime.h"
#include "mmu/sv39.h"

static bool refused(struct hart *h, struct xs_fault f)
{
    return f.cause == 0 || fault(h, f.cause, f.stval, f.info);
}

/* Step 1: may this code use that range of that register at all? */
static bool check_register(struct hart *h, uint64_t ea, unsigned size, enum xs_access access, enum regime regime)
{
    unsigned n = ea >> XS_OFFSET_BITS;
    if (regime == REGIME_XSEG_USER)
        return refused(h, xs_check(&h->segment, ea, size, access));
    if (regime != REGIME_XSEG_SUPER)
        return true;
    if (n == XS_SG_PHYS)
        return ea + (size - 1) >= ea || fault_segment(h, ea, access, XS_REASON_MISALIGNED);
    if (access == XS_FETCH || !(h->csr.mstatus & MSTATUS_SUM))
        return fault_segment(h, ea, access, XS_REASON_REGISTER);
    return refused(h, xs_check(&h->segment, ea, size, access));
}

/* Step 2, on a miss: the page's physical address. */
static bool walk(struct hart *h, uint64_t ea, enum xs_access access, const struct view *view, uint64_t *page_pa)
{
    enum privilege priv = access_privilege(h, access);
    enum regime regime = access_regime(h, priv);
    uint64_t context = view->context[access];
    if (regime == REGIME_SV39) {
        count(h, XS_CTR_WALKS);
        return sv39_walk(h, ea, access, priv, page_pa);
    }
    if (regime == REGIME_PHYSICAL || ea >> XS_OFFSET_BITS == XS_SG_PHYS) {
        *page_pa = ea & regime_offset_mask(regime) & ~PAGE_MASK;
        return true;
    }
    struct xs_page page = {0};
    count(h, XS_CTR_WALKS);
    if (!refused(h, xs_walk(&h->segment, context_selector(context), context_generation(context), ea, access, &page)))
        return false;
    bool permitted = access == XS_FETCH ? page.x : access == XS_LOAD ? page.r : page.w;
    *page_pa = page.pa;
    return permitted || fault_segment(h, ea, access, XS_REASON_PAGE_PERMISSION);
}

/* Steps 2 to 4: TLB, walk, PMP. The entry is copied out: a page that PMP divides is never kept. */
static bool translate_page(struct hart *h, uint64_t ea, unsigned size, enum xs_access access, const struct view *view,
                           struct tlb_entry *out, bool *divided)
{
    uint64_t offset = ea & h->offset_mask[access != XS_FETCH], page = offset >> PAGE_BITS,
             context = view->context[access];
    struct tlb_entry *e = &h->tlb.entry[access][tlb_slot(context, page)];
    if (e->page == page && e->context == context) {
        count(h, XS_CTR_TLB_HITS);
        *out = *e;
        return true;
    }
    count(h, XS_CTR_TLB_MISSES);
    trace_miss(h, context, page);
    *out = (struct tlb_entry){.context = context, .page = page};
    h->walking = true;
    bool found = walk(h, ea, access, view, &out->pa);
    h->walking = false;
    if (!found)
        return false;
    if (!pmp_allows(&h->csr, access_privilege(h, access), out->pa + (offset & PAGE_MASK), size, access))
        return fault_access(h, ea, access);
    out->host = bus_ram(h->bus, out->pa, PAGE_SIZE);
    if (pmp_uniform(&h->csr, out->pa))
        tlb_keep(&h->tlb, access, e, out);
    else
        *divided = true;
    return true;
}

static void tell(struct hart *h, enum xs_access access, uint64_t context, const struct piece *p)
{
    const struct observed_access a = {access, !p->host, p->size, context, p->offset, p->pa};
    h->observer->access(h->observer->context, &a);
}

static bool add_piece(struct hart *h, uint64_t ea, unsigned size, enum xs_access access, const struct view *view,
                      struct span *span)
{
    struct tlb_entry e;
    if (!translate_page(h, ea, size, access, view, &e, &span->divided))
        return false;
    uint64_t offset = ea & h->offset_mask[access != XS_FETCH], inside = offset & PAGE_MASK;
    span->piece[span->pieces++] = (struct piece){e.host ? e.host + inside : NULL, e.pa + inside, offset, size};
    if (h->observer && access != XS_FETCH)
        tell(h, access, e.context, &span->piece[span->pieces - 1]);
    return true;
}

bool translate(struct hart *h, uint64_t ea, unsigned size, enum xs_access access, struct span *span)
{
    enum regime regime = access_regime(h, access_privilege(h, access));
    if (!check_register(h, ea, size, access, regime))
        return false;
    const struct view *view = view_refresh(h, ea >> XS_OFFSET_BITS, access);
    unsigned left = PAGE_SIZE - (ea & PAGE_MASK);
    span->pieces = 0;
    span->thread = view->thread;
    span->divided = false;
    if (size <= left)
        return add_piece(h, ea, size, access, view, span);
    return add_piece(h, ea, left, access, view, span) && add_piece(h, ea + left, size - left, access, view, span);
}

const uint8_t *translate_fetch(struct hart *h, uint64_t pc, bool *divided)
{
    const struct view *view = &h->fetch_view[pc >> XS_OFFSET_BITS];
    const uint8_t *host = tlb_fast(&h->tlb, view, pc & h->offset_mask[0], 2, XS_FETCH);
    *divided = false;
    if (host) {
        count(h, XS_CTR_TLB_HITS);
        return host;
    }
    struct span span;
    if (!translate(h, pc, 2, XS_FETCH, &span))
        return NULL;
    *divided = span.divided;
    if (!span.piece[0].host)
        fault_access(h, pc, XS_FETCH);
    return span.piece[0].host;
}
