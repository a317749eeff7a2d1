/* The registers of a virtio window (virtio 1.2, section 4.2.2), those of version 1 (4.2.4) among them. */
#include "devices/virtio_parts.h"

static uint64_t offered(const struct virtio_mmio *v)
{
    return v->type->features | 1ull << VIRTIO_F_INDIRECT_DESC | (v->version_1 ? 0 : 1ull << VIRTIO_F_VERSION_1);
}

static struct virtq *selected(struct virtio_mmio *v)
{
    return v->queue_sel < v->type->queues ? &v->queue[v->queue_sel] : NULL;
}

/* FEATURES_OK stays clear when the driver wants what was not offered. One that does not ask for VERSION_1 is served all the same,
 * as QEMU does: teaching kernels look at the first 32 feature bits only. */
static void set_status(struct virtio_mmio *v, uint32_t value)
{
    if (value == 0) {
        virtio_mmio_reset(v);
        return;
    }
    bool acceptable = !(v->driver_features & ~offered(v));
    if (value & STATUS_FEATURES_OK && !(v->status & STATUS_FEATURES_OK) && !acceptable)
        value &= ~(uint32_t)STATUS_FEATURES_OK;
    v->status = (value & STATUS_BITS & ~(uint32_t)STATUS_NEEDS_RESET) | (v->status & STATUS_NEEDS_RESET);
}

static void set_ready(struct virtio_mmio *v, struct virtq *q, uint32_t value)
{
    q->ready = value & 1;
    if (q->ready && !virtq_acceptable(q, &v->dma)) {
        q->ready = false;
        virtio_mmio_break(v);
    }
}

static void set_half(uint64_t *whole, bool high, uint32_t value)
{
    *whole = high ? (uint32_t)*whole | (uint64_t)value << 32 : (*whole & ~(uint64_t)UINT32_MAX) | value;
}

/* Registers of the selected queue; they are frozen while it is ready (section 4.2.3.2). */
static void store_queue(struct virtio_mmio *v, uint64_t offset, uint32_t value)
{
    struct virtq *q = selected(v);
    if (!q)
        return;
    if (offset == QUEUE_READY) {
        set_ready(v, q, value);
        return;
    }
    if (q->ready)
        return;
    switch (offset & ~4ull) {
    case QUEUE_NUM & ~4: q->size = value <= VIRTQ_SIZE_MAX ? (uint16_t)value : 0; break;
    case QUEUE_DESC: set_half(&q->desc, offset & 4, value); break;
    case QUEUE_DRIVER: set_half(&q->driver, offset & 4, value); break;
    case QUEUE_DEVICE: set_half(&q->device, offset & 4, value); break;
    }
}

/* The place of a queue is told by one page number; 0 stops the device, as on QEMU's board. */
static void store_legacy(struct virtio_mmio *v, uint64_t offset, uint32_t value)
{
    struct virtq *q = selected(v);
    struct virtio_legacy *legacy = q ? &v->legacy[v->queue_sel] : NULL;
    if (offset == LEGACY_PAGE_SIZE)
        v->page_size = value;
    else if (q && offset == LEGACY_ALIGN)
        legacy->align = value;
    else if (q && offset == QUEUE_NUM && !q->ready)
        q->size = value <= VIRTQ_SIZE_MAX ? (uint16_t)value : 0;
    else if (q && offset == LEGACY_FRAME && value == 0)
        virtio_mmio_reset(v);
    else if (q && offset == LEGACY_FRAME && !q->ready) {
        legacy->frame = value;
        virtio_legacy_place(legacy, v->page_size, q);
        set_ready(v, q, 1);
    }
}

void virtio_mmio_store(struct virtio_mmio *v, uint64_t offset, uint32_t value)
{
    switch (offset) {
    case DEVICE_FEATURES_SEL: v->device_sel = value; break;
    case DRIVER_FEATURES_SEL: v->driver_sel = value; break;
    case DRIVER_FEATURES:
        if (v->driver_sel < 2 && !(v->status & STATUS_FEATURES_OK))
            set_half(&v->driver_features, v->driver_sel, value);
        break;
    case QUEUE_SEL: v->queue_sel = value; break;
    case QUEUE_NOTIFY: virtio_mmio_notify(v, value); break;
    case INTERRUPT_ACK:
        v->interrupt &= ~value;
        device_irq_set(&v->irq, v->interrupt != 0);
        break;
    case STATUS: set_status(v, value); break;
    default: (v->version_1 ? store_legacy : store_queue)(v, offset, value); break;
    }
}

uint32_t virtio_mmio_load(struct virtio_mmio *v, uint64_t offset)
{
    struct virtq *q = selected(v);
    switch (offset) {
    case DEVICE_FEATURES: return v->device_sel < 2 ? (uint32_t)(offered(v) >> 32 * v->device_sel) : 0;
    case QUEUE_NUM_MAX: return q ? VIRTQ_SIZE_MAX : 0;
    case QUEUE_READY: return q && q->ready && !v->version_1;
    case LEGACY_FRAME: return q && v->version_1 ? v->legacy[v->queue_sel].frame : 0;
    case INTERRUPT_STATUS: return v->interrupt;
    case STATUS: return v->status;
    }
    return offset >= SHM_LEN && offset <= SHM_BASE_HIGH ? UINT32_MAX : 0; /* no shared memory regions */
}
