/* What virtio over MMIO, version 1, tells of a queue: one stretch of guest pages (virtio 1.2, sections 2.7.2, 4.2.4). */
#pragma once
#include "devices/virtio_queue.h"

enum { VIRTIO_LEGACY_ALIGN = 4096 }; /* of the used ring, unless the driver says otherwise */

struct virtio_legacy {
    uint32_t align, frame; /* of the queue that it belongs to; frame 0: not set */
};

/* Sets the three addresses of a queue whose size is known. */
void virtio_legacy_place(const struct virtio_legacy *legacy, uint32_t page_size, struct virtq *q);
