/* sg.win and sg.mov: narrower views and copies of what the code can reach already. */
#include "segment/internal.h"
#include "segment/reach.h"

static uint32_t narrow(struct xs_hart *h, uint64_t ptr, uint64_t len, unsigned perm, struct xs_dreg *out, bool *granted)
{
    if (len == 0)
        return XS_REASON_NONE;
    uint32_t reason = xs_reach(h, ptr, out, granted);
    if (reason)
        return reason;
    uint64_t offset = xs_offset(ptr);
    if (!xs_inside(out->base, out->limit, offset, len))
        return XS_REASON_BOUNDS;
    out->base = offset;
    out->limit = offset + len;
    out->r = out->r && (perm & XS_PERM_R);
    out->w = out->w && (perm & XS_PERM_W);
    return XS_REASON_NONE;
}

static struct xs_fault finish(struct xs_hart *h, uint32_t reason, unsigned sgd, uint64_t ptr,
                              const struct xs_dreg *value, bool granted)
{
    if (!reason)
        reason = xs_write(h, sgd, value, granted);
    if (reason)
        return xs_refuse(XS_CAUSE_SEGMENT_LOAD, reason, ptr, xs_nibble(ptr), XS_LOAD);
    xs_count(h, XS_CTR_SEG_WINDOWS, 1);
    return xs_done();
}

struct xs_fault xs_window(struct xs_hart *h, unsigned sgd, uint64_t ptr, uint64_t len, unsigned perm, uint64_t *rd)
{
    struct xs_dreg value = {0};
    bool granted = false;
    uint32_t reason = xs_is_data_reg(sgd) ? narrow(h, ptr, len, perm, &value, &granted) : XS_REASON_REGISTER;
    struct xs_fault fault = finish(h, reason, sgd, ptr, &value, granted);
    if (!fault.cause)
        *rd = xs_pointer(sgd, ptr);
    return fault;
}

struct xs_fault xs_move(struct xs_hart *h, unsigned sgd, uint64_t ptr, uint64_t *rd)
{
    unsigned from = xs_nibble(ptr);
    struct xs_dreg value = {0};
    bool granted = false;
    uint32_t reason = XS_REASON_NONE;
    if (!xs_is_data_reg(sgd) || (from != 0 && !xs_is_data_reg(from)))
        reason = XS_REASON_REGISTER;
    else if (from != 0 && !xs_visible(h, from))
        reason = XS_REASON_INVISIBLE;
    else if (from != 0) {
        value = h->reg[from];
        granted = h->g >> from & 1;
    }
    struct xs_fault fault = finish(h, reason, sgd, ptr, &value, granted);
    if (!fault.cause)
        *rd = from ? xs_pointer(sgd, ptr) : ptr;
    return fault;
}
