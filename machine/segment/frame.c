/* Linkage frames in physical memory. */
#include "segment/frame.h"

#include "segment/internal.h"

bool xs_frame_read(struct xs_hart *h, uint64_t pa, unsigned first, unsigned count, uint64_t *to)
{
    if (pa > XS_PA_MASK || !xs_port_read(h, pa + first * 8, to, count * 8))
        return false;
    xs_count(h, XS_CTR_FRAME_READS, count);
    return true;
}

bool xs_frame_write(struct xs_hart *h, uint64_t pa, unsigned first, unsigned count, const uint64_t *from)
{
    if (pa > XS_PA_MASK || !xs_port_write(h, pa + first * 8, from, count * 8))
        return false;
    xs_count(h, XS_CTR_FRAME_WRITES, count);
    return true;
}

static uint64_t slot(const struct xs_hart *h, unsigned n)
{
    return h->lsp + XS_FRAME_SLOTS + (uint64_t)(n - XS_SG_DATA_FIRST) * XS_REG_SIZE;
}

bool xs_slot_read(struct xs_hart *h, unsigned n, struct xs_reg *image)
{
    if (!xs_port_read(h, slot(h, n), image, sizeof *image))
        return false;
    xs_count(h, XS_CTR_SPILL_READS, XS_REG_SIZE / 8);
    return true;
}

bool xs_slot_write(struct xs_hart *h, unsigned n, const struct xs_reg *image)
{
    if (!xs_port_write(h, slot(h, n), image, sizeof *image))
        return false;
    xs_count(h, XS_CTR_SPILL_WRITES, XS_REG_SIZE / 8);
    return true;
}
