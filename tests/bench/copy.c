/* Copies between arrays 4 MiB apart: what maps addresses by their low bits sees the same place twice. */
#include "kernel.h"

enum { APART = 4 << 20, WORDS = 65536 / 8 };
static uint64_t memory[(APART + 65536) / 8];

__attribute__((noinline)) static void copy(volatile uint64_t *to, const volatile uint64_t *from)
{
    for (unsigned n = 0; n < WORDS; n++)
        to[n] = from[n] + 1;
}

uint64_t kernel(void)
{
    for (unsigned round = 0; round < 1500; round++) {
        copy(&memory[APART / 8], memory);
        copy(memory, &memory[APART / 8]);
    }
    return memory[17];
}
