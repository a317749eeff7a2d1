#include "measure.h"

#include <stddef.h>
#include <stdlib.h>

#include "fs/fs.h"
#include "null/null.h"

#include <postern/buffer.h>
#include <postern/service.h>

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
        .cycles = per_call(full.cycles, empty.cycles),
        .references = per_call(full.references, empty.references),
        .kernel_entries = per_call(full.kernel_entries, empty.kernel_entries),
    };
}

static __attribute__((noinline)) struct counts one_read(int handle, char *into, uint64_t offset, long *got)
{
    struct counts from = counts_now();
    *got = fs_read(handle, into, BLOCK, offset);
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

static const char *measure_reads(int handle, char *to, uint64_t first, struct counts *price, uint64_t *entries)
{
    struct counts reads[MEASURE_READS];
    const struct counts own = no_read();

    *entries = 0;
    for (int i = -WARM; i < MEASURE_READS; i++) {
        long got;
        struct counts c = one_read(handle, to, first + (uint64_t)(i + WARM) * BLOCK, &got);
        if (got != BLOCK)
            return "a read of 4 KiB came back short or failed";
        if (i < 0)
            continue;
        if (c.device_requests < 1 || c.device_bytes < BLOCK)
            return "a block came from a cache: the device was not reached";
        c.instructions -= own.instructions;
        c.cycles -= own.cycles;
        *entries += c.kernel_entries;
        reads[i] = c;
    }
    qsort(reads, MEASURE_READS, sizeof reads[0], by_instructions);
    *price = reads[MEASURE_READS / 2];
    return NULL;
}

/* The register is emptied again: one that holds something is saved by every thread switch. */
static const char *measure_straight(int handle, struct prices *prices)
{
    struct postern_buffer buffer;

    if (postern_buffer_new(&buffer, BLOCK, SYS_PERM_R | SYS_PERM_W) < 0)
        return "no memory for a buffer";
    char *to = postern_load(9, (uint64_t)buffer.alias);
    const char *wrong = measure_reads(handle, to, 0, &prices->read4k, &prices->read_kernel_entries);
    __asm__ volatile(".insn r 0x0b, 2, 9, x0, x0, x0"); /* sg.mov: sg9 is empty */
    postern_buffer_free(&buffer);
    return wrong;
}

const char *measure(const char *path, int keepable, struct prices *prices)
{
    uint64_t entries;
    int handle = fs_open(path, FS_READ, 0);

    if (handle < 0)
        return "the file to read cannot be opened";
    const char *wrong =
        measure_reads(handle, block, (uint64_t)(WARM + MEASURE_READS) * BLOCK, &prices->read4k_copied, &entries);
    if (wrong == NULL && keepable)
        wrong = measure_straight(handle, prices);
    if (!keepable) {
        prices->read4k = prices->read4k_copied;
        prices->read_kernel_entries = entries;
    }
    fs_close(handle);
    prices->null_call = measure_price(null_loop);
    prices->buffer_call = measure_price(buffer_loop);
    return wrong;
}
