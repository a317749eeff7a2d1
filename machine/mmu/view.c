#include <string.h>

#include "mmu/regime.h"
#include "mmu/tlb.h"

static struct view view_of_context(uint64_t context)
{
    return (struct view){.limit = UINT64_MAX, .context = {context, context, context}};
}

static struct view view_of_register(const struct xs_hart *segment, unsigned n)
{
    struct xs_view user = xs_user_view(segment, n);
    uint64_t context = context_segment(user.selector, user.generation);
    return (struct view){
        .base = user.base,
        .limit = user.limit,
        .context = {user.x ? context : CONTEXT_NONE, user.r ? context : CONTEXT_NONE, user.w ? context : CONTEXT_NONE},
        .thread = user.thread,
    };
}

/* S-mode under Xseg: sg15 is physical memory; the user's registers are data, if SUM permits. */
static struct view view_of_supervisor(const struct hart *h, unsigned n)
{
    if (n == XS_SG_PHYS)
        return view_of_context(context_physical(PRV_S));
    if (n == 0 || !(h->csr.mstatus & MSTATUS_SUM))
        return (struct view){.base = 1, .limit = 0};
    struct view view = view_of_register(&h->segment, n);
    view.context[XS_FETCH] = CONTEXT_NONE;
    return view;
}

static struct view view_make(const struct hart *h, unsigned n, enum privilege priv)
{
    switch (access_regime(h, priv)) {
    case REGIME_PHYSICAL: return view_of_context(context_physical(priv));
    case REGIME_SV39: return view_of_context(context_sv39(h, priv));
    case REGIME_XSEG_USER: return view_of_register(&h->segment, n);
    default: return view_of_supervisor(h, n);
    }
}

struct view view_refresh(struct hart *h, unsigned n, enum xs_access access)
{
    struct view view = view_make(h, n, access_privilege(h, access));
    if (access == XS_FETCH)
        h->fetch_view[n] = view;
    else if (h->watchpoints == 0) /* with watchpoints every data access takes the slow path */
        h->data_view[n] = view;
    return view;
}

void views_drop(struct hart *h)
{
    for (unsigned n = 0; n < 16; n++) {
        h->fetch_view[n].base = h->data_view[n].base = 1;
        h->fetch_view[n].limit = h->data_view[n].limit = 0;
    }
    front_drop(&h->tlb.front);
    h->offset_mask[0] = regime_offset_mask(access_regime(h, h->priv));
    h->offset_mask[1] = regime_offset_mask(access_regime(h, access_privilege(h, XS_LOAD)));
    h->seen_epoch = h->segment.epoch;
}
