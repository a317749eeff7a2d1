#include "fs/map.h"

#include "block/block.h"
#include "fs/clock.h"
#include "fs/data.h"
#include "fs/session.h"

#include "postern/service.h"

#define GENERATIONS (INT32_MAX / MAP_COUNT - 1) /* then they repeat; ids stay positive */

static struct map {
    int id;    /* 0: this slot is free */
    int block; /* the block service's handle */
    uint64_t badge;
    const struct handle *handle; /* with handle_id: the file, while it is open */
    int handle_id;
    uint32_t generation;
    uint64_t offset, len;
} maps[MAP_COUNT];

static struct map *find(int id)
{
    struct map *map = &maps[(uint32_t)id % MAP_COUNT];

    return id > 0 && map->id == id && map->badge == postern_badge() ? map : NULL;
}

static void drop(struct map *map)
{
    map->id = 0;
    block_unregister(map->block);
}

int map_new(const struct handle *handle, const void *buf, size_t len, uint64_t offset)
{
    for (unsigned i = 0; i < MAP_COUNT; i++) {
        struct map *map = &maps[i];
        if (map->id != 0)
            continue;
        const int block = block_register(buf, len);
        if (block < 0)
            return block;
        static uint32_t first; /* maps of an instance of the service that has ended are nobody's in the next one */
        if (first == 0)
            first = clock_instance() % GENERATIONS + 1;
        const uint32_t generation = (map->generation == 0 ? first : map->generation) % GENERATIONS + 1;
        *map = (struct map){.block = block,
                            .badge = postern_badge(),
                            .handle = handle,
                            .handle_id = handle->id,
                            .generation = generation,
                            .offset = offset,
                            .len = len};
        map->id = (int)(generation * MAP_COUNT + i);
        return map->id;
    }
    return -PE_MFILE;
}

static int is_open(const struct map *map)
{
    return map->handle->id == map->handle_id;
}

static int write_out(struct map *map)
{
    const int error = data_write_out(map->handle->node, map->block, map->len, map->offset);

    if (error == -PE_FAULT || error == -PE_BADF)
        drop(map);
    return error;
}

int map_write_out(int id)
{
    struct map *map = find(id);

    return map && is_open(map) ? write_out(map) : -PE_BADF;
}

int map_write_all(const struct node *node)
{
    int result = 0;

    for (unsigned i = 0; i < MAP_COUNT; i++) {
        struct map *map = &maps[i];
        if (map->id == 0 || !is_open(map) || (node && map->handle->node != node))
            continue;
        const int error = write_out(map);
        if (error < 0 && error != -PE_FAULT && error != -PE_BADF)
            result = error;
    }
    return result;
}

int map_drop(int id)
{
    struct map *map = find(id);

    if (!map)
        return -PE_BADF;
    drop(map);
    return 0;
}

void map_drop_closed(void)
{
    for (unsigned i = 0; i < MAP_COUNT; i++)
        if (maps[i].id != 0 && !is_open(&maps[i]))
            drop(&maps[i]);
}

static bool is_known(int block)
{
    for (unsigned i = 0; i < MAP_COUNT; i++)
        if (maps[i].id != 0 && maps[i].block == block)
            return true;
    return false;
}

void map_recover(void)
{
    for (int block = 0; (block = block_registered(block)) > 0;)
        if (!is_known(block))
            block_unregister(block);
}
