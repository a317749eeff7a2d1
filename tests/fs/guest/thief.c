#include "tests/fs/guest/thief.h"

#include "block/block.h"

static int handle;
static const volatile char *kept;
static size_t length;

int thief_keep(const void *buf, size_t len)
{
    kept = buf;
    length = len;
    handle = block_register(buf, len);
    return handle < 0 ? handle : 0;
}

int thief_write_out(uint64_t sector)
{
    return block_write_registered(sector, handle, 0, BLOCK_SECTOR);
}

int thief_beyond(uint64_t sector)
{
    int done = 0;

    for (uint64_t at = length; at < length + 16 * BLOCK_SECTOR; at += BLOCK_SECTOR) {
        done += block_write_registered(sector, handle, at, BLOCK_SECTOR) == 0;
        done += block_write_registered(sector, handle, -at, BLOCK_SECTOR) == 0;
        done += block_write_registered(sector, handle, at - 8, BLOCK_SECTOR) == 0;
    }
    return done;
}

int thief_overwrite(uint64_t sector)
{
    return block_read_registered(sector, handle, 0, BLOCK_SECTOR);
}

int thief_look(void)
{
    return *kept;
}

int thief_widen(void)
{
    return block_register((const char *)kept + length, BLOCK_SECTOR);
}
