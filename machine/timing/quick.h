/* Lines that an access surely finds in a hart's L1s without changing anything there, for code that looks before it asks: for stores
 * only lines that are modified, and under a policy that knows the order of uses only the latest line of each set. A
 * line is known by the address of its first byte plus `bias`. The caches keep the lists true. */
#pragma once
#include "timing/cache.h"

enum { QUICK_LINES = 1024, QUICK_NONE = 1 };
struct quick {
    uint64_t fetch[QUICK_LINES], load[QUICK_LINES], store[QUICK_LINES];
    uint64_t bias;
    unsigned fetch_mask, data_mask; /* of a line's number: its place; 0: nothing is kept */
};

struct memory;
/* The hart's lines are kept in `q` from now on. */
void memory_quicken(struct memory *m, unsigned hart, struct quick *q, uint64_t bias);
/* For the memory: a hart without lists is passed over. Lines are numbers. */
void quick_clear(struct quick *q);
void quick_fetch(struct memory *m, unsigned hart, uint64_t line);             /* is in the instruction cache */
void quick_data(struct memory *m, unsigned hart, const struct cache_line *l); /* of the data cache, has been used */
void quick_forget(struct memory *m, unsigned hart, uint64_t line);            /* goes, or changes its state */
