/* Pointer chase in 32 KiB. */
#include "kernel.h"

enum { CELLS = 32768 / sizeof(void *) };
static void *cell[CELLS];

uint64_t kernel(void)
{
    void **at = cell;
    for (unsigned n = 0; n < CELLS; n++)
        cell[n * 1657u % CELLS] = &cell[(n + 1) * 1657u % CELLS];
    for (unsigned n = 0; n < 40000000; n++)
        at = *at;
    return at - cell;
}
