/* Translation look-aside buffers of one hart: split first level, shared second level, and the walker's cache of inner
 * page-table entries. A space is a 64-bit name of a set of translations (kind in bits 63:62); 0: addresses are physical. */
#pragma once
#include "timing/profile.h"

struct tlb_line {
    uint64_t space; /* 0: nothing here */
    uint64_t page;  /* address >> shift */
    uint64_t
        used; /* time of the latest use: the cycle, of two in one cycle the first place is the older one; of code a number */
    uint8_t shift;
    bool shared; /* holds in all spaces of this kind (Sv39: a global page) */
};

struct tlb_table {
    unsigned sets, ways, last; /* last: where the latest hit was */
    struct tlb_line *at;
    /* NULL, or told of every entry that goes: by whoever knows what is in the table. */
    void (*changed)(void *context, const struct tlb_line *line);
    void *context;
};

struct tlbs {
    struct tlb_table code, data, second;
    uint64_t code_uses; /* of `code`: its time of use */
    uint64_t *inner;    /* addresses of inner entries, most recent first; 0: none */
    unsigned inners;
};

bool tlbs_make(struct tlbs *t, const struct timing_profile *profile);
void tlbs_free(struct tlbs *t);
bool tlb_search(struct tlb_table *t, uint64_t space, uint64_t address, uint64_t now);
struct tlb_line *tlb_peek(struct tlb_table *t, uint64_t space, uint64_t address); /* NULL: not there. No use of it */

/* Entries 0: a table that never misses. A hit counts as a use at cycle `now`. */
static inline bool tlb_holds(struct tlb_table *t, uint64_t space, uint64_t address, uint64_t now)
{
    struct tlb_line *last = &t->at[t->last];
    if (!t->sets)
        return true;
    if (last->space != space || last->page != address >> last->shift)
        return tlb_search(t, space, address, now);
    last->used = now;
    return true;
}

void tlb_fill(struct tlb_table *t, uint64_t space, uint64_t address, unsigned shift, bool shared, uint64_t now);
/* Drops entries whose space agrees with `value` in the bits of `mask`; `all_pages`, or the page of `address` alone. Entries
 * that hold in all spaces stay if `keep_shared`. The walker's cache goes. */
void tlbs_drop(struct tlbs *t, uint64_t mask, uint64_t value, bool all_pages, uint64_t address, bool keep_shared);
bool walker_holds(struct tlbs *t, uint64_t pte); /* and keeps it, if not */
