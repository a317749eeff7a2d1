/* The DMA segment: all that the device reads and writes, in an order that keeps virtio's alignments.
 * The kernel writes the segment's physical address into its first 8 bytes; the rest is the driver's. */
#ifndef SERVICES_BLOCK_LAYOUT_H
#define SERVICES_BLOCK_LAYOUT_H

#include "block/block.h"
#include "block/virtio.h"

#define QUEUE_SIZE 4 /* one request at a time takes three descriptors; virtio wants a power of two */

enum { DESC_HEADER, DESC_DATA, DESC_STATUS };

struct dma {
    uint64_t physical;
    uint64_t reserved;
    struct virtq_desc desc[QUEUE_SIZE];
    struct virtio_blk_header header;
    uint16_t avail_flags, avail_index; /* the ring behind it is all zeros: */
    uint16_t avail_ring[QUEUE_SIZE];   /* every chain starts at descriptor 0 */
    uint16_t avail_event, pad;
    uint16_t used_flags, used_index;
    struct {
        uint32_t id, len;
    } used_ring[QUEUE_SIZE];
    uint16_t used_event;
    uint8_t status;
    _Alignas(4096) uint8_t data[BLOCK_REQUEST_MAX]; /* the bounce buffer */
};
_Static_assert(offsetof(struct dma, desc) % 16 == 0, "virtio 1.1, 2.6");
_Static_assert(offsetof(struct dma, used_flags) % 4 == 0, "virtio 1.1, 2.6");

#endif
