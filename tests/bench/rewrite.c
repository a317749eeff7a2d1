/* Code that is rewritten, fenced and called. */
#include "kernel.h"

enum { LI_A0 = 0x00000513, RET = 0x00008067 };
static uint32_t code[64] __attribute__((aligned(64)));

uint64_t kernel(void)
{
    uint64_t sum = 0;
    code[1] = RET;
    for (uint32_t n = 0; n < 300000; n++) {
        *(volatile uint32_t *)code = LI_A0 | (n & 0x7ff) << 20;
        __asm__ volatile("fence.i" ::: "memory");
        sum += ((uint64_t(*)(void))code)();
    }
    return sum;
}
