/* The virtio block device behind the driver: bring-up and one request at a time, polled. */
#ifndef SERVICES_BLOCK_DEVICE_H
#define SERVICES_BLOCK_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "block/layout.h"

struct disk {
    bool ready; /* the device is up and its queue is ours */
    bool read_only, can_flush;
    uint64_t sectors;
    uint16_t used_index; /* as seen after the last request */
    uint64_t requests, bytes;
};

/* Resets the device and brings it up. 0, noent (no block device in the window), io (it refuses us), nomem
 * (the DMA segment is too small). */
int device_start(struct disk *disk);

/* The DMA segment, in this call's register. */
struct dma *device_dma(void);

/* One request of type VIRTIO_BLK_*, `len` bytes from or to the bounce buffer. 0 or io; after io the device
 * is to be started again. */
int device_request(struct disk *disk, struct dma *dma, uint32_t type, uint64_t sector, uint32_t len);

#endif
