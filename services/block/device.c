#include "block/device.h"

#include <string.h>

#include "postern/error.h"
#include "postern/service.h"
#include "postern/syscall.h"

POSTERN_IMPORT(window_import, "virtio0");
POSTERN_IMPORT(dma_import, "blockdma");

#define POLL_TICKS 50000000 /* 5 s: a device that has not answered by then never will */

typedef volatile uint32_t *window_t;

static window_t device_window(void)
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

/* Orders memory and device accesses on both sides of it. */
static void barrier(void)
{
    __asm__ volatile("fence iorw, iorw" ::: "memory");
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

/* Fixed parts of the descriptors; a request fills in the rest. */
static void lay_queue(struct dma *dma)
{
    const uint64_t physical = dma->physical;

    memset(&dma->reserved, 0, offsetof(struct dma, data) - offsetof(struct dma, reserved));
    dma->avail_flags = VIRTQ_NO_INTERRUPT;
    dma->desc[DESC_HEADER] =
        (struct virtq_desc){physical + offsetof(struct dma, header), sizeof(dma->header), VIRTQ_NEXT, DESC_DATA};
    dma->desc[DESC_DATA].addr = physical + offsetof(struct dma, data);
    dma->desc[DESC_DATA].next = DESC_STATUS;
    dma->desc[DESC_STATUS] =
        (struct virtq_desc){physical + offsetof(struct dma, status), sizeof(dma->status), VIRTQ_DEVICE_WRITE, 0};
}

static int start_queue(window_t window, struct dma *dma)
{
    put(window, VIRTIO_QUEUE_SEL, 0);
    if (get(window, VIRTIO_QUEUE_MAX) < QUEUE_SIZE)
        return -PE_IO;
    lay_queue(dma);
    put(window, VIRTIO_QUEUE_NUM, QUEUE_SIZE);
    put64(window, VIRTIO_QUEUE_DESC, dma->physical + offsetof(struct dma, desc));
    put64(window, VIRTIO_QUEUE_AVAIL, dma->physical + offsetof(struct dma, avail_flags));
    put64(window, VIRTIO_QUEUE_USED, dma->physical + offsetof(struct dma, used_flags));
    barrier();
    put(window, VIRTIO_QUEUE_READY, 1);
    return 0;
}

int device_start(struct disk *disk)
{
    disk->ready = false;
    if (!granted(&window_import, 0x200))
        return -PE_NOENT;
    if (!granted(&dma_import, sizeof(struct dma)))
        return -PE_NOMEM;

    window_t window = device_window();
    if (get(window, VIRTIO_MAGIC) != VIRTIO_MAGIC_VALUE || get(window, VIRTIO_VERSION) != 2 ||
        get(window, VIRTIO_DEVICE) != VIRTIO_DEVICE_BLOCK)
        return -PE_NOENT;
    put(window, VIRTIO_STATUS, 0);
    put(window, VIRTIO_STATUS, VIRTIO_ACKNOWLEDGE | VIRTIO_DRIVER);

    uint32_t features = 0;
    if (negotiate(window, &features) < 0 || start_queue(window, device_dma()) < 0)
        return -PE_IO;
    put(window, VIRTIO_STATUS, VIRTIO_ACKNOWLEDGE | VIRTIO_DRIVER | VIRTIO_FEATURES_OK | VIRTIO_DRIVER_OK);
    disk->read_only = features >> VIRTIO_BLK_F_RO & 1;
    disk->can_flush = features >> VIRTIO_BLK_F_FLUSH & 1;
    disk->sectors = (uint64_t)get(window, VIRTIO_CONFIG_CAPACITY + 4) << 32 | get(window, VIRTIO_CONFIG_CAPACITY);
    disk->used_index = 0;
    disk->ready = true;
    return 0;
}

/* Waits until the device has put the request into the used ring; a device that completes at the notify has
 * done so before the first look. */
static __attribute__((noinline)) bool wait_used(const volatile uint16_t *used_index, uint16_t before)
{
    const uint64_t start = postern_time();

    while (*used_index == before)
        if (postern_time() - start > POLL_TICKS)
            return false;
    return true;
}

int device_request(struct disk *disk, struct dma *dma, uint32_t type, uint64_t sector, uint32_t len)
{
    const bool in = type == VIRTIO_BLK_IN;
    const uint32_t slot = disk->used_index % QUEUE_SIZE;

    dma->header.type = type;
    dma->header.sector = sector;
    dma->desc[DESC_HEADER].next = len ? DESC_DATA : DESC_STATUS;
    dma->desc[DESC_DATA].len = len;
    dma->desc[DESC_DATA].flags = in ? VIRTQ_NEXT | VIRTQ_DEVICE_WRITE : VIRTQ_NEXT;
    dma->status = 0xff;
    barrier();
    dma->avail_index++;
    barrier();
    put(device_window(), VIRTIO_NOTIFY, 0);
    barrier();
    if (__builtin_expect(dma->used_index == disk->used_index, 0) && !wait_used(&dma->used_index, disk->used_index))
        return disk->ready = false, -PE_IO;
    barrier();
    disk->used_index++;
    disk->requests++;
    disk->bytes += len;
    const uint32_t written = in ? len + sizeof(dma->status) : sizeof(dma->status);
    if (dma->used_index != disk->used_index || dma->used_ring[slot].id != DESC_HEADER ||
        dma->used_ring[slot].len != written || dma->status != VIRTIO_BLK_OK)
        return disk->ready = false, -PE_IO;
    return 0;
}
