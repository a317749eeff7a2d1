/* Calls of a function of 100 or 1,000 instructions: near, or far into another segment. */
#include "work.h"

static uint64_t cell[64];

__attribute__((noinline)) uint64_t work(uint64_t seed, uint64_t steps)
{
    while (steps--) {
        seed ^= seed << 7;
        seed ^= seed >> 9;
        cell[seed & 63] += seed;
    }
    return seed;
}

uint64_t kernel(void)
{
    uint64_t seed = 1;
    for (uint64_t n = 0; n < CALLS; n++)
        seed = CALL(seed, STEPS);
    return seed + cell[5];
}
