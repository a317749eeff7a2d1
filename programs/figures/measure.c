#include "measure.h"

#include <stddef.h>
#include <stdlib.h>

#include "fs/fs.h"
#include "null/null.h"

#define BLOCK 4096
#define WARM  8 /* reads before the counted ones */

static _Alignas(BLOCK) char block[BLOCK];
static char data[64];

MEASURE_LOOP(empty_loop, (void)0)
MEASURE_LOOP(null_loop, null_call())
MEASURE_LOOP(buffer_loop, null_buffer(data, sizeof data))

/* Per call, rounded up: a price is never told too low. */
static uint64_t per_call(uint64_t loop, uint64_t empty)
{
    return loop <= empty ? 0 : (loop - empty + MEASURE_CALLS - 1) / MEASURE_CALLS;
}

struct counts measure_price(struct counts (*loop)(void))
{
    loop();
    struct counts full = loop();
    struct counts empty = empty_loop();

    return (struct counts){
        .instructions = per_call(full.instructions, empty.instructions),
        .references = per_call(full.references, empty.references),
        .kernel_entries = per_call(full.kernel_entries, empty.kernel_entries),
    };
}

static __attribute__((noinline)) struct counts one_read(int handle, uint64_t offset, long *got)
{
    struct counts from = counts_now();
    *got = fs_read(handle, block, BLOCK, offset);
    struct counts to = counts_now();

    return counts_between(&from, &to);
}

/* What the counting of an interval itself costs. */
static __attribute__((noinline)) struct counts no_read(void)
{
    struct counts from = counts_now();
    struct counts to = counts_now();

    return counts_between(&from, &to);
}

static int by_instructions(const void *a, const void *b)
{
    const struct counts *first = a, *second = b;

    return (first->instructions > second->instructions) - (first->instructions < second->instructions);
}

static const char *measure_reads(int handle, struct prices *prices)
{
    struct counts reads[MEASURE_READS];
    const uint64_t own = no_read().instructions;

    prices->read_kernel_entries = 0;
    for (int i = -WARM; i < MEASURE_READS; i++) {
        long got;
        struct counts c = one_read(handle, (uint64_t)(i + WARM) * BLOCK, &got);
        if (got != BLOCK)
            return "a read of 4 KiB came back short or failed";
        if (i < 0)
            continue;
        if (c.device_requests < 1 || c.device_bytes < BLOCK)
            return "a block came from a cache: the device was not reached";
        c.instructions -= own;
        prices->read_kernel_entries += c.kernel_entries;
        reads[i] = c;
    }
    qsort(reads, MEASURE_READS, sizeof reads[0], by_instructions);
    prices->read4k = reads[MEASURE_READS / 2];
    return NULL;
}

const char *measure(const char *path, struct prices *prices)
{
    int handle = fs_open(path, FS_READ, 0);

    if (handle < 0)
        return "the file to read cannot be opened";
    const char *wrong = measure_reads(handle, prices);
    fs_close(handle);
    prices->null_call = measure_price(null_loop);
    prices->buffer_call = measure_price(buffer_loop);
    return wrong;
}
