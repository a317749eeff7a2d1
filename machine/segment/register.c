/* Data segment registers: images, WRITE, clear. */
#include "segment/frame.h"
#include "segment/internal.h"

struct xs_dreg xs_unpack(const struct xs_reg *image)
{
    struct xs_dreg r = {0};
    if (!xs_reg_valid(image) || !xs_reg_selector(image))
        return r;
    r.valid = true;
    r.selector = (uint32_t)xs_reg_selector(image);
    r.generation = (uint32_t)xs_reg_generation(image);
    r.base = xs_reg_base(image);
    r.limit = xs_reg_limit(image);
    r.r = xs_reg_r(image);
    r.w = xs_reg_w(image);
    r.keep = xs_reg_keep(image);
    r.thread = xs_reg_thread(image);
    return r;
}

struct xs_reg xs_pack(const struct xs_dreg *r)
{
    struct xs_reg image = {0};
    if (!r->valid)
        return image;
    xs_reg_set_valid(&image, 1);
    xs_reg_set_selector(&image, r->selector);
    xs_reg_set_generation(&image, r->generation);
    xs_reg_set_base(&image, r->base);
    xs_reg_set_limit(&image, r->limit);
    xs_reg_set_r(&image, r->r);
    xs_reg_set_w(&image, r->w);
    xs_reg_set_keep(&image, r->keep);
    xs_reg_set_thread(&image, r->thread);
    return image;
}

uint32_t xs_write(struct xs_hart *h, unsigned n, const struct xs_dreg *value, bool granted)
{
    uint32_t bit = 1u << n;
    if (!(h->w & bit)) {
        struct xs_reg image = xs_pack(&h->reg[n]);
        if (!xs_slot_write(h, n, &image))
            return XS_REASON_WALK;
        h->w |= bit;
    }
    h->reg[n] = *value;
    h->v |= bit;
    h->g = granted ? h->g | bit : h->g & ~bit;
    h->epoch++;
    return XS_REASON_NONE;
}

void xs_clear(struct xs_hart *h, unsigned imm12)
{
    uint32_t bits = imm12 << XS_SG_DATA_FIRST & XS_DATA_REGS;
    h->v &= ~bits;
    h->g &= ~bits;
    h->epoch++;
}

void xs_put_image(struct xs_hart *h, unsigned sg, const struct xs_reg *image)
{
    if (!xs_is_data_reg(sg))
        return;
    h->reg[sg] = xs_unpack(image);
    h->epoch++;
}

void xs_get_image(const struct xs_hart *h, unsigned sg, struct xs_reg *image)
{
    *image = xs_is_data_reg(sg) ? xs_pack(&h->reg[sg]) : (struct xs_reg){0};
}
