/* sg.chk and sg.qry: questions; nothing changes. */
#include "segment/frame.h"
#include "segment/internal.h"
#include "segment/reach.h"
#include "segment/table.h"

uint32_t xs_reach(struct xs_hart *h, uint64_t ptr, struct xs_dreg *out, bool *granted)
{
    unsigned n = xs_nibble(ptr);
    struct xs_desc desc;
    *granted = false;
    if (n == XS_SG_PHYS)
        return XS_REASON_REGISTER;
    if (n == 0 || (n == XS_SG_CODE && !h->s1_selector) || (n == XS_SG_THREAD && !h->s2_selector))
        return XS_REASON_EMPTY;
    if (n == XS_SG_THREAD) {
        *out =
            (struct xs_dreg){h->s2_base, h->s2_limit, h->s2_selector, h->s2_generation, true, true, true, false, true};
        return XS_REASON_NONE;
    }
    if (n == XS_SG_CODE) {
        uint32_t reason = xs_live(h, h->s1_selector, h->s1_generation, &desc);
        if (!reason)
            *out =
                (struct xs_dreg){0,    xs_code_limit(&desc), h->s1_selector, h->s1_generation, true, true, true, false,
                                 false};
        return reason;
    }
    if (!xs_visible(h, n))
        return XS_REASON_INVISIBLE;
    if (!h->reg[n].valid)
        return XS_REASON_EMPTY;
    *out = h->reg[n];
    *granted = h->g >> n & 1;
    return XS_REASON_NONE;
}

bool xs_chk(struct xs_hart *h, uint64_t ptr, uint64_t len, unsigned perm, bool kernel)
{
    unsigned n = xs_nibble(ptr);
    struct xs_dreg r;
    struct xs_desc desc;
    bool granted;
    if (!kernel && !(xs_visible(h, n) && (h->g >> n & 1)))
        return false;
    if (len == 0 && xs_visible(h, n) && !h->reg[n].valid)
        return true; /* the register that a window of no bytes makes */
    if (xs_reach(h, ptr, &r, &granted) != XS_REASON_NONE)
        return false;
    return xs_inside(r.base, r.limit, xs_offset(ptr), len) && (r.r || !(perm & XS_PERM_R)) &&
           (r.w || !(perm & XS_PERM_W)) && xs_live(h, r.selector, r.generation, &desc) == XS_REASON_NONE;
}

/* The newest frame's badge. A bottom frame has none, whatever its words say. */
static uint32_t badge(struct xs_hart *h, uint64_t *rd)
{
    struct xs_frame f;
    if (!xs_frame_read(h, h->lsp, 7, 1, &f.w[7]) || !xs_frame_read(h, h->lsp, 9, 1, &f.w[9]))
        return XS_REASON_WALK;
    *rd = xs_frame_kind(&f) == XS_FRAME_BOTTOM ? 0 : xs_frame_badge(&f);
    return XS_REASON_NONE;
}

static bool holds(struct xs_hart *h, uint64_t ptr, uint64_t vsel)
{
    unsigned n = xs_nibble(ptr);
    struct xs_vste entry;
    if (!xs_visible(h, n) || !h->reg[n].valid || xs_entry(h, vsel, &entry) != XS_REASON_NONE)
        return false;
    return h->reg[n].selector == xs_vste_selector(&entry) && h->reg[n].generation == xs_vste_generation(&entry);
}

/* Permissions or bounds of what ptr points into; 0 when this code cannot reach it. */
static uint64_t describe(struct xs_hart *h, unsigned kind, uint64_t ptr)
{
    struct xs_dreg r;
    bool granted;
    if (xs_reach(h, ptr, &r, &granted) != XS_REASON_NONE)
        return 0;
    if (kind == XS_QUERY_BASE)
        return xs_pointer(xs_nibble(ptr), r.base);
    if (kind == XS_QUERY_LIMIT)
        return xs_pointer(xs_nibble(ptr), r.limit);
    return r.r | (uint64_t)r.w << 1 | (uint64_t)r.keep << 2 | (uint64_t)granted << 3 | 1 << 4;
}

struct xs_fault xs_query(struct xs_hart *h, unsigned kind, uint64_t ptr, uint64_t vsel, uint64_t *rd)
{
    uint32_t reason = XS_REASON_NONE;
    switch (kind) {
    case XS_QUERY_BADGE: reason = badge(h, rd); break;
    case XS_QUERY_THREAD: *rd = h->tid; break;
    case XS_QUERY_PERMS:
    case XS_QUERY_BASE:
    case XS_QUERY_LIMIT: *rd = describe(h, kind, ptr); break;
    case XS_QUERY_HOLDS: *rd = holds(h, ptr, vsel); break;
    case XS_QUERY_SERIAL: *rd = h->serial; break;
    default: reason = XS_REASON_OPERAND;
    }
    return reason ? xs_refuse(XS_CAUSE_SEGMENT_LOAD, reason, ptr, 0, XS_LOAD) : xs_done();
}
