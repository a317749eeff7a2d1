#include "block/buffer.h"

#include "block/request.h"

#include "postern/device.h"
#include "postern/error.h"
#include "postern/service.h"
#include "postern/syscall.h"

/* handle = index + 1 + BLOCK_BUFFERS * generation, so that one that was given back names nothing, nor one of an instance of the driver that
 * has ended. */
static struct buffer {
    uint64_t badge, address; /* address 0: free */
    uint32_t len, generation, type;
} buffers[BLOCK_BUFFERS];

#define GENERATIONS (INT32_MAX / BLOCK_BUFFERS - 1)

/* The register's number is part of the instruction. */
static uint64_t give(window_t window, const void *buf, unsigned index)
{
    switch (index) {
    case 0: return postern_device_give(window, buf, 3);
    case 1: return postern_device_give(window, buf, 4);
    case 2: return postern_device_give(window, buf, 5);
    case 3: return postern_device_give(window, buf, 6);
    case 4: return postern_device_give(window, buf, 7);
    case 5: return postern_device_give(window, buf, 8);
    case 6: return postern_device_give(window, buf, 9);
    default: return postern_device_give(window, buf, 10);
    }
}
_Static_assert(DEVICE_BUFFER == 3 && BLOCK_BUFFERS == 8, "the cases above");

static struct buffer *find(int handle)
{
    if (handle <= 0)
        return NULL;
    struct buffer *b = &buffers[(unsigned)(handle - 1) % BLOCK_BUFFERS];
    const uint32_t generation = (uint32_t)(handle - 1) / BLOCK_BUFFERS;
    return b->address && b->generation == generation && b->badge == postern_badge() ? b : NULL;
}

static int handle_of(const struct buffer *b)
{
    return (int)(b->generation * BLOCK_BUFFERS + (unsigned)(b - buffers) + 1);
}

static uint32_t next_generation(void)
{
    static uint32_t newest;

    newest = (newest ? newest : (uint32_t)(postern_time() / 64)) % GENERATIONS + 1;
    return newest;
}

static struct buffer *find_free(void)
{
    for (struct buffer *b = buffers; b < buffers + BLOCK_BUFFERS; b++)
        if (!b->address)
            return b;
    return NULL;
}

/* The device knows whose memory is gone: a client's that died, or withdrew the alias, and gave nothing back. It looks at the buffers of a request
 * before anything else (manual, 21.5), and a byte behind the disk's last sector is never moved. */
static void free_unreachable(struct disk *disk, window_t window)
{
    for (unsigned i = 0; i < BLOCK_BUFFERS && disk->ready; i++) {
        struct buffer *b = &buffers[i];
        if (!b->address || queue_names(&disk->queue, (uint32_t)(b->address >> 60)))
            continue;
        if (request(disk, device_dma(), window, b->type, disk->sectors, b->address, 1) != -PE_FAULT)
            continue;
        give(window, NULL, i);
        b->address = 0;
    }
}

int buffer_register(struct disk *disk, window_t window, uint32_t type, const void *buf, uint32_t len)
{
    if (!postern_keepable(buf))
        return -PE_PERM;
    struct buffer *b = find_free();
    if (!b) {
        free_unreachable(disk, window);
        b = find_free();
    }
    if (!b)
        return -PE_MFILE;
    b->generation = next_generation();
    b->badge = postern_badge();
    b->len = len;
    b->type = type;
    b->address = give(window, buf, (unsigned)(b - buffers));
    return handle_of(b);
}

int buffer_unregister(window_t window, const struct queue *q, int handle)
{
    struct buffer *b = find(handle);

    if (!b)
        return -PE_BADF;
    if (queue_names(q, (uint32_t)(b->address >> 60)))
        return -PE_BUSY;
    give(window, NULL, (unsigned)(b - buffers));
    b->address = 0;
    return 0;
}

int buffer_find(int handle, uint64_t offset, uint64_t len, uint64_t *address)
{
    const struct buffer *b = find(handle);

    if (!b)
        return -PE_BADF;
    if (offset > b->len || len > b->len - offset)
        return -PE_RANGE;
    *address = b->address + offset;
    return 0;
}

int buffer_next(int after)
{
    for (unsigned i = after > 0 ? (unsigned)(after - 1) % BLOCK_BUFFERS + 1 : 0; i < BLOCK_BUFFERS; i++)
        if (buffers[i].address && buffers[i].badge == postern_badge())
            return handle_of(&buffers[i]);
    return -PE_NOENT;
}
