/* The gates of the block service: what is refused, and the way between the bounce buffer and the client. */
#include "block/block.h"

#include "block/copy.h"
#include "block/device.h"

#include "postern/error.h"
#include "postern/lock.h"

static struct postern_lock lock; /* guards disk, the device and the DMA segment */
static struct disk disk;

/* Takes the lock and has the device running. A holder that died may have left a request with the device:
 * the reset in device_start ends it. */
static int enter(void)
{
    if (__builtin_expect(postern_lock(&lock) != 0, 0))
        disk.ready = false;
    if (__builtin_expect(disk.ready, 1))
        return 0;
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
    struct dma *dma = device_dma();
    error = device_request(&disk, dma, VIRTIO_BLK_IN, sector, (uint32_t)len);
    if (error == 0)
        copy_sectors(buf, dma->data, len);
    return leave(error);
}

int block_write(uint64_t sector, const void *buf, size_t len)
{
    int error = enter();
    if (error < 0)
        return error;
    if ((error = disk.read_only ? -PE_ROFS : check(sector, buf, len)) != 0)
        return leave(error < 0 ? error : 0);
    struct dma *dma = device_dma();
    copy_sectors(dma->data, buf, len);
    return leave(device_request(&disk, dma, VIRTIO_BLK_OUT, sector, (uint32_t)len));
}

int block_flush(void)
{
    int error = enter();
    if (error < 0)
        return error;
    return leave(disk.can_flush ? device_request(&disk, device_dma(), VIRTIO_BLK_FLUSH, 0, 0) : 0);
}

int block_info(struct block_info *info)
{
    int error = enter();
    if (error < 0)
        return error;
    *info = (struct block_info){disk.sectors, disk.read_only, disk.can_flush, disk.requests, disk.bytes};
    return leave(0);
}
