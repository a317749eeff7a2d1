#include "devices/virtio_legacy.h"

enum { DESC_SIZE = 16 };

/* Descriptors, available ring with one more word, and from the next boundary on the used ring. */
void virtio_legacy_place(const struct virtio_legacy *legacy, uint32_t page_size, struct virtq *q)
{
    uint64_t align = legacy->align ? legacy->align : VIRTIO_LEGACY_ALIGN;
    q->desc = (uint64_t)legacy->frame * page_size;
    q->driver = q->desc + (uint64_t)q->size * DESC_SIZE;
    q->device = (q->driver + 2 * (3 + (uint64_t)q->size) + align - 1) / align * align;
}
