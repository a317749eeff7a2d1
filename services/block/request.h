/* One request from beginning to end, for a caller that waits for it. */
#ifndef SERVICES_BLOCK_REQUEST_H
#define SERVICES_BLOCK_REQUEST_H

#include "block/device.h"

/* Type VIRTIO_BLK_*, `len` bytes at DMA address `data`. 0, io (the device is to be started again, or the sector is bad), fault
 * (the device may not reach the data), again (too many requests are with the device). */
int request(struct disk *disk, struct dma *dma, window_t window, uint32_t type, uint64_t sector, uint64_t data,
            uint32_t len);

/* The same from or to `buf`: straight, where a device may hold what it points into, and by the bounce buffer elsewhere.
 * 8-byte aligned, `len` a multiple of 512 and not 0. */
int request_read(struct disk *disk, uint64_t sector, void *buf, uint32_t len);
int request_write(struct disk *disk, uint64_t sector, const void *buf, uint32_t len);

#endif
