#include "devices/virtio_mmio.h"
#include "devices/virtio_parts.h"

enum { MAGIC = 0x74726976, VENDOR = 0x554d4551 }; /* "virt", "QEMU" */

void virtio_mmio_interrupt(struct virtio_mmio *v, uint32_t bits)
{
    v->interrupt |= bits;
    device_irq_set(&v->irq, v->interrupt != 0);
}

void virtio_mmio_break(struct virtio_mmio *v)
{
    v->status |= STATUS_NEEDS_RESET;
    if (v->status & STATUS_DRIVER_OK)
        virtio_mmio_interrupt(v, INTERRUPT_CONFIG);
}

void virtio_mmio_reset(struct virtio_mmio *v)
{
    memset(v, 0, offsetof(struct virtio_mmio, type));
    v->due = DEVICE_NEVER;
    if (v->type)
        v->type->reset(v->self);
    device_irq_set(&v->irq, false);
}

static uint64_t virtio_next_event(const void *device)
{
    return ((const struct virtio_mmio *)device)->due;
}

static void virtio_advance(void *device, uint64_t mtime)
{
    virtio_mmio_advance(device, mtime);
}

/* The last two doublewords of the window: what the segment unit refused last. */
static bool load_fault(const struct virtio_mmio *v, uint64_t offset, unsigned size, uint64_t *value)
{
    const struct xs_device_state *s = &v->dma.segments.state;
    uint64_t both[2] = {s->fault.w[0], s->fault_address};
    memcpy(value, (const uint8_t *)both + (offset - XS_DEVICE_FAULT), size);
    return true;
}

static bool load_config(struct virtio_mmio *v, uint64_t offset, unsigned size, uint64_t *value)
{
    uint8_t whole[CONFIG_MAX] = {0};
    *value = 0;
    if (dma_segmented(&v->dma) && offset + CONFIG >= XS_DEVICE_FAULT)
        return load_fault(v, offset + CONFIG, size, value);
    if (v->type && offset + size <= v->type->config_size) {
        v->type->config(v->self, whole);
        memcpy(value, whole + offset, size);
    }
    return true;
}

static bool virtio_load(void *device, uint64_t offset, unsigned size, uint64_t *value)
{
    struct virtio_mmio *v = device;
    if (offset >= CONFIG)
        return load_config(v, offset - CONFIG, size, value);
    if (size != 4)
        return false;
    switch (offset) {
    case MAGIC_VALUE: *value = MAGIC; break;
    case VERSION: *value = v->version_1 ? 1 : 2; break;
    case DEVICE_ID: *value = v->type ? v->type->id : 0; break;
    case VENDOR_ID: *value = VENDOR; break;
    default: *value = v->type ? virtio_mmio_load(v, offset) : 0; break;
    }
    return true;
}

/* No device here has configuration that a driver may write. */
static bool virtio_store(void *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct virtio_mmio *v = device;
    if (offset >= CONFIG)
        return true;
    if (size != 4)
        return false;
    if (v->type)
        virtio_mmio_store(v, offset, (uint32_t)value);
    return true;
}

static void virtio_reset(void *device)
{
    virtio_mmio_reset(device);
}

static void reset_by_control(void *context, const struct xs_device_state *state)
{
    (void)state;
    virtio_mmio_reset(context);
}

static void virtio_free(void *device)
{
    struct virtio_mmio *v = device;
    if (v->type)
        v->type->free(v->self);
    free(v);
}

static const void *virtio_state(const void *device, size_t *size)
{
    *size = offsetof(struct virtio_mmio, type);
    return device;
}

const struct device_ops virtio_mmio_ops = {
    .name = "virtio",
    .load = virtio_load,
    .store = virtio_store,
    .reset = virtio_reset,
    .free = virtio_free,
    .next_event = virtio_next_event,
    .advance = virtio_advance,
    .state = virtio_state,
};

struct virtio_mmio *virtio_mmio_new(struct bus *bus, struct device_irq irq, struct xs_counters *counters)
{
    struct virtio_mmio *v = calloc(1, sizeof *v);
    if (!v)
        return NULL;
    dma_reset(&v->dma, bus, counters);
    v->dma.reset = (struct dma_hook){v, reset_by_control};
    v->irq = irq;
    v->due = DEVICE_NEVER;
    return v;
}

void virtio_mmio_set_legacy(struct virtio_mmio *v)
{
    v->version_1 = true;
}

void virtio_mmio_plug(struct virtio_mmio *v, const struct virtio_type *type, void *self)
{
    v->type = type;
    v->self = self;
}

struct dma *virtio_mmio_dma(struct virtio_mmio *v)
{
    return &v->dma;
}

void virtio_mmio_set_latency(struct virtio_mmio *v, uint64_t ticks, struct device_clock clock)
{
    v->latency = ticks;
    v->clock = clock;
}
