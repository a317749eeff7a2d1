#include "fs/clock.h"

#include "abi/platform.h"

static uint64_t base, start; /* seconds; ticks of `time` at which it was `base` */

static uint64_t ticks(void)
{
    uint64_t now;
    __asm__ volatile("rdtime %0" : "=r"(now));
    return now;
}

void clock_set(uint64_t seconds)
{
    base = seconds;
    start = ticks();
}

uint64_t clock_now(void)
{
    return base + (ticks() - start) / PLAT_TIMEBASE_HZ;
}
