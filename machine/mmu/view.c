#include <string.h>

#include "mmu/regime.h"
#include "mmu/tlb.h"

/* Views are written where they are kept, field by field: a copy would wait for the stores. */
static void view_of_context(struct view *view, uint64_t context)
{
    view->base = 0;
    view->limit = UINT64_MAX;
    view->context[XS_FETCH] = view->context[XS_LOAD] = view->context[XS_STORE] = context;
    view->thread = false;
}

static void view_of_nothing(struct view *view)
{
    view->base = 1;
    view->limit = 0;
    view->context[XS_FETCH] = view->context[XS_LOAD] = view->context[XS_STORE] = CONTEXT_NONE;
    view->thread = false;
}

static void view_of_register(struct view *view, const struct xs_hart *segment, unsigned n)
{
    struct xs_view user = xs_user_view(segment, n);
    uint64_t context = context_segment(user.selector, user.generation);
    view->base = user.base;
    view->limit = user.limit;
    view->context[XS_FETCH] = user.x ? context : CONTEXT_NONE;
    view->context[XS_LOAD] = user.r ? context : CONTEXT_NONE;
    view->context[XS_STORE] = user.w ? context : CONTEXT_NONE;
    view->thread = user.thread;
}

/* S-mode under Xseg: sg15 is physical memory; the user's registers are data, if SUM permits. */
static void view_of_supervisor(struct view *view, const struct hart *h, unsigned n)
{
    if (n == XS_SG_PHYS)
        view_of_context(view, context_physical(PRV_S));
    else if (n == 0 || !(h->csr.mstatus & MSTATUS_SUM))
        view_of_nothing(view);
    else {
        view_of_register(view, &h->segment, n);
        view->context[XS_FETCH] = CONTEXT_NONE;
    }
}

static void view_make(struct view *view, const struct hart *h, unsigned n, enum privilege priv)
{
    switch (access_regime(h, priv)) {
    case REGIME_PHYSICAL: view_of_context(view, context_physical(priv)); break;
    case REGIME_SV39: view_of_context(view, context_sv39(h, priv)); break;
    case REGIME_XSEG_USER: view_of_register(view, &h->segment, n); break;
    default: view_of_supervisor(view, h, n);
    }
}

const struct view *view_refresh(struct hart *h, unsigned n, enum xs_access access)
{
    /* with watchpoints every data access takes the slow path */
    struct view *view = access == XS_FETCH ? &h->fetch_view[n] : h->watchpoints ? &h->watched_view : &h->data_view[n];
    h->views_made |= 1u << (access == XS_FETCH ? n : 16 + n);
    view_make(view, h, n, access_privilege(h, access));
    return view;
}

void views_forget(struct hart *h)
{
    for (uint32_t made = h->views_made; made; made &= made - 1) {
        unsigned n = (unsigned)__builtin_ctz(made);
        struct view *view = n < 16 ? &h->fetch_view[n] : &h->data_view[n - 16];
        view->base = 1;
        view->limit = 0;
    }
    h->views_made = 0;
}

void views_drop(struct hart *h)
{
    views_forget(h);
    front_forget_views(&h->tlb.front);
    h->tlb.front.own.limit = h->segment.s2_limit;
    h->offset_mask[0] = regime_offset_mask(access_regime(h, h->priv));
    h->offset_mask[1] = regime_offset_mask(access_regime(h, access_privilege(h, XS_LOAD)));
    h->seen_epoch = h->segment.epoch;
}
