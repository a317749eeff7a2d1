#include "fs/clock.h"

#include "postern/platform.h"
#include "postern/syscall.h"

static uint64_t base, start; /* seconds; ticks of `time` at which it was `base` */

void clock_set(uint64_t seconds)
{
    base = seconds;
    start = postern_time();
}

uint32_t clock_instance(void)
{
    return (uint32_t)(postern_time() / 64);
}

uint64_t clock_now(void)
{
    return base + (postern_time() - start) / PLAT_TIMEBASE_HZ;
}
