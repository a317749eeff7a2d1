/* The DMA segment: the driver's own part of what the device reads and writes, in an order that keeps virtio's alignments. */
#ifndef SERVICES_BLOCK_LAYOUT_H
#define SERVICES_BLOCK_LAYOUT_H

#include "block/block.h"
#include "block/virtio.h"

/* Requests with the device at one time: one is for calls that wait, one after the other. */
#define SLOTS      (BLOCK_IN_FLIGHT + 1)
#define QUEUE_SIZE 32 /* a request takes three descriptors; virtio wants a power of two */

/* Descriptors of a slot: CHAIN * slot + these. The chain's head is its number to the device. */
enum { DESC_HEADER, DESC_DATA, DESC_STATUS, CHAIN };

/* Device registers, by use. */
#define DEVICE_OWN    1 /* this segment */
#define DEVICE_CALL   2 /* the client's window, during a call */
#define DEVICE_BUFFER 3 /* registered buffers: this one and the next BLOCK_BUFFERS - 1 */

struct dma {
    struct virtq_desc desc[QUEUE_SIZE];
    struct virtio_blk_header header[SLOTS];
    uint16_t avail_flags, avail_index;
    uint16_t avail_ring[QUEUE_SIZE];
    uint16_t avail_event, pad;
    uint16_t used_flags, used_index;
    struct {
        uint32_t id, len;
    } used_ring[QUEUE_SIZE];
    uint16_t used_event;
    uint8_t status[SLOTS];
    _Alignas(4096) uint8_t data[BLOCK_REQUEST_MAX]; /* the bounce buffer */
};
_Static_assert(SLOTS *CHAIN <= QUEUE_SIZE, "a chain for each slot");
_Static_assert(offsetof(struct dma, desc) % 16 == 0, "virtio 1.1, 2.6");
_Static_assert(offsetof(struct dma, used_flags) % 4 == 0, "virtio 1.1, 2.6");

#endif
