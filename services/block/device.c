#include "block/device.h"

#include "postern/device.h"
#include "postern/error.h"
#include "postern/service.h"
#include "postern/syscall.h"

POSTERN_IMPORT(window_import, "virtio0");
POSTERN_IMPORT(dma_import, "blockdma");

window_t device_window(void)
{
    return postern_load(7, window_import.selector);
}

struct dma *device_dma(void)
{
    return postern_load(8, dma_import.selector);
}

static uint32_t get(window_t window, uint32_t offset)
{
    return window[offset / 4];
}

static void put(window_t window, uint32_t offset, uint32_t value)
{
    window[offset / 4] = value;
}

static void put64(window_t window, uint32_t offset, uint64_t value)
{
    put(window, offset, (uint32_t)value);
    put(window, offset + 4, (uint32_t)(value >> 32));
}

static bool granted(const volatile struct postern_import *import, size_t size)
{
    uint64_t info[2];
    return import->selector != 0 && postern_seg_info(import->selector, info) >= 0 && info[0] >= size;
}

/* Accepts what both sides know of; answers the accepted bits of the low word. */
static int negotiate(window_t window, uint32_t *accepted)
{
    put(window, VIRTIO_FEATURES_SEL, 1);
    if (!(get(window, VIRTIO_FEATURES) & 1u << (VIRTIO_F_VERSION_1 - 32)))
        return -PE_IO;
    put(window, VIRTIO_FEATURES_SEL, 0);
    *accepted = get(window, VIRTIO_FEATURES) & (1u << VIRTIO_BLK_F_RO | 1u << VIRTIO_BLK_F_FLUSH);
    put(window, VIRTIO_ACCEPTED_SEL, 0);
    put(window, VIRTIO_ACCEPTED, *accepted);
    put(window, VIRTIO_ACCEPTED_SEL, 1);
    put(window, VIRTIO_ACCEPTED, 1u << (VIRTIO_F_VERSION_1 - 32));
    put(window, VIRTIO_STATUS, VIRTIO_ACKNOWLEDGE | VIRTIO_DRIVER | VIRTIO_FEATURES_OK);
    return get(window, VIRTIO_STATUS) & VIRTIO_FEATURES_OK ? 0 : -PE_IO;
}

/* The device is given the DMA segment, and told where in it the rings are. */
static int start_queue(struct disk *disk, window_t window, struct dma *dma)
{
    put(window, VIRTIO_QUEUE_SEL, 0);
    if (get(window, VIRTIO_QUEUE_MAX) < QUEUE_SIZE)
        return -PE_IO;
    const uint64_t base = postern_device_give(window, dma, DEVICE_OWN);
    postern_device_take(window, DEVICE_CALL); /* of a caller that died */
    queue_lay(&disk->queue, dma, base);
    disk->queue.refusals = postern_device_refusals(window);
    put(window, VIRTIO_QUEUE_NUM, QUEUE_SIZE);
    put64(window, VIRTIO_QUEUE_DESC, base + offsetof(struct dma, desc));
    put64(window, VIRTIO_QUEUE_AVAIL, base + offsetof(struct dma, avail_flags));
    put64(window, VIRTIO_QUEUE_USED, base + offsetof(struct dma, used_flags));
    __asm__ volatile("fence iorw, iorw" ::: "memory");
    put(window, VIRTIO_QUEUE_READY, 1);
    return get(window, VIRTIO_STATUS) & VIRTIO_NEEDS_RESET ? -PE_IO : 0;
}

int device_start(struct disk *disk)
{
    disk->ready = false;
    if (!granted(&window_import, 0x1000))
        return -PE_NOENT;
    if (!granted(&dma_import, sizeof(struct dma)) || !postern_keepable(device_dma()))
        return -PE_NOMEM;

    window_t window = device_window();
    if (get(window, VIRTIO_MAGIC) != VIRTIO_MAGIC_VALUE || get(window, VIRTIO_VERSION) != 2 ||
        get(window, VIRTIO_DEVICE) != VIRTIO_DEVICE_BLOCK)
        return -PE_NOENT;
    put(window, VIRTIO_STATUS, 0);
    put(window, VIRTIO_STATUS, VIRTIO_ACKNOWLEDGE | VIRTIO_DRIVER);

    uint32_t features = 0;
    if (negotiate(window, &features) < 0 || start_queue(disk, window, device_dma()) < 0)
        return -PE_IO;
    put(window, VIRTIO_STATUS, VIRTIO_ACKNOWLEDGE | VIRTIO_DRIVER | VIRTIO_FEATURES_OK | VIRTIO_DRIVER_OK);
    disk->read_only = features >> VIRTIO_BLK_F_RO & 1;
    disk->can_flush = features >> VIRTIO_BLK_F_FLUSH & 1;
    disk->sectors = (uint64_t)get(window, VIRTIO_CONFIG_CAPACITY + 4) << 32 | get(window, VIRTIO_CONFIG_CAPACITY);
    disk->ready = true;
    return 0;
}
