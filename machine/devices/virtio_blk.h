/* virtio block device (virtio 1.2, section 5.2): read, write, flush, get id; done within the notify. */
#pragma once
#include "devices/virtio_mmio.h"
#include "segment/segment.h"

/* Where the blocks are. Offsets and sizes in bytes; calls stay inside `size`. false: the medium failed. */
struct block_backend {
    void *context;
    uint64_t size; /* a multiple of 512 */
    bool read_only;
    bool (*read)(void *context, uint64_t offset, void *to, uint64_t size);
    bool (*write)(void *context, uint64_t offset, const void *from, uint64_t size);
    bool (*flush)(void *context);
};

/* Plugs a block device into the window. The backend's context must outlive the machine. `counters` (may be NULL) gets
 * device_requests and the bytes of headers, data and status that the device read and wrote; rings are not counted.
 * false: out of memory. */
bool virtio_blk_plug(struct virtio_mmio *v, struct block_backend backend, struct xs_counters *counters);
