/* Pointer chase, one node in each of 4096 pages. */
#include "kernel.h"

enum { PAGES = 4096, PAGE = 4096 };
static union page {
    union page *next;
    char bytes[PAGE];
} page[PAGES];

uint64_t kernel(void)
{
    union page *at = page;
    for (unsigned n = 0; n < PAGES; n++)
        page[n * 1657u % PAGES].next = &page[(n + 1) * 1657u % PAGES];
    for (unsigned n = 0; n < 8000000; n++)
        at = at->next;
    return at - page;
}
