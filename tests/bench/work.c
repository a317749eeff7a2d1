/* Calls of a function of 100 or 1,000 instructions: near, or far into another segment. */
#include "work.h"

uint64_t kernel(void)
{
    uint64_t seed = 1;
    for (uint64_t n = 0; n < CALLS; n++)
        seed = CALL(seed, STEPS);
    return seed;
}
