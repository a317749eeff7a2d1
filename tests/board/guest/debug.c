/* Something for a debugger to look at. */
#include "kit.h"

volatile uint64_t watched = 1;
volatile uint64_t table[4] = {10, 20, 30, 40};

__attribute__((noinline)) static uint64_t add_up(uint64_t from, uint64_t to)
{
    uint64_t sum = 0;
    for (uint64_t i = from; i < to; i++)
        sum += table[i];
    return sum;
}

__attribute__((noinline)) static void touch(void)
{
    watched = watched + 41;
}

int guest_main(uint64_t hart, uint64_t fdt)
{
    (void)hart;
    (void)fdt;
    uint64_t sum = add_up(0, 4);
    touch();
    say("done\n");
    return sum == 100 && watched == 42 ? 0 : 3;
}
