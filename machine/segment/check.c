/* Views, and the steps of an address check that need no page. */
#include "segment/internal.h"

/* Why a register that has no usable view has none. */
static uint32_t why_unusable(const struct xs_hart *h, unsigned n)
{
    if (n == XS_SG_PHYS)
        return XS_REASON_REGISTER;
    return xs_is_data_reg(n) && !xs_visible(h, n) ? XS_REASON_INVISIBLE : XS_REASON_EMPTY;
}

static uint32_t reason_for(const struct xs_hart *h, uint64_t ea, unsigned size, enum xs_access access)
{
    unsigned n = xs_nibble(ea);
    uint64_t offset = xs_offset(ea);
    if (access == XS_FETCH && n != XS_SG_CODE)
        return XS_REASON_REGISTER;
    struct xs_view view = xs_user_view(h, n);
    if (!view.selector)
        return why_unusable(h, n);
    if (!xs_inside(view.base, view.limit, offset, size))
        return xs_inside(view.base, view.limit, offset, 1) ? XS_REASON_MISALIGNED : XS_REASON_BOUNDS;
    bool allowed = access == XS_FETCH ? view.x : access == XS_LOAD ? view.r : view.w;
    return allowed ? XS_REASON_NONE : XS_REASON_PERMISSION;
}

struct xs_fault xs_check(const struct xs_hart *h, uint64_t ea, unsigned size, enum xs_access access)
{
    uint32_t reason = reason_for(h, ea, size, access);
    return reason ? xs_refuse(XS_CAUSE_SEGMENT_ACCESS, reason, ea, xs_nibble(ea), access) : xs_done();
}
