#include "block/queue.h"

#include <string.h>

#include "postern/device.h"
#include "postern/error.h"

/* Orders memory and device accesses on both sides of it. */
static inline void barrier(void)
{
    __asm__ volatile("fence iorw, iorw" ::: "memory");
}

/* What of a chain is the same for every request. */
static void lay_chain(struct dma *dma, unsigned slot, uint64_t base)
{
    struct virtq_desc *d = &dma->desc[CHAIN * slot];
    const uint64_t header = base + offsetof(struct dma, header) + slot * sizeof(dma->header[0]);
    const uint64_t status = base + offsetof(struct dma, status) + slot;

    d[DESC_HEADER] = (struct virtq_desc){header, sizeof(dma->header[0]), VIRTQ_NEXT, 0};
    d[DESC_DATA].next = (uint16_t)(CHAIN * slot + DESC_STATUS);
    d[DESC_STATUS] = (struct virtq_desc){status, sizeof(dma->status[0]), VIRTQ_DEVICE_WRITE, 0};
}

void queue_lay(struct queue *q, struct dma *dma, uint64_t base)
{
    memset(dma, 0, offsetof(struct dma, data));
    memset(q, 0, sizeof(*q));
    dma->avail_flags = VIRTQ_NO_INTERRUPT;
    for (unsigned slot = 0; slot < SLOTS; slot++) {
        lay_chain(dma, slot, base);
        queue_free(q, (int)slot);
    }
}

int queue_submit(struct queue *q, struct dma *dma, window_t window, uint32_t type, uint64_t sector, uint64_t data,
                 uint32_t len)
{
    if (__builtin_expect(q->free_count == 0, 0))
        return -PE_AGAIN;
    const unsigned slot = q->free[--q->free_count];
    const bool in = type == VIRTIO_BLK_IN;
    struct virtq_desc *d = &dma->desc[CHAIN * slot];

    dma->header[slot].type = type;
    dma->header[slot].sector = sector;
    d[DESC_HEADER].next = (uint16_t)(CHAIN * slot + (len ? DESC_DATA : DESC_STATUS));
    d[DESC_DATA].addr = data;
    d[DESC_DATA].len = len;
    d[DESC_DATA].flags = in ? VIRTQ_NEXT | VIRTQ_DEVICE_WRITE : VIRTQ_NEXT;
    dma->status[slot] = 0xff;
    q->slot[slot].state = SLOT_SENT;
    q->slot[slot].device_register = (uint32_t)(data >> 60);
    q->slot[slot].written = (in ? len : 0) + sizeof(dma->status[0]);
    dma->avail_ring[dma->avail_index % QUEUE_SIZE] = (uint16_t)(CHAIN * slot);
    barrier();
    dma->avail_index++;
    barrier();
    window[VIRTIO_NOTIFY / 4] = 0;
    barrier();
    return (int)slot;
}

/* A request that did not go well: was it the buffer that the device was refused? */
static __attribute__((noinline)) int why(struct queue *q, window_t window)
{
    const uint32_t refusals = postern_device_refusals(window);
    const bool refused = refusals != q->refusals;

    q->refusals = refusals;
    return refused ? -PE_FAULT : -PE_IO;
}

int queue_reap(struct queue *q, struct dma *dma, window_t window)
{
    if (*(volatile uint16_t *)&dma->used_index == q->used_index)
        return -PE_AGAIN;
    barrier();
    const uint32_t id = dma->used_ring[q->used_index % QUEUE_SIZE].id;
    const uint32_t len = dma->used_ring[q->used_index % QUEUE_SIZE].len;
    const uint32_t slot = id / CHAIN;

    if (__builtin_expect(slot >= SLOTS || q->slot[slot].state != SLOT_SENT || id != slot * CHAIN, 0))
        return -PE_IO;
    q->used_index++;
    q->slot[slot].state = SLOT_DONE;
    q->slot[slot].result = dma->status[slot] == VIRTIO_BLK_OK && len == q->slot[slot].written ? 0 : why(q, window);
    return (int)slot;
}

bool queue_names(const struct queue *q, uint32_t device_register)
{
    for (unsigned slot = 0; slot < SLOTS; slot++)
        if (q->slot[slot].state == SLOT_SENT && q->slot[slot].device_register == device_register)
            return true;
    return false;
}

void queue_free(struct queue *q, int slot)
{
    q->slot[slot].state = SLOT_FREE;
    q->free[q->free_count++] = (uint8_t)slot;
}
