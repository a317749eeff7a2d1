/* Devices that hold segments: registers, look-aside buffer, checks. Steps as in chapter 21 of the manual. */
#include "segment/device.h"

#include "segment/internal.h"
#include "segment/table.h"

enum { PAGE_BITS = 12, PAGE = 1 << PAGE_BITS };

static void drop_pages(struct xs_device *d, unsigned kind, uint64_t selector)
{
    for (unsigned i = 0; i < XS_IOTLB_ENTRIES; i++)
        if (kind == XS_INVAL_ALL || d->iotlb[i].selector == selector)
            d->iotlb[i] = (struct xs_iotlb_entry){0};
}

void xs_device_invalidate(struct xs_device *d, unsigned kind, uint64_t rs1, uint64_t rs2)
{
    xs_invalidate(&d->tables, kind, rs1, rs2);
    if (kind == XS_INVAL_SELECTOR || kind == XS_INVAL_ALL)
        drop_pages(d, kind, rs1);
}

void xs_device_reset(struct xs_device *d, struct xs_port port)
{
    memset(d, 0, sizeof *d);
    xs_reset(&d->tables, port, &d->counters);
}

void xs_device_clear(struct xs_device *d)
{
    memset(d->state.reg, 0, sizeof d->state.reg);
}

void xs_device_set_mode(struct xs_device *d, bool on)
{
    xs_device_clear(d);
    xs_device_invalidate(d, XS_INVAL_ALL, 0, 0);
    d->state.on = on;
}

void xs_device_set_gst(struct xs_device *d, uint64_t pa)
{
    d->state.gst = pa;
    xs_set_gst(&d->tables, pa);
    drop_pages(d, XS_INVAL_ALL, 0);
}

void xs_device_put(struct xs_device *d, unsigned n, const struct xs_reg *image)
{
    if (n > 0 && n < XS_DEVICE_REGS)
        d->state.reg[n] = *image;
}

void xs_device_record(struct xs_device *d, uint64_t address, enum xs_access access, uint32_t reason)
{
    struct xs_dmafault *f = &d->state.fault;
    xs_dmafault_set_reason(f, reason);
    xs_dmafault_set_access(f, access);
    xs_dmafault_set_register(f, xs_nibble(address));
    xs_dmafault_set_count(f, (uint32_t)(xs_dmafault_count(f) + 1));
    d->state.fault_address = address;
}

/* Register, bounds, permission: every byte, before any page. */
static uint32_t check(const struct xs_device *d, uint64_t address, uint64_t size, enum xs_access access)
{
    struct xs_dreg r = xs_unpack(&d->state.reg[xs_nibble(address)]);
    if (!r.valid)
        return XS_REASON_EMPTY;
    if (!xs_inside(r.base, r.limit, xs_offset(address), size))
        return XS_REASON_BOUNDS;
    return (access == XS_LOAD ? r.r : r.w) ? XS_REASON_NONE : XS_REASON_PERMISSION;
}

static struct xs_iotlb_entry *place_of(struct xs_device *d, uint32_t selector, uint64_t page)
{
    return &d->iotlb[(page ^ (uint64_t)selector * 7) % XS_IOTLB_ENTRIES];
}

/* The page that holds `offset`. What is held was live when it was read, and is dropped before its generation ends. */
static uint32_t find_page(struct xs_device *d, const struct xs_dreg *r, uint64_t offset, enum xs_access access,
                          uint64_t *pa)
{
    uint64_t page = offset >> PAGE_BITS;
    struct xs_iotlb_entry *e = place_of(d, r->selector, page);
    if (e->selector != r->selector || e->generation != r->generation || e->page != page ||
        !(access == XS_LOAD ? e->r : e->w)) {
        struct xs_page found;
        uint32_t reason = xs_walk_for_device(&d->tables, r->selector, r->generation, offset, access, &found);
        if (reason)
            return reason;
        *e = (struct xs_iotlb_entry){page, found.pa, r->selector, r->generation, found.r, found.w};
    }
    *pa = e->pa + offset % PAGE;
    return XS_REASON_NONE;
}

bool xs_device_check(struct xs_device *d, uint64_t address, uint64_t size, enum xs_access access)
{
    uint32_t reason = check(d, address, size, access);
    if (reason)
        xs_device_record(d, address, access, reason);
    return reason == XS_REASON_NONE;
}

uint64_t xs_device_reach(struct xs_device *d, uint64_t address, uint64_t size, enum xs_access access, uint64_t *pa)
{
    struct xs_dreg r = xs_unpack(&d->state.reg[xs_nibble(address)]);
    uint64_t offset = xs_offset(address), left = PAGE - offset % PAGE;
    uint32_t reason = check(d, address, size, access);
    if (!reason)
        reason = find_page(d, &r, offset, access, pa);
    if (reason) {
        xs_device_record(d, address, access, reason);
        return 0;
    }
    return size < left ? size : left;
}

/* --- the hart's side ----------------------------------------------------------------------------------------- */

static uint32_t value_of(struct xs_hart *h, uint64_t ptr, struct xs_dreg *out)
{
    unsigned n = xs_nibble(ptr);
    struct xs_desc desc;
    if (n == 0)
        return XS_REASON_NONE;
    if (!xs_is_data_reg(n))
        return XS_REASON_REGISTER;
    if (!xs_visible(h, n))
        return XS_REASON_INVISIBLE;
    *out = h->reg[n];
    if (!out->valid)
        return XS_REASON_EMPTY;
    if (!out->keep || out->thread)
        return XS_REASON_NOT_KEEPABLE;
    uint32_t reason = xs_live(h, out->selector, out->generation, &desc);
    if (reason)
        return reason;
    return xs_desc_kind(&desc) == XS_KIND_DATA ? XS_REASON_NONE : XS_REASON_KIND;
}

struct xs_fault xs_device_value(struct xs_hart *h, uint64_t ptr, struct xs_reg *image)
{
    struct xs_dreg value = {0};
    uint32_t reason = value_of(h, ptr, &value);
    if (reason)
        return xs_refuse(XS_CAUSE_SEGMENT_LOAD, reason, ptr, xs_nibble(ptr), XS_LOAD);
    *image = xs_pack(&value);
    return xs_done();
}

struct xs_fault xs_device_refused(uint64_t device_ptr, uint32_t reason)
{
    return xs_refuse(XS_CAUSE_SEGMENT_LOAD, reason, device_ptr, xs_nibble(device_ptr), XS_STORE);
}
