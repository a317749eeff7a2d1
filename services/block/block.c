/* The gates of the block service: what is refused, one request at a time under a lock. */
#include "block/block.h"

#include "block/async.h"
#include "block/buffer.h"
#include "block/interrupt.h"
#include "block/request.h"
#include "block/service.h"

#include "postern/error.h"
#include "postern/lock.h"

static struct postern_lock lock; /* guards disk, the device, the DMA segment and the registered buffers */
static struct disk disk;

/* Takes the lock and has the device running. A holder that died may have left a request with the device:
 * the reset in device_start ends it. */
static int enter(void)
{
    if (__builtin_expect(postern_lock(&lock) != 0, 0))
        disk.ready = false;
    if (__builtin_expect(disk.ready, 1))
        return 0;
    async_lose();
    int error = device_start(&disk);
    if (error < 0)
        postern_unlock(&lock);
    return error;
}

static int leave(int result)
{
    postern_unlock(&lock);
    return result;
}

/* 1: nothing to move, 0: a good request. */
static int check(uint64_t sector, const void *buf, size_t len)
{
    if ((uintptr_t)buf % 8 != 0 || len % BLOCK_SECTOR != 0)
        return -PE_INVAL;
    if (len > BLOCK_REQUEST_MAX)
        return -PE_2BIG;
    if (sector > disk.sectors || len / BLOCK_SECTOR > disk.sectors - sector)
        return -PE_RANGE;
    return len == 0;
}

int block_read(uint64_t sector, void *buf, size_t len)
{
    int error = enter();
    if (error < 0)
        return error;
    if ((error = check(sector, buf, len)) != 0)
        return leave(error < 0 ? error : 0);
    return leave(request_read(&disk, sector, buf, (uint32_t)len));
}

int block_write(uint64_t sector, const void *buf, size_t len)
{
    int error = enter();
    if (error < 0)
        return error;
    if ((error = disk.read_only ? -PE_ROFS : check(sector, buf, len)) != 0)
        return leave(error < 0 ? error : 0);
    return leave(request_write(&disk, sector, buf, (uint32_t)len));
}

int block_flush(void)
{
    int error = enter();
    if (error < 0)
        return error;
    return leave(disk.can_flush ? request(&disk, device_dma(), device_window(), VIRTIO_BLK_FLUSH, 0, 0, 0) : 0);
}

int block_info(struct block_info *info)
{
    int error = enter();
    if (error < 0)
        return error;
    *info = (struct block_info){disk.sectors, disk.read_only, disk.can_flush, disk.requests, disk.bytes};
    return leave(0);
}

static int enter_and_register(uint32_t type, const void *buf, size_t len)
{
    int error = enter();
    if (error < 0)
        return error;
    if (len == 0 || len > UINT32_MAX)
        return leave(-PE_INVAL);
    return leave(buffer_register(&disk, device_window(), type, buf, (uint32_t)len));
}

int block_register(const void *buf, size_t len)
{
    return enter_and_register(VIRTIO_BLK_OUT, buf, len);
}

int block_register_room(void *buf, size_t len)
{
    return enter_and_register(VIRTIO_BLK_IN, buf, len);
}

int block_unregister(int handle)
{
    int error = enter();
    if (error < 0)
        return error;
    return leave(buffer_unregister(device_window(), &disk.queue, handle));
}

/* 1: nothing to move, 0: a good request, and the DMA address of its buffer. */
static int check_registered(uint64_t sector, int handle, uint64_t offset, size_t len, uint64_t *address)
{
    int error = check(sector, NULL, len);

    if (error < 0)
        return error;
    int found = buffer_find(handle, offset, len, address);
    return found < 0 ? found : error;
}

static int registered(uint32_t type, uint64_t sector, int handle, uint64_t offset, size_t len)
{
    uint64_t address;
    int error = check_registered(sector, handle, offset, len, &address);

    if (error != 0)
        return error < 0 ? error : 0;
    return request(&disk, device_dma(), device_window(), type, sector, address, (uint32_t)len);
}

int block_read_registered(uint64_t sector, int handle, uint64_t offset, size_t len)
{
    int error = enter();
    if (error < 0)
        return error;
    return leave(registered(VIRTIO_BLK_IN, sector, handle, offset, len));
}

int block_write_registered(uint64_t sector, int handle, uint64_t offset, size_t len)
{
    int error = enter();
    if (error < 0)
        return error;
    return leave(disk.read_only ? -PE_ROFS : registered(VIRTIO_BLK_OUT, sector, handle, offset, len));
}

int block_subscribe(void)
{
    int error = enter();
    if (error < 0)
        return error;
    return leave(interrupt_bound() ? async_subscribe() : -PE_NOSYS);
}

static int begin(uint32_t type, uint64_t sector, int handle, uint64_t offset, size_t len, uint64_t id)
{
    uint64_t address;
    int error = check_registered(sector, handle, offset, len, &address);

    if (error != 0)
        return error < 0 ? error : -PE_INVAL;
    return async_start(&disk, type, sector, address, (uint32_t)len, id);
}

int block_start_read(uint64_t sector, int handle, uint64_t offset, size_t len, uint64_t id)
{
    int error = enter();
    if (error < 0)
        return error;
    return leave(begin(VIRTIO_BLK_IN, sector, handle, offset, len, id));
}

int block_start_write(uint64_t sector, int handle, uint64_t offset, size_t len, uint64_t id)
{
    int error = enter();
    if (error < 0)
        return error;
    return leave(disk.read_only ? -PE_ROFS : begin(VIRTIO_BLK_OUT, sector, handle, offset, len, id));
}

int block_registered(int after)
{
    int error = enter();
    if (error < 0)
        return error;
    return leave(buffer_next(after));
}

static void take_finished(void)
{
    int reaped;
    struct dma *dma = device_dma();

    do
        reaped = queue_reap(&disk.queue, dma, device_window());
    while (reaped >= 0);
    if (reaped != -PE_AGAIN)
        disk.ready = false; /* the next to enter starts it anew */
}

static void settle(const struct finished *finished, unsigned told)
{
    for (unsigned i = 0; i < told; i++)
        async_settle(&finished[i]);
}

unsigned block_collect(struct finished *finished, unsigned told, uint64_t *until)
{
    *until = UINT64_MAX;
    if (enter() < 0) { /* nor is the device there */
        postern_lock(&lock);
        settle(finished, told);
        return (unsigned)leave(0);
    }
    settle(finished, told);
    take_finished();
    unsigned n = async_collect(&disk, finished, until);
    if (!async_any())
        device_dma()->avail_flags = VIRTQ_NO_INTERRUPT;
    leave(0);
    return n;
}
