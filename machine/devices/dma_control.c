#include "devices/dma_control.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE = 0x1000 };

struct dma_control {
    struct dma *device[DMA_CONTROL_PAGES]; /* NULL: nothing there, reads 0 */
    struct xs_device_state *copies;        /* [DMA_CONTROL_PAGES], for the state hash */
};

/* Rule 16: registers first, then the device itself, which forgets what it was about to do. */
static void clear(struct dma *d)
{
    xs_device_clear(&d->segments);
    if (d->reset.call)
        d->reset.call(d->reset.context, &d->segments.state);
}

static uint64_t load_register(const struct xs_device_state *s, uint64_t offset)
{
    switch (offset) {
    case XS_DMACTL_MODE: return s->on;
    case XS_DMACTL_GST: return s->gst;
    case XS_DMACTL_FAULT: return s->fault.w[0];
    case XS_DMACTL_ADDRESS: return s->fault_address;
    }
    bool image = offset >= XS_DMACTL_REGS && offset < XS_DMACTL_REGS + sizeof s->reg;
    uint64_t n = (offset - XS_DMACTL_REGS) / XS_REG_SIZE;
    return image ? s->reg[n].w[offset % XS_REG_SIZE / 8] : 0;
}

static bool control_load(void *device, uint64_t offset, unsigned size, uint64_t *value)
{
    const struct dma_control *c = device;
    const struct dma *d = c->device[offset / PAGE];
    if (size != 8)
        return false;
    *value = d ? load_register(&d->segments.state, offset % PAGE) : 0;
    return true;
}

static void store_register(struct dma *d, uint64_t offset, uint64_t value)
{
    switch (offset) {
    case XS_DMACTL_MODE:
        clear(d);
        xs_device_set_mode(&d->segments, value & 1);
        break;
    case XS_DMACTL_GST: xs_device_set_gst(&d->segments, value); break;
    case XS_DMACTL_CLEAR: clear(d); break;
    case XS_DMACTL_FAULT:
        d->segments.state.fault = (struct xs_dmafault){{0}};
        d->segments.state.fault_address = 0;
        break;
    }
}

static bool control_store(void *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct dma_control *c = device;
    struct dma *d = c->device[offset / PAGE];
    if (size != 8)
        return false;
    if (d)
        store_register(d, offset % PAGE, value);
    return true;
}

static void control_reset(void *device)
{
    struct dma_control *c = device;
    for (unsigned i = 0; i < DMA_CONTROL_PAGES; i++)
        if (c->device[i])
            dma_reset(c->device[i], c->device[i]->bus, c->device[i]->counters);
}

static void control_free(void *device)
{
    struct dma_control *c = device;
    free(c->copies);
    free(c);
}

static const void *control_state(const void *device, size_t *size)
{
    const struct dma_control *c = device;
    for (unsigned i = 0; i < DMA_CONTROL_PAGES; i++)
        if (c->device[i])
            c->copies[i] = c->device[i]->segments.state;
    *size = DMA_CONTROL_PAGES * sizeof *c->copies;
    return c->copies;
}

const struct device_ops dma_control_ops = {
    .name = "DMA control",
    .load = control_load,
    .store = control_store,
    .reset = control_reset,
    .free = control_free,
    .state = control_state,
};

struct dma_control *dma_control_new(void)
{
    struct dma_control *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->copies = calloc(DMA_CONTROL_PAGES, sizeof *c->copies);
    if (c->copies)
        return c;
    free(c);
    return NULL;
}

void dma_control_plug(struct dma_control *c, unsigned n, struct dma *dma)
{
    c->device[n] = dma;
}

void dma_control_invalidate(struct dma_control *c, unsigned kind, uint64_t rs1, uint64_t rs2)
{
    for (unsigned i = 0; i < DMA_CONTROL_PAGES; i++)
        if (c->device[i] && dma_segmented(c->device[i]))
            xs_device_invalidate(&c->device[i]->segments, kind, rs1, rs2);
}

bool dma_control_load(struct dma_control *c, unsigned page, unsigned n, const struct xs_reg *image)
{
    struct dma *d = page < DMA_CONTROL_PAGES ? c->device[page] : NULL;
    if (!d || !dma_segmented(d))
        return false;
    xs_device_put(&d->segments, n, image);
    return true;
}
