/* Small tables before the TLB, for translated code: effective address to host memory.
 *
 * They hold only what the TLB holds, so that each hit is a hit in the TLB; the interpreter only keeps them true. A page that lies wholly
 * inside its view is in `entry`, under a stamp that stands for the view: a view that comes back, as after a far call, finds its
 * pages again. Of the thread segment there is for stores, under the stamp of now, only what does not take the low-water mark
 * lower. A range is the part of one page that a view lets accesses reach: of the stack, for the page in which its limit or the mark lies. */
#pragma once
#include <stdint.h>
#include <string.h>

#include "mmu/view.h"

enum {
    FRONT_ENTRIES = 256,
    FRONT_STEP = 8,
    FRONT_STAMPS = 512,
    FRONT_STALE = 511 * FRONT_STEP,
    FRONT_VIEWS = 64,
    FRONT_CROSSINGS = 8
};

struct front_entry {
    uint64_t tag;    /* effective address of the page, with the stamp in bits 11:3 */
    uint64_t addend; /* host address less effective address */
};

struct front_range {
    uint64_t first; /* effective address */
    uint64_t span;  /* accesses of up to 8 bytes that begin less than this behind it */
    uint64_t addend;
};

/* A page that the TLB has; its view's limit is still to be looked at. */
struct front_page {
    uint64_t first; /* effective address; FRONT_NOWHERE: none */
    uint64_t addend;
};

/* With a model of time: where its TLB notes the cycle of the entry's latest use. */
struct front_use {
    uint64_t *cycle, *spare;
};

/* What is known of the views of now. Each side of a far call that translated code does by itself has its own, which waits there
 * for the return (translate/far.h); else it is `own`. */
struct far_site;
struct front_side {
    struct front_range range[2];
    struct front_page stack; /* a page of sg2, for stores: below the low-water mark, too */
    uint64_t limit;          /* S2's */
    uint64_t context;        /* number of the context of fetches */
    struct far_site *site;   /* the call that made the newest frame, while that surely is as it was made */
    struct far_site *ready;  /* the same, while it may be made again at once; NULL: may not */
    bool low_stack;          /* sg2's stamp has entries for stores below its limit: the next call must forget it */
    bool known;              /* in the list of those that may hold something */
    struct front_side *next;
    uint64_t stamp[16]; /* of the data views, by top nibble; FRONT_STALE: not known */
};

struct front_view {
    struct view view;
    uint64_t stamp, generation;
    unsigned nibble; /* each has stamps of its own: an access may look for a page by another nibble's */
};

/* What a far call or return into these views found: its stamps, and the stack's page in the TLB. */
struct front_crossing {
    uint64_t code, thread, base, limit, page, changes;
    uint64_t stamp[2];      /* of sg1 and sg2 */
    const uint8_t *host[2]; /* of the page, for loads and stores */
};

struct front {
    struct front_entry entry[2][FRONT_ENTRIES]; /* loads, stores */
    struct front_side own, *side, *listed;      /* side: of the code that runs; listed: what else may hold something */
    struct front_side *settled;                 /* whose state the segment unit's is; `side` may be ahead of it */
    struct front_view known[FRONT_VIEWS];       /* of this generation alone */
    uint64_t given, generation;                 /* stamps given out */
    uint64_t changes;                           /* of the TLB for data: entries that went */
    struct front_crossing crossing[FRONT_CROSSINGS];
    /* No entry for stores lies lower in a thread segment: by windows of it; by sg2 itself, for each stamp. */
    uint64_t thread_low, stack_low[FRONT_STAMPS];
    struct front_use use[2][FRONT_ENTRIES], range_use[2];
    uint64_t *cycle; /* of what is learnt next */
};

/* `first` of a range that is not there: physical addresses have no range. */
#define FRONT_NOWHERE (UINT64_C(15) << 60)

static inline void front_side_forget_ranges(struct front_side *side)
{
    side->range[0].span = side->range[1].span = 0;
    side->range[0].first = side->stack.first = FRONT_NOWHERE;
}

static inline void front_side_forget(struct front_side *side)
{
    front_side_forget_ranges(side);
    for (unsigned n = 0; n < 16; n++)
        side->stamp[n] = FRONT_STALE;
    side->low_stack = false;
}

static inline void front_side_note_low_stack(struct front_side *side)
{
    side->low_stack = true;
    side->ready = NULL;
}

/* The side of the code that runs, which is to be changed. */
static inline struct front_side *front_here(struct front *front)
{
    struct front_side *side = front->side;
    if (side != &front->own && !side->known) {
        side->known = true;
        side->next = front->listed;
        front->listed = side;
    }
    return side;
}

/* What runs is at no known side any more. Nothing is ahead of the segment unit. */
static inline void front_leave_side(struct front *front)
{
    if (front->side == &front->own)
        return;
    front_side_forget(&front->own);
    front->own.limit = front->side->limit;
    front->own.context = front->side->context;
    front->side = front->settled = &front->own;
}

static inline void front_forget_ranges(struct front *front)
{
    front_side_forget_ranges(&front->own);
    for (struct front_side *side = front->listed; side; side = side->next)
        front_side_forget_ranges(side);
}

/* Nothing of the page with this number, in whatever segment: its number modulo FRONT_ENTRIES is its place. */
static inline void front_forget_page(struct front *front, uint64_t page)
{
    front_forget_ranges(front);
    for (unsigned store = 0; store < 2; store++)
        front->entry[store][page % FRONT_ENTRIES].tag = 0;
}

/* The views are to be made anew. */
static inline void front_forget_views(struct front *front)
{
    for (; front->listed; front->listed = front->listed->next) {
        front_side_forget(front->listed);
        front->listed->known = false;
    }
    front_side_forget(&front->own);
    front_leave_side(front);
}

/* Nothing that was in the TLB need be there now. */
static inline void front_drop(struct front *front)
{
    front->generation++;
    front->changes++;
    front->thread_low = UINT64_MAX;
    front_forget_views(front);
}

/* No entry, whatever its stamp. */
static inline void front_clear(struct front *front)
{
    memset(front->entry, 0, sizeof front->entry);
    memset(front->stack_low, 0xff, sizeof front->stack_low);
    front->given = 0;
    front_drop(front);
}
