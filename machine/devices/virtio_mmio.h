/* virtio over MMIO, version 2 (virtio 1.2, section 4.2.2), or 1 (4.2.4): the transport that every virtio device shares.
 * A window without a device reads device id 0, as on QEMU's board. */
#pragma once
#include "devices/device.h"
#include "devices/virtio_queue.h"

enum {
    VIRTIO_QUEUES_MAX = 8,
    VIRTIO_F_INDIRECT_DESC = 28, /* feature bit numbers */
    VIRTIO_F_VERSION_1 = 32,
};

/* What a device type is. The transport offers VERSION_1 and INDIRECT_DESC besides `features`. */
struct virtio_type {
    uint32_t id;
    unsigned queues;
    uint64_t features;
    /* Device configuration space: bytes [offset, offset + size), inside config_size. */
    size_t config_size;
    void (*config)(void *self, uint8_t *whole);
    /* One request; a refused chain is to fail with nothing moved. Sets *written to the bytes put into the chain's buffers.
     * false: the chain is not a request, the device must be reset. */
    bool (*request)(void *self, unsigned queue, const struct virtq_chain *chain, uint32_t *written);
    void (*reset)(void *self);
    void (*free)(void *self);
};

struct virtio_mmio;
/* `counters` (may be NULL) gets what the device's segment unit does. NULL: out of memory. */
struct virtio_mmio *virtio_mmio_new(struct bus *bus, struct device_irq irq, struct xs_counters *counters);
void virtio_mmio_set_legacy(struct virtio_mmio *v); /* before its first use: version 1, for drivers of before 2016 */
struct dma *virtio_mmio_dma(struct virtio_mmio *v); /* its way to memory, for the control page */
extern const struct device_ops virtio_mmio_ops;
/* Puts a device behind the window, once; owns `self` from then on. */
void virtio_mmio_plug(struct virtio_mmio *v, const struct virtio_type *type, void *self);
/* Before its first use. A request takes `ticks` of the clock, one after the other; 0: it is done within the notify, unless that has moved
 * 16 MiB, or more by its last request: then at the next tick. */
void virtio_mmio_set_latency(struct virtio_mmio *v, uint64_t ticks, struct device_clock clock);
