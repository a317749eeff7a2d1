#include "block/copy.h"

/* Eight doublewords: all loads before the stores, so that a load's latency is hidden in hardware. */
#define COPY8(i)                                                                                 \
    do {                                                                                         \
        uint64_t x0 = from[(i)], x1 = from[(i) + 1], x2 = from[(i) + 2], x3 = from[(i) + 3];     \
        uint64_t x4 = from[(i) + 4], x5 = from[(i) + 5], x6 = from[(i) + 6], x7 = from[(i) + 7]; \
        to[(i)] = x0, to[(i) + 1] = x1, to[(i) + 2] = x2, to[(i) + 3] = x3;                      \
        to[(i) + 4] = x4, to[(i) + 5] = x5, to[(i) + 6] = x6, to[(i) + 7] = x7;                  \
    } while (0)

_Static_assert(BLOCK_SECTOR == 64 * sizeof(uint64_t), "the loop body copies one sector");

void copy_sectors(void *target, const void *source, size_t len)
{
    uint64_t *restrict to = target;
    const uint64_t *restrict from = source;
    const uint64_t *const end = from + len / sizeof(*from);

    do {
        COPY8(0);
        COPY8(8);
        COPY8(16);
        COPY8(24);
        COPY8(32);
        COPY8(40);
        COPY8(48);
        COPY8(56);
        to += 64;
        from += 64;
    } while (from != end);
}
