/* Pages under a quota: a program pays for its memory, tables, frames and stacks. Errors: -PE_QUOTA, -PE_NOMEM. */
#pragma once
#include <stdint.h>

struct program;

/* Pages that an alias or endpoint counts for: it has no memory, but selectors are few. */
#define SELECTOR_PRICE 1

/* `count` contiguous zeroed pages, charged to `payer` (NULL: the boot image, which nobody limits). */
int memory_take(struct program *payer, uint64_t count, uint64_t *pa);
void memory_give(struct program *payer, uint64_t pa, uint64_t count);
/* Moves quota without pages: what a program sets aside for a child. */
int memory_reserve(struct program *payer, uint64_t count);
void memory_unreserve(struct program *payer, uint64_t count);
