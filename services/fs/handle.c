#include "fs/handle.h"

#include "fs/clock.h"

#include "postern/error.h"
#include "postern/service.h"

#define GENERATIONS 0x400000 /* then they repeat; ids stay positive */

static struct handle handles[HANDLE_COUNT];

struct handle *handle_find(int id)
{
    struct handle *handle = &handles[(uint32_t)id % HANDLE_COUNT];

    return id > 0 && handle->id == id && handle->badge == postern_badge() ? handle : NULL;
}

static struct handle *free_slot(uint64_t badge)
{
    struct handle *slot = NULL;
    int own = 0;

    for (int i = 0; i < HANDLE_COUNT; i++) {
        if (handles[i].id == 0)
            slot = slot ? slot : &handles[i];
        else
            own += handles[i].badge == badge;
    }
    return own < HANDLE_PER_BADGE ? slot : NULL;
}

int handle_new(struct node *node, int flags)
{
    const uint64_t badge = postern_badge();
    struct handle *handle = free_slot(badge);

    if (!handle)
        return -PE_MFILE;
    static uint32_t first; /* handles of an instance of the service that has ended are nobody's in the next one */
    if (first == 0)
        first = clock_instance() % GENERATIONS + 1;
    const uint32_t generation = (handle->generation == 0 ? first : handle->generation) % GENERATIONS + 1;
    *handle = (struct handle){.flags = flags, .badge = badge, .node = node, .generation = generation};
    __asm__ volatile("" ::: "memory"); /* the id last: with it the slot counts as taken, should we die here */
    handle->id = (int)(generation * HANDLE_COUNT + (uint32_t)(handle - handles));
    return handle->id;
}

int handle_drop(struct handle *handle)
{
    handle->id = 0;
    return node_put(handle->node);
}

uint32_t handle_count(const struct node *node)
{
    uint32_t count = 0;

    for (int i = 0; i < HANDLE_COUNT; i++)
        count += handles[i].id != 0 && handles[i].node == node;
    return count;
}

void handle_forget(const struct node *node)
{
    for (int i = 0; i < HANDLE_COUNT; i++)
        if (handles[i].node == node)
            handles[i].id = 0;
}

int handle_drop_badges(uint64_t first, uint64_t last)
{
    int count = 0;

    for (int i = 0; i < HANDLE_COUNT; i++)
        if (handles[i].id != 0 && handles[i].badge >= first && handles[i].badge <= last)
            handle_drop(&handles[i]), count++;
    return count;
}
