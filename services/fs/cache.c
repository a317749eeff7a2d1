#include "fs/cache.h"

#include <string.h>

#include "block/block.h"

#include "postern/error.h"

#define SETS    16
#define WAYS    4
#define NO_PAGE UINT64_MAX

struct entry {
    uint64_t page;  /* number on the disk, or NO_PAGE */
    uint64_t stamp; /* of the last use; the oldest of a set makes room */
};

static struct entry entries[SETS][WAYS];
static _Alignas(8) uint8_t pages[SETS][WAYS][CACHE_PAGE];
static uint64_t disk_bytes, uses;

void cache_size(uint64_t bytes)
{
    disk_bytes = bytes;
    cache_reset();
}

void cache_reset(void)
{
    for (int set = 0; set < SETS; set++)
        for (int way = 0; way < WAYS; way++)
            entries[set][way] = (struct entry){.page = NO_PAGE};
}

static int find(uint64_t page)
{
    const struct entry *set = entries[page % SETS];

    for (int way = 0; way < WAYS; way++)
        if (set[way].page == page)
            return way;
    return -1;
}

static int oldest(uint64_t page)
{
    const struct entry *set = entries[page % SETS];
    int victim = 0;

    for (int way = 1; way < WAYS; way++)
        if (set[way].page == NO_PAGE || set[way].stamp < set[victim].stamp)
            victim = way;
    return victim;
}

/* Bytes of the page that lie on the disk: the last one may be short. */
static size_t extent_of(uint64_t page)
{
    const uint64_t rest = disk_bytes - page * CACHE_PAGE;
    return rest < CACHE_PAGE ? (size_t)rest : CACHE_PAGE;
}

/* The cached page, read when absent and `load` says so; null on an error. */
static uint8_t *get(uint64_t page, int load, int *error)
{
    struct entry *set = entries[page % SETS];
    int way = find(page);

    *error = 0;
    if (way < 0) {
        way = oldest(page);
        set[way].page = NO_PAGE;
        uint8_t *data = pages[page % SETS][way];
        if (load && (*error = block_read(page * (CACHE_PAGE / BLOCK_SECTOR), data, extent_of(page))) < 0)
            return NULL;
        set[way].page = page;
    }
    set[way].stamp = ++uses;
    return pages[page % SETS][way];
}

static void drop(uint64_t page)
{
    const int way = find(page);
    if (way >= 0)
        entries[page % SETS][way].page = NO_PAGE;
}

/* Writes the sectors of the page that [within, within + len) touches. */
static int write_back(uint64_t page, const uint8_t *data, size_t within, size_t len)
{
    const size_t first = within / BLOCK_SECTOR, end = (within + len + BLOCK_SECTOR - 1) / BLOCK_SECTOR;
    int error = block_write(page * (CACHE_PAGE / BLOCK_SECTOR) + first, data + first * BLOCK_SECTOR,
                            (end - first) * BLOCK_SECTOR);
    if (error < 0)
        drop(page);
    return error;
}

static size_t part(uint64_t offset, size_t len)
{
    const size_t rest = CACHE_PAGE - offset % CACHE_PAGE;
    return len < rest ? len : rest;
}

static int beyond(uint64_t offset, size_t len)
{
    return offset > disk_bytes || len > disk_bytes - offset;
}

int cache_read(uint64_t offset, void *buf, size_t len)
{
    int error = 0;

    if (beyond(offset, len))
        return -PE_RANGE;
    for (uint8_t *to = buf; len > 0;) {
        const size_t chunk = part(offset, len);
        const uint8_t *data = get(offset / CACHE_PAGE, 1, &error);
        if (!data)
            return error;
        memcpy(to, data + offset % CACHE_PAGE, chunk);
        to += chunk, offset += chunk, len -= chunk;
    }
    return 0;
}

/* `from` null writes zeros. */
static int put(uint64_t offset, const uint8_t *from, size_t len)
{
    int error = 0;

    if (beyond(offset, len))
        return -PE_RANGE;
    while (len > 0) {
        const uint64_t page = offset / CACHE_PAGE;
        const size_t chunk = part(offset, len), within = offset % CACHE_PAGE, size = extent_of(page);
        uint8_t *data = get(page, chunk < size, &error);
        if (!data)
            return error;
        if (from)
            memcpy(data + within, from, chunk), from += chunk;
        else
            memset(data + within, 0, chunk);
        if ((error = write_back(page, data, within, chunk)) < 0)
            return error;
        offset += chunk, len -= chunk;
    }
    return 0;
}

int cache_write(uint64_t offset, const void *buf, size_t len)
{
    return put(offset, buf, len);
}

int cache_zero(uint64_t offset, size_t len)
{
    return put(offset, NULL, len);
}

void cache_forget(uint64_t offset, size_t len)
{
    for (uint64_t page = offset / CACHE_PAGE; page <= (offset + len - 1) / CACHE_PAGE; page++)
        drop(page);
}
