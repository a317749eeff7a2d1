/* What crossings cost: counts by where control came from and where it went. A visit is the time between two crossings, so
 * what a caller misses after a return, because the callee displaced it, stands in the row callee -> caller. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* A place is the selector of a code segment, or one of these. */
enum {
    PLACE_START = 0, /* before the first crossing */
    PLACE_SUPERVISOR = 1 << 24,
    PLACE_MACHINE = 2 << 24,
    PLACE_USER = 3 << 24, /* user mode without segments */
    PLACE_OTHERS = 4 << 24
};

struct pair_counts {
    uint64_t cycles, instructions, l1i_misses, l1d_misses, l2_misses, itlb_misses, dtlb_misses;
};

struct pair_row {
    uint32_t from, to;
    uint64_t visits; /* 0: no pair */
    struct pair_counts spent;
};

/* The last row takes what the table has no room for. */
enum { PAIRS = 1024 };

struct pairs {
    struct pair_row at[PAIRS + 1];
    unsigned used;
    uint32_t from, to;        /* of the visit that goes on */
    struct pair_counts since; /* what had been counted when it began */
};

void pairs_reset(struct pairs *p);
/* Control goes to `to`; `now`: all that has been counted so far. */
void pairs_cross(struct pairs *p, uint32_t to, const struct pair_counts *now);
/* The visit that goes on is added, and goes on. Rows are then complete. */
void pairs_settle(struct pairs *p, const struct pair_counts *now);
