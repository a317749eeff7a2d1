/* Requests of a virtio device: at the notify, or later by the clock. */
#include "devices/virtio_parts.h"

/* Bytes that one notify may move; what is left goes on at the next tick of the clock, for the machine stands still meanwhile. */
#define AT_ONCE (16ull << 20)

/* At most so many requests, and none any more once AT_ONCE bytes were moved. Answers how many were. */
static uint64_t serve(struct virtio_mmio *v, unsigned index, unsigned most)
{
    struct virtq *q = &v->queue[index];
    struct virtq_chain chain;
    uint64_t moved = 0;
    bool any = false;
    for (unsigned n = 0; n < most && moved < AT_ONCE; n++) {
        uint32_t written = 0;
        enum virtq_result result = virtq_pop(q, &v->dma, &chain);
        if (result == VIRTQ_EMPTY)
            break;
        if (result == VIRTQ_BROKEN || !v->type->request(v->self, index, &chain, &written) ||
            virtq_push(q, &v->dma, &chain, written) == VIRTQ_BROKEN) {
            virtio_mmio_break(v);
            return 0;
        }
        moved += chain.readable_bytes + chain.writable_bytes;
        any = true;
    }
    if (any && !virtq_quiet(q, &v->dma))
        virtio_mmio_interrupt(v, INTERRUPT_USED);
    return moved;
}

static bool serves(const struct virtio_mmio *v, unsigned index)
{
    bool running = v->status & STATUS_DRIVER_OK && !(v->status & STATUS_NEEDS_RESET);
    return running && index < v->type->queues && v->queue[index].ready;
}

/* The queue whose turn it is; the number of queues: none has anything to do. */
static unsigned next_queue(struct virtio_mmio *v)
{
    unsigned index = 0;
    while (index < v->type->queues && !(serves(v, index) && virtq_waiting(&v->queue[index], &v->dma)))
        index++;
    return index;
}

/* What waits is done one after the other: each `latency` after the one before, or what one tick allows at the next. */
static void begin_next(struct virtio_mmio *v)
{
    uint64_t now = v->clock.mtime(v->clock.context);
    if (v->due != DEVICE_NEVER || next_queue(v) == v->type->queues)
        return;
    v->due = device_time_in(now, v->latency ? v->latency : 1);
    v->clock.replan(v->clock.context);
}

/* At most as many requests as the queue has places: a buffer may overlap the ring and never let it run dry. What is left of such a
 * ring waits for the driver's next notify, and for the clock only if it was for the bytes. */
static void serve_now(struct virtio_mmio *v, unsigned index)
{
    if (serve(v, index, v->queue[index].size) >= AT_ONCE)
        begin_next(v);
}

void virtio_mmio_notify(struct virtio_mmio *v, uint32_t index)
{
    if (!serves(v, index))
        return;
    if (v->latency || v->due != DEVICE_NEVER)
        begin_next(v);
    else
        serve_now(v, index);
}

void virtio_mmio_advance(struct virtio_mmio *v, uint64_t mtime)
{
    if (v->due == DEVICE_NEVER || v->due > mtime) /* the guest may make mtime reach DEVICE_NEVER */
        return;
    v->due = DEVICE_NEVER;
    unsigned index = next_queue(v);
    if (index == v->type->queues)
        return;
    if (!v->latency) {
        serve_now(v, index);
        return;
    }
    serve(v, index, 1);
    begin_next(v);
}
