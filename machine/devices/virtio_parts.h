/* What the files of the virtio transport share: the device behind a window, as the driver has set it up. */
#pragma once
#include <stdlib.h>
#include <string.h>

#include "devices/virtio_legacy.h"
#include "devices/virtio_mmio.h"

enum {
    MAGIC_VALUE = 0x000,
    VERSION = 0x004,
    DEVICE_ID = 0x008,
    VENDOR_ID = 0x00c,
    DEVICE_FEATURES = 0x010,
    DEVICE_FEATURES_SEL = 0x014,
    DRIVER_FEATURES = 0x020,
    DRIVER_FEATURES_SEL = 0x024,
    LEGACY_PAGE_SIZE = 0x028,
    QUEUE_SEL = 0x030,
    QUEUE_NUM_MAX = 0x034,
    QUEUE_NUM = 0x038,
    LEGACY_ALIGN = 0x03c,
    LEGACY_FRAME = 0x040,
    QUEUE_READY = 0x044,
    QUEUE_NOTIFY = 0x050,
    INTERRUPT_STATUS = 0x060,
    INTERRUPT_ACK = 0x064,
    STATUS = 0x070,
    QUEUE_DESC = 0x080,
    QUEUE_DRIVER = 0x090,
    QUEUE_DEVICE = 0x0a0, /* low half; high half at + 4 */
    SHM_LEN = 0x0b0,
    SHM_BASE_HIGH = 0x0bc,
    CONFIG_GENERATION = 0x0fc,
    CONFIG = 0x100,
    CONFIG_MAX = 256,
};
enum { STATUS_DRIVER_OK = 4, STATUS_FEATURES_OK = 8, STATUS_NEEDS_RESET = 64, STATUS_BITS = 0xcf };
enum { INTERRUPT_USED = 1, INTERRUPT_CONFIG = 2 };

/* Up to `type` it is the state that a reset forgets and the hash covers. */
struct virtio_mmio {
    uint64_t driver_features;
    uint64_t due; /* when the next request is done, where it is not done at the notify; DEVICE_NEVER: there is none */
    uint32_t status, interrupt, device_sel, driver_sel, queue_sel, page_size; /* page_size: legacy */
    struct virtio_legacy legacy[VIRTIO_QUEUES_MAX];
    struct virtq queue[VIRTIO_QUEUES_MAX];
    const struct virtio_type *type; /* NULL: no device */
    void *self;
    struct dma dma;
    struct device_irq irq;
    uint64_t latency;
    struct device_clock clock;
    bool version_1; /* the legacy interface */
};

void virtio_mmio_interrupt(struct virtio_mmio *v, uint32_t bits);
/* Section 2.1.2: the device has met something that it cannot go on from. */
void virtio_mmio_break(struct virtio_mmio *v);
/* As the driver asks for it, by status 0. */
void virtio_mmio_reset(struct virtio_mmio *v);
/* Registers 0x010 to 0x0ff, of a window with a device. */
void virtio_mmio_store(struct virtio_mmio *v, uint64_t offset, uint32_t value);
uint32_t virtio_mmio_load(struct virtio_mmio *v, uint64_t offset);
/* The driver says that queue `index` has something. */
void virtio_mmio_notify(struct virtio_mmio *v, uint32_t index);
/* The clock has come to v->due, or not yet. */
void virtio_mmio_advance(struct virtio_mmio *v, uint64_t mtime);
