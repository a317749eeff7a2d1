/* A small direct-mapped table before the TLB, for translated code: effective page to host memory.
 *
 * It holds only what the TLB holds and what needs no further check: pages wholly inside their view, and, of the thread
 * segment, those that stores cannot take the low-water mark below. The interpreter only keeps it true. */
#pragma once
#include <stdint.h>
#include <string.h>

enum { FRONT_ENTRIES = 256, FRONT_STEP = 8, FRONT_STAMPS = 4096 };

struct front_entry {
    uint64_t tag;    /* effective address of the page, with the stamp in bits 11:3 */
    uint64_t addend; /* host address less effective address */
};

struct front {
    struct front_entry entry[2][FRONT_ENTRIES]; /* loads, stores */
    uint64_t stamp;                             /* never 0 once dropped */
};

static inline void front_drop(struct front *front)
{
    front->stamp += FRONT_STEP;
    if (front->stamp < FRONT_STAMPS)
        return;
    memset(front->entry, 0, sizeof front->entry);
    front->stamp = FRONT_STEP;
}
