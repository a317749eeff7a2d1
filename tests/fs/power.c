#include "power.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host.h"

#define REQUESTS 100000

static struct request {
    uint64_t offset;
    size_t len;
    void *data; /* null: a flush */
} requests[REQUESTS];
static unsigned count, durable; /* requests of which `disk` holds the effect, up to a flush */
static unsigned char *before, *disk, *failed;
static size_t disk_size;

static void record(uint64_t sector, const void *buf, size_t len)
{
    if (count == REQUESTS)
        abort();
    struct request *request = &requests[count++];
    *request = (struct request){sector * 512, len, buf ? malloc(len) : NULL};
    if (buf)
        memcpy(request->data, buf, len);
}

static void forget(void)
{
    for (unsigned i = 0; i < count; i++)
        free(requests[i].data);
    free(before), free(disk), free(failed);
    count = durable = 0;
}

void power_record(const char *image)
{
    struct stat stat_;
    FILE *file = fopen(image, "r");

    forget();
    if (!file || stat(image, &stat_) != 0)
        abort();
    disk_size = (size_t)stat_.st_size;
    before = malloc(disk_size), disk = malloc(disk_size), failed = malloc(disk_size);
    if (fread(before, 1, disk_size, file) != disk_size)
        abort();
    fclose(file);
    power_rewind();
    disk_state.recorder = record;
}

void power_rewind(void)
{
    memcpy(disk, before, disk_size);
    durable = 0;
}

unsigned power_now(void)
{
    return count;
}

void power_stop(void)
{
    disk_state.recorder = NULL;
}

unsigned power_after_write(uint64_t offset, unsigned from)
{
    for (unsigned i = from; i < count; i++)
        if (requests[i].data && requests[i].offset == offset)
            return i + 1;
    return 0;
}

static bool is_commit(const struct request *request)
{
    static const unsigned char head[] = {0xc0, 0x3b, 0x39, 0x98, 0, 0, 0, 2}; /* JBD2: magic number, commit block */
    return request->data && request->len >= sizeof(head) && memcmp(request->data, head, sizeof(head)) == 0;
}

unsigned power_after_commit(unsigned from)
{
    for (unsigned i = from; i < count; i++)
        if (is_commit(&requests[i]))
            return i + 1;
    return 0;
}

static void apply(unsigned char *to, const struct request *request)
{
    if (request->data)
        memcpy(to + request->offset, request->data, request->len);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13, *seed ^= *seed >> 17, *seed ^= *seed << 5;
    return *seed;
}

/* Each write is there or not; those that are came in any order. */
static void apply_some(unsigned from, unsigned end, uint32_t seed)
{
    static unsigned order[REQUESTS];
    const unsigned n = end - from;

    for (unsigned i = 0; i < n; i++) {
        const unsigned j = next_random(&seed) % (i + 1);
        order[i] = order[j];
        order[j] = from + i;
    }
    for (unsigned i = 0; i < n; i++)
        if (next_random(&seed) % 2)
            apply(failed, &requests[order[i]]);
}

void power_fail(const char *image, unsigned cut, uint32_t seed)
{
    unsigned flush = cut;

    while (flush > durable && requests[flush - 1].data)
        flush--;
    for (; durable < flush; durable++)
        apply(disk, &requests[durable]);
    memcpy(failed, disk, disk_size);
    if (seed != 0)
        apply_some(durable, cut, seed);
    for (unsigned i = durable; seed == 0 && i < cut; i++)
        apply(failed, &requests[i]);
    FILE *file = fopen(image, "r+");
    if (!file || fwrite(failed, 1, disk_size, file) != disk_size || fclose(file) != 0)
        abort();
}
