/* The virtio block device behind the driver: bring-up, and what it holds. */
#ifndef SERVICES_BLOCK_DEVICE_H
#define SERVICES_BLOCK_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "block/queue.h"

struct disk {
    bool ready; /* the device is up and its queue is ours */
    bool read_only, can_flush;
    uint64_t sectors;
    uint64_t requests, bytes;
    struct queue queue;
};

/* Resets the device and brings it up; requests that it had are lost. 0, noent (no block device in the window), io (it refuses
 * us), nomem (the DMA segment is too small, or not keepable). */
int device_start(struct disk *disk);

/* Device and DMA segment, in this call's registers. */
window_t device_window(void);
struct dma *device_dma(void);

#endif
