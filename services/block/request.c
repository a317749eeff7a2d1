#include "block/request.h"

#include "block/async.h"
#include "block/copy.h"
#include "block/interrupt.h"

#include "postern/device.h"
#include "postern/error.h"
#include "postern/syscall.h"

#define POLL_TICKS 50000000 /* 5 s: a device that has not answered by then never will */

/* Takes finished requests until `slot` is among them, or there are no more: 0, again, io. */
static int take_until(struct queue *q, struct dma *dma, window_t window, int slot)
{
    int reaped;

    do
        reaped = queue_reap(q, dma, window);
    while (reaped >= 0 && reaped != slot);
    if (reaped == slot)
        return 0;
    return reaped != -PE_AGAIN || window[VIRTIO_STATUS / 4] & VIRTIO_NEEDS_RESET ? -PE_IO : -PE_AGAIN;
}

/* The device takes its time: sleeps until it interrupts; polls where the driver has no interrupt. */
static __attribute__((noinline)) int wait_longer(struct queue *q, struct dma *dma, window_t window, int slot)
{
    const uint64_t begin = postern_time();
    int error;

    dma->avail_flags = 0;
    __asm__ volatile("fence iorw, iorw" ::: "memory");
    for (;;) {
        const uint32_t seen = interrupt_count();
        if ((error = take_until(q, dma, window, slot)) != -PE_AGAIN)
            break;
        const uint64_t waited = postern_time() - begin;
        if (waited > POLL_TICKS)
            return -PE_IO;
        if (interrupt_bound())
            interrupt_wait(seen, 0, POLL_TICKS - waited + 1);
    }
    if (!async_any())
        dma->avail_flags = VIRTQ_NO_INTERRUPT;
    return error;
}

/* A request that the device did within the notify is there at the first look. */
static int wait_for(struct queue *q, struct dma *dma, window_t window, int slot)
{
    const int error = take_until(q, dma, window, slot);
    return __builtin_expect(error != -PE_AGAIN, 1) ? error : wait_longer(q, dma, window, slot);
}

int request(struct disk *disk, struct dma *dma, window_t window, uint32_t type, uint64_t sector, uint64_t data,
            uint32_t len)
{
    const int slot = queue_submit(&disk->queue, dma, window, type, sector, data, len);
    if (slot < 0)
        return slot;
    if (__builtin_expect(wait_for(&disk->queue, dma, window, slot) < 0, 0))
        return disk->ready = false, -PE_IO;
    const int result = disk->queue.slot[slot].result;
    queue_free(&disk->queue, slot);
    disk->requests++;
    disk->bytes += len;
    return result;
}

/* The device holds the client's window while the request is with it, and no longer. */
static int straight(struct disk *disk, uint32_t type, uint64_t sector, const void *buf, uint32_t len)
{
    window_t window = device_window();
    const uint64_t data = postern_device_give(window, buf, DEVICE_CALL);
    const int result = request(disk, device_dma(), window, type, sector, data, len);
    postern_device_take(window, DEVICE_CALL);
    return result;
}

static uint64_t bounce(struct dma *dma)
{
    return (uint64_t)dma->data - (uint64_t)dma + ((uint64_t)DEVICE_OWN << 60);
}

int request_read(struct disk *disk, uint64_t sector, void *buf, uint32_t len)
{
    if (__builtin_expect(postern_keepable(buf), 1))
        return straight(disk, VIRTIO_BLK_IN, sector, buf, len);
    struct dma *dma = device_dma();
    const int result = request(disk, dma, device_window(), VIRTIO_BLK_IN, sector, bounce(dma), len);
    if (result == 0)
        copy_sectors(buf, dma->data, len);
    return result;
}

int request_write(struct disk *disk, uint64_t sector, const void *buf, uint32_t len)
{
    if (postern_keepable(buf))
        return straight(disk, VIRTIO_BLK_OUT, sector, buf, len);
    struct dma *dma = device_dma();
    copy_sectors(dma->data, buf, len);
    return request(disk, dma, device_window(), VIRTIO_BLK_OUT, sector, bounce(dma), len);
}
