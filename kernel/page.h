/* The page pool: every page of RAM that nobody has. One bit a page, set when free. */
#pragma once
#include <stdint.h>

/* RAM is [base, end); nothing in it is free yet. Page-aligned; what lies past RAM_MAX is left out. */
void page_init(uint64_t base, uint64_t end);
/* Gives whole pages within [from, to) to the pool. */
void page_release(uint64_t from, uint64_t to);
/* `count` contiguous zeroed pages; their physical address, or 0 when there is no such run. */
uint64_t page_alloc(uint64_t count);
void page_free(uint64_t pa, uint64_t count);
uint64_t page_total(void); /* pages ever given to the pool */
uint64_t page_left(void);
