/* sg.load and sg.loadg: a data segment into a register. */
#include "segment/internal.h"
#include "segment/table.h"

static struct xs_dreg whole(uint32_t selector, const struct xs_desc *desc, bool r, bool w)
{
    return (struct xs_dreg){
        .limit = xs_desc_limit(desc),
        .selector = selector,
        .generation = (uint32_t)xs_desc_generation(desc),
        .valid = true,
        .r = r && xs_desc_r(desc),
        .w = w && xs_desc_w(desc),
        .keep = xs_desc_keep(desc),
    };
}

static uint32_t find(struct xs_hart *h, uint64_t vsel, struct xs_dreg *out)
{
    struct xs_vste entry;
    struct xs_desc desc;
    uint32_t reason = xs_entry(h, vsel, &entry);
    if (reason)
        return reason;
    uint32_t selector = (uint32_t)xs_vste_selector(&entry);
    reason = xs_live(h, selector, (uint32_t)xs_vste_generation(&entry), &desc);
    if (reason)
        return reason;
    if (xs_desc_kind(&desc) != XS_KIND_DATA)
        return XS_REASON_KIND;
    if (!xs_vste_load(&entry))
        return XS_REASON_PERMISSION;
    *out = whole(selector, &desc, xs_vste_r(&entry), xs_vste_w(&entry));
    return XS_REASON_NONE;
}

static uint32_t find_global(struct xs_hart *h, uint64_t selector, unsigned perm, struct xs_dreg *out)
{
    struct xs_desc desc;
    uint32_t reason = xs_descriptor(h, selector, &desc);
    if (reason)
        return reason;
    if (xs_desc_kind(&desc) != XS_KIND_DATA)
        return XS_REASON_KIND;
    *out = whole((uint32_t)selector, &desc, perm & XS_PERM_R, perm & XS_PERM_W);
    return XS_REASON_NONE;
}

/* What was found goes into the register, not derived from a grant. */
static struct xs_fault finish(struct xs_hart *h, uint32_t reason, unsigned sgd, uint64_t operand,
                              const struct xs_dreg *value)
{
    if (!reason)
        reason = xs_write(h, sgd, value, false);
    if (reason)
        return xs_refuse(XS_CAUSE_SEGMENT_LOAD, reason, operand, sgd, XS_LOAD);
    xs_count(h, XS_CTR_SEG_LOADS, 1);
    return xs_done();
}

struct xs_fault xs_load(struct xs_hart *h, unsigned sgd, uint64_t vsel)
{
    struct xs_dreg value = {0};
    uint32_t reason = xs_is_data_reg(sgd) ? find(h, vsel, &value) : XS_REASON_REGISTER;
    return finish(h, reason, sgd, vsel, &value);
}

struct xs_fault xs_load_global(struct xs_hart *h, unsigned sgd, uint64_t selector, unsigned perm)
{
    struct xs_dreg value = {0};
    uint32_t reason = xs_is_data_reg(sgd) ? find_global(h, selector, perm, &value) : XS_REASON_REGISTER;
    return finish(h, reason, sgd, selector, &value);
}
