#include "devices/virtio_queue.h"

#include <string.h>

enum {
    DESC_SIZE = 16,
    DESC_NEXT = 1,
    DESC_WRITE = 2,
    DESC_INDIRECT = 4,
    AVAIL_NO_INTERRUPT = 1,
    RING = 4, /* offset of ring[] in the driver and the device area */
};

struct descriptor {
    uint64_t address;
    uint32_t length;
    uint16_t flags, next;
};

bool virtq_acceptable(const struct virtq *q, struct dma *dma)
{
    bool power = q->size && !(q->size & (q->size - 1)) && q->size <= VIRTQ_SIZE_MAX;
    bool aligned = !(q->desc % 16) && !(q->driver % 2) && !(q->device % 4);
    return power && aligned && dma_check(dma, q->desc, (uint64_t)q->size * DESC_SIZE, XS_LOAD) &&
           dma_check(dma, q->driver, RING + 2 * (uint64_t)q->size, XS_LOAD) &&
           dma_check(dma, q->device, RING + 8 * (uint64_t)q->size, XS_STORE);
}

/* A table of descriptors: the queue's own or an indirect one. */
struct table {
    uint64_t address;
    uint32_t count;
};

static bool read_descriptor(struct dma *dma, const struct table *table, unsigned index, struct descriptor *d)
{
    return index < table->count && dma_read(dma, table->address + (uint64_t)index * DESC_SIZE, d, DESC_SIZE);
}

/* By physical addresses, a buffer outside RAM breaks the queue. With segments it is this request alone that fails: its buffer
 * may have been withdrawn, which is no fault of the other requests. */
static bool reachable(struct dma *dma, struct virtq_chain *chain, const struct descriptor *d)
{
    enum xs_access access = d->flags & DESC_WRITE ? XS_STORE : XS_LOAD;
    if (!dma_segmented(dma))
        return dma_check(dma, d->address, d->length, access);
    if (chain->refused)
        return true;
    chain->refused = true;
    if (chain->readable_bytes + chain->writable_bytes + d->length > XS_DMA_MAX)
        dma_too_long(dma, d->address, access);
    else
        chain->refused = !dma_check(dma, d->address, d->length, access);
    return true;
}

static bool add_segment(struct dma *dma, struct virtq_chain *chain, const struct descriptor *d)
{
    unsigned n = chain->readable + chain->writable;
    bool write = d->flags & DESC_WRITE;
    if (n == VIRTQ_SEGMENTS_MAX || d->length == 0 || (!write && chain->writable))
        return false;
    if (!reachable(dma, chain, d))
        return false;
    chain->segment[n] = (struct virtq_segment){d->address, d->length};
    if (write) {
        chain->writable++;
        chain->writable_bytes += d->length;
    } else {
        chain->readable++;
        chain->readable_bytes += d->length;
    }
    return true;
}

/* An indirect descriptor ends the chain of the queue's own table (section 2.7.5.3.1). */
static bool enter_indirect(const struct descriptor *d, struct table *table)
{
    if (d->flags & (DESC_NEXT | DESC_WRITE) || d->length == 0 || d->length % DESC_SIZE)
        return false;
    *table = (struct table){d->address, d->length / DESC_SIZE};
    return table->count <= VIRTQ_SEGMENTS_MAX;
}

/* Follows a chain. A loop cannot last: a chain has at most as many descriptors as its table. */
static bool walk(const struct virtq *q, struct dma *dma, struct virtq_chain *chain)
{
    struct table table = {q->desc, q->size};
    struct descriptor d;
    unsigned index = chain->head, seen = 0;
    bool indirect = false;
    do {
        if (seen++ >= table.count || !read_descriptor(dma, &table, index, &d))
            return false;
        if (d.flags & DESC_INDIRECT) {
            if (indirect || !enter_indirect(&d, &table))
                return false;
            indirect = true;
            index = seen = 0;
            d.flags = DESC_NEXT;
            continue;
        }
        if (!add_segment(dma, chain, &d))
            return false;
        index = d.next;
    } while (d.flags & DESC_NEXT);
    return true;
}

/* driver area: {flags, idx, ring[size]}, 16 bits each. */
bool virtq_waiting(const struct virtq *q, struct dma *dma)
{
    uint16_t avail;
    return !dma_read(dma, q->driver + 2, &avail, sizeof avail) || avail != q->last_avail;
}

enum virtq_result virtq_pop(struct virtq *q, struct dma *dma, struct virtq_chain *chain)
{
    uint16_t avail, head;
    if (!dma_read(dma, q->driver + 2, &avail, sizeof avail))
        return VIRTQ_BROKEN;
    if (avail == q->last_avail)
        return VIRTQ_EMPTY;
    if ((uint16_t)(avail - q->last_avail) > q->size)
        return VIRTQ_BROKEN;
    if (!dma_read(dma, q->driver + RING + 2 * (uint64_t)(q->last_avail % q->size), &head, sizeof head))
        return VIRTQ_BROKEN;
    memset(chain, 0, offsetof(struct virtq_chain, segment));
    chain->head = head;
    q->last_avail++;
    return head < q->size && walk(q, dma, chain) ? VIRTQ_CHAIN : VIRTQ_BROKEN;
}

/* device area: {flags, idx: 16 bits each; ring[size] of {id, len: 32 bits each}}. */
enum virtq_result virtq_push(struct virtq *q, struct dma *dma, const struct virtq_chain *chain, uint32_t written)
{
    uint32_t element[2] = {chain->head, written};
    uint16_t next = (uint16_t)(q->used + 1);
    if (!dma_write(dma, q->device + RING + 8 * (uint64_t)(q->used % q->size), element, sizeof element))
        return VIRTQ_BROKEN;
    if (!dma_write(dma, q->device + 2, &next, sizeof next))
        return VIRTQ_BROKEN;
    q->used = next;
    return VIRTQ_CHAIN;
}

bool virtq_quiet(const struct virtq *q, struct dma *dma)
{
    uint16_t flags = 0;
    return dma_read(dma, q->driver, &flags, sizeof flags) && flags & AVAIL_NO_INTERRUPT;
}
