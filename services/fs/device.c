#include "fs/device.h"

#include "block/block.h"
#include "fs/cache.h"
#include "fs/change.h"

#include "postern/error.h"

static enum device_mode mode;
static uint64_t reads_left; /* while it is not DEVICE_WORKS */
static bool failed;

void device_set(enum device_mode new_mode, uint64_t reads)
{
    mode = new_mode;
    reads_left = reads;
    failed = false;
}

bool device_failed(void)
{
    return failed;
}

static errcode_t result(int error, errcode_t code)
{
    if (error == 0)
        return 0;
    failed |= error != -PE_RANGE;
    return code;
}

/* One channel is enough: one file system is open at a time. */
static struct struct_io_channel the_channel;

static errcode_t channel_open(const char *name, int flags, io_channel *result)
{
    (void)name, (void)flags;
    the_channel = (struct struct_io_channel){
        .magic = EXT2_ET_MAGIC_IO_CHANNEL,
        .manager = &device_manager,
        .name = "disk",
        .block_size = SUPERBLOCK_SIZE,
        .refcount = 1,
    };
    *result = &the_channel;
    return 0;
}

static errcode_t channel_close(io_channel channel)
{
    channel->refcount--;
    return 0;
}

static errcode_t channel_block_size(io_channel channel, int size)
{
    channel->block_size = size;
    return 0;
}

/* A negative count is one of bytes. */
static size_t length(io_channel channel, int count)
{
    return count < 0 ? -(size_t)count : (size_t)count * (size_t)channel->block_size;
}

/* Block numbers come from the image: their product with the block size must not wrap. */
static int offset_of(io_channel channel, unsigned long long block, uint64_t *offset)
{
    return __builtin_mul_overflow(block, (uint64_t)channel->block_size, offset);
}

static errcode_t channel_read(io_channel channel, unsigned long long block, int count, void *data)
{
    uint64_t offset;

    if (offset_of(channel, block, &offset) || (mode != DEVICE_WORKS && reads_left-- == 0))
        return EXT2_ET_SHORT_READ;
    return result(change_read(offset, data, length(channel, count)), EXT2_ET_SHORT_READ);
}

static errcode_t channel_write(io_channel channel, unsigned long long block, int count, const void *data)
{
    uint64_t offset;

    if (offset_of(channel, block, &offset))
        return EXT2_ET_SHORT_WRITE;
    if (mode == DEVICE_REHEARSES)
        return 0;
    const size_t len = length(channel, count);
    return result(mode == DEVICE_WORKS ? change_write(offset, data, len) : cache_write(offset, data, len),
                  EXT2_ET_SHORT_WRITE);
}

static errcode_t channel_read32(io_channel channel, unsigned long block, int count, void *data)
{
    return channel_read(channel, block, count, data);
}

static errcode_t channel_write32(io_channel channel, unsigned long block, int count, const void *data)
{
    return channel_write(channel, block, count, data);
}

static errcode_t channel_zero(io_channel channel, unsigned long long block, unsigned long long count)
{
    uint64_t offset;

    if (offset_of(channel, block, &offset) || count > SIZE_MAX / (size_t)channel->block_size ||
        change_write(offset, NULL, count * (size_t)channel->block_size) < 0)
        return EXT2_ET_SHORT_WRITE;
    return 0;
}

/* The library's own keeps a static buffer, which a death would leave dangling (arena.h). */
errcode_t ext2fs_zero_blocks2(ext2_filsys fs, blk64_t block, int count, blk64_t *failed, int *failed_count)
{
    errcode_t code = count <= 0 ? 0 : channel_zero(fs->io, block, (unsigned long long)count);

    if (code != 0 && failed)
        *failed = block;
    if (code != 0 && failed_count)
        *failed_count = count;
    return code;
}

/* At work, the journal does it. */
static errcode_t channel_flush(io_channel channel)
{
    (void)channel;
    return mode == DEVICE_RECOVERS ? result(block_flush(), EXT2_ET_SHORT_WRITE) : 0;
}

struct struct_io_manager device_manager = {
    .magic = EXT2_ET_MAGIC_IO_MANAGER,
    .name = "Postern block service",
    .open = channel_open,
    .close = channel_close,
    .set_blksize = channel_block_size,
    .read_blk = channel_read32,
    .write_blk = channel_write32,
    .flush = channel_flush,
    .read_blk64 = channel_read,
    .write_blk64 = channel_write,
    .zeroout = channel_zero,
};
