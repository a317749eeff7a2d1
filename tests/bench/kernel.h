/* A workload of `make bench-engine`: work without a library. The answer is a checksum. */
#pragma once
#include <stddef.h>
#include <stdint.h>

uint64_t kernel(void);

static inline uint32_t random_next(uint32_t *seed)
{
    return *seed = *seed * 1664525u + 1013904223u;
}
