/* The machine's own counters (abi/csrs.yaml), read without entering the kernel. They count from reset, over all
 * modes and programs. */
#ifndef POSTERN_COUNTER_H
#define POSTERN_COUNTER_H

#include <stdint.h>

#include "abi/csrs.h"

/* Counter `name`, as abi/csrs.yaml calls it, in capitals: postern_counter(KERNEL_ENTRIES). */
#define postern_counter(name)                                                                   \
    ({                                                                                          \
        uint64_t value_;                                                                        \
        __asm__ volatile("csrr %0, %1" : "=r"(value_) : "i"(0xc00 + XS_CTR_##name) : "memory"); \
        value_;                                                                                 \
    })

/* Cycles, in all modes: modelled ones when the machine counts them (docs/manual/22), else as many as instructions. */
static inline uint64_t postern_cycles(void)
{
    uint64_t count;
    __asm__ volatile("rdcycle %0" : "=r"(count) : : "memory");
    return count;
}

/* Instructions retired, in all modes. */
static inline uint64_t postern_instructions(void)
{
    uint64_t count;
    __asm__ volatile("rdinstret %0" : "=r"(count) : : "memory");
    return count;
}

#endif
