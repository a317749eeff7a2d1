/* Registered buffers: what a client lets the device hold beyond the call. The device register is the registration: the driver itself
 * keeps no way to the memory. */
#ifndef SERVICES_BLOCK_BUFFER_H
#define SERVICES_BLOCK_BUFFER_H

#include <stdint.h>

#include "block/device.h"

/* For requests of type VIRTIO_BLK_IN or _OUT. Answers a handle > 0 of the caller's badge. perm (no device may hold it), mfile (no device
 * register is free, nor one whose memory is gone). */
int buffer_register(struct disk *disk, window_t window, uint32_t type, const void *buf, uint32_t len);
/* 0, badf, or busy: a request that names it is with the device, and would reach the next buffer in its place. */
int buffer_unregister(window_t window, const struct queue *q, int handle);
/* The handle of the caller's buffer behind that of `after` (0: the first). noent. */
int buffer_next(int after);
/* DMA address of [offset, offset + len) of the buffer. badf, range. */
int buffer_find(int handle, uint64_t offset, uint64_t len, uint64_t *address);

#endif
