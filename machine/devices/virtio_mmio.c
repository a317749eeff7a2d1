#include "devices/virtio_mmio.h"
#include "devices/virtio_legacy.h"

#include <stdlib.h>
#include <string.h>

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
enum { MAGIC = 0x74726976, VENDOR = 0x554d4551 }; /* "virt", "QEMU" */
enum { STATUS_DRIVER_OK = 4, STATUS_FEATURES_OK = 8, STATUS_NEEDS_RESET = 64, STATUS_BITS = 0xcf };
enum { INTERRUPT_USED = 1, INTERRUPT_CONFIG = 2 };

struct virtio_mmio {
    uint64_t driver_features;
    uint64_t due; /* with a latency: when the request under way is done; DEVICE_NEVER: there is none */
    uint32_t status, interrupt, device_sel, driver_sel, queue_sel, page_size; /* page_size: legacy */
    struct virtio_legacy legacy[VIRTIO_QUEUES_MAX];
    const struct virtio_type *type; /* NULL: no device */
    void *self;
    struct dma dma;
    struct device_irq irq;
    uint64_t latency;
    struct device_clock clock;
    bool version_1; /* the legacy interface */
    struct virtq queue[VIRTIO_QUEUES_MAX];
};

static uint64_t offered(const struct virtio_mmio *v)
{
    return v->type->features | 1ull << VIRTIO_F_INDIRECT_DESC | (v->version_1 ? 0 : 1ull << VIRTIO_F_VERSION_1);
}

static struct virtq *selected(struct virtio_mmio *v)
{
    return v->queue_sel < v->type->queues ? &v->queue[v->queue_sel] : NULL;
}

static void interrupt(struct virtio_mmio *v, uint32_t bits)
{
    v->interrupt |= bits;
    device_irq_set(&v->irq, v->interrupt != 0);
}

/* Section 2.1.2: the device has met something that it cannot go on from. */
static void needs_reset(struct virtio_mmio *v)
{
    v->status |= STATUS_NEEDS_RESET;
    if (v->status & STATUS_DRIVER_OK)
        interrupt(v, INTERRUPT_CONFIG);
}

static void reset(struct virtio_mmio *v)
{
    memset(v, 0, offsetof(struct virtio_mmio, type));
    v->due = DEVICE_NEVER;
    memset(v->queue, 0, sizeof v->queue);
    for (unsigned i = 0; i < VIRTIO_QUEUES_MAX; i++)
        v->queue[i].dma = &v->dma;
    if (v->type)
        v->type->reset(v->self);
    device_irq_set(&v->irq, false);
}

/* At most so many requests. */
static void serve(struct virtio_mmio *v, unsigned index, unsigned most)
{
    struct virtq *q = &v->queue[index];
    struct virtq_chain chain;
    bool any = false;
    for (unsigned n = 0; n < most; n++) {
        uint32_t written = 0;
        enum virtq_result result = virtq_pop(q, &chain);
        if (result == VIRTQ_EMPTY)
            break;
        if (result == VIRTQ_BROKEN || !v->type->request(v->self, index, &chain, &written) ||
            virtq_push(q, &chain, written) == VIRTQ_BROKEN) {
            needs_reset(v);
            return;
        }
        any = true;
    }
    if (any && !virtq_quiet(q))
        interrupt(v, INTERRUPT_USED);
}

static bool serves(const struct virtio_mmio *v, unsigned index)
{
    bool running = v->status & STATUS_DRIVER_OK && !(v->status & STATUS_NEEDS_RESET);
    return running && index < v->type->queues && v->queue[index].ready;
}

/* The queue whose turn it is; the number of queues: none has anything to do. */
static unsigned next_queue(const struct virtio_mmio *v)
{
    unsigned index = 0;
    while (index < v->type->queues && !(serves(v, index) && virtq_waiting(&v->queue[index])))
        index++;
    return index;
}

static void begin_next(struct virtio_mmio *v)
{
    uint64_t now = v->clock.mtime(v->clock.context);
    if (v->due != DEVICE_NEVER || next_queue(v) == v->type->queues)
        return;
    v->due = device_time_in(now, v->latency);
    v->clock.replan(v->clock.context);
}

/* Without a latency, at most as many requests as the queue has places: a buffer may overlap the ring and never let it run dry. */
static void notify(struct virtio_mmio *v, uint32_t index)
{
    if (!serves(v, index))
        return;
    if (v->latency)
        begin_next(v);
    else
        serve(v, index, v->queue[index].size);
}

static uint64_t virtio_next_event(const void *device)
{
    return ((const struct virtio_mmio *)device)->due;
}

static void virtio_advance(void *device, uint64_t mtime)
{
    struct virtio_mmio *v = device;
    if (v->due == DEVICE_NEVER || v->due > mtime) /* the guest may make mtime reach DEVICE_NEVER */
        return;
    v->due = DEVICE_NEVER;
    unsigned index = next_queue(v);
    if (index < v->type->queues)
        serve(v, index, 1);
    begin_next(v);
}

/* FEATURES_OK stays clear when the driver wants what was not offered. One that does not ask for VERSION_1 is served all the same,
 * as QEMU does: teaching kernels look at the first 32 feature bits only. */
static void set_status(struct virtio_mmio *v, uint32_t value)
{
    if (value == 0) {
        reset(v);
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
    if (q->ready && !virtq_acceptable(q)) {
        q->ready = false;
        needs_reset(v);
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
        reset(v);
    else if (q && offset == LEGACY_FRAME && !q->ready) {
        legacy->frame = value;
        virtio_legacy_place(legacy, v->page_size, q);
        set_ready(v, q, 1);
    }
}

static void store_register(struct virtio_mmio *v, uint64_t offset, uint32_t value)
{
    switch (offset) {
    case DEVICE_FEATURES_SEL: v->device_sel = value; break;
    case DRIVER_FEATURES_SEL: v->driver_sel = value; break;
    case DRIVER_FEATURES:
        if (v->driver_sel < 2 && !(v->status & STATUS_FEATURES_OK))
            set_half(&v->driver_features, v->driver_sel, value);
        break;
    case QUEUE_SEL: v->queue_sel = value; break;
    case QUEUE_NOTIFY: notify(v, value); break;
    case INTERRUPT_ACK:
        v->interrupt &= ~value;
        device_irq_set(&v->irq, v->interrupt != 0);
        break;
    case STATUS: set_status(v, value); break;
    default: (v->version_1 ? store_legacy : store_queue)(v, offset, value); break;
    }
}

static uint32_t load_register(struct virtio_mmio *v, uint64_t offset)
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
    default: *value = v->type ? load_register(v, offset) : 0; break;
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
        store_register(v, offset, (uint32_t)value);
    return true;
}

static void virtio_reset(void *device)
{
    reset(device);
}

static void reset_by_control(void *context, const struct xs_device_state *state)
{
    (void)state;
    reset(context);
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
    for (unsigned i = 0; i < VIRTIO_QUEUES_MAX; i++)
        v->queue[i].dma = &v->dma;
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
