#include "timing/tlb.h"

#include <stdlib.h>
#include <string.h>

enum { SMALL = 12, KIND = 62 };

static bool table_make(struct tlb_table *t, unsigned entries, unsigned ways)
{
    *t = (struct tlb_table){.ways = ways, .sets = entries ? entries / ways : 0};
    if (entries)
        t->at = calloc(entries, sizeof *t->at);
    return !entries || t->at;
}

bool tlbs_make(struct tlbs *t, const struct timing_profile *p)
{
    *t = (struct tlbs){.inners = p->walk_cache};
    t->inner = calloc(p->walk_cache + 1u, sizeof *t->inner);
    return t->inner && table_make(&t->code, p->itlb_entries, p->itlb_entries) &&
           table_make(&t->data, p->dtlb_entries, p->dtlb_entries) &&
           table_make(&t->second, p->stlb_entries, p->stlb_ways);
}

void tlbs_free(struct tlbs *t)
{
    free(t->code.at);
    free(t->data.at);
    free(t->second.at);
    free(t->inner);
}

static bool matches(const struct tlb_line *e, uint64_t space, uint64_t address)
{
    if (e->page != address >> e->shift || !e->space)
        return false;
    return e->space == space || (e->shared && e->space >> KIND == space >> KIND);
}

/* Tables of several sets hold small pages only, found by page number and space. */
static struct tlb_line *set_of(const struct tlb_table *t, uint64_t space, uint64_t address)
{
    uint64_t hash = (address >> SMALL) ^ space ^ space >> 32;
    return &t->at[(t->sets > 1 ? hash & (t->sets - 1) : 0) * t->ways];
}

struct tlb_line *tlb_peek(struct tlb_table *t, uint64_t space, uint64_t address)
{
    struct tlb_line *set = set_of(t, space, address);
    for (unsigned n = 0; n < t->ways; n++)
        if (matches(&set[n], space, address))
            return &set[n];
    return NULL;
}

bool tlb_search(struct tlb_table *t, uint64_t space, uint64_t address, uint64_t now)
{
    struct tlb_line *line = tlb_peek(t, space, address);
    if (!line)
        return false;
    line->used = now;
    t->last = (unsigned)(line - t->at);
    return true;
}

static void tell(const struct tlb_table *t, const struct tlb_line *line)
{
    if (t->changed && line->space)
        t->changed(t->context, line);
}

static bool overlaps(const struct tlb_line *a, const struct tlb_line *b)
{
    unsigned shift = a->shift > b->shift ? a->shift : b->shift;
    bool meet = a->space == b->space || ((a->shared || b->shared) && a->space >> KIND == b->space >> KIND);
    return meet && a->page << a->shift >> shift == b->page << b->shift >> shift;
}

static void drop(const struct tlb_table *t, struct tlb_line *line)
{
    tell(t, line);
    *line = (struct tlb_line){0};
}

/* What overlaps it goes, so that an address is never in two entries: which one was used would be by chance. */
void tlb_fill(struct tlb_table *t, uint64_t space, uint64_t address, unsigned shift, bool shared, uint64_t now)
{
    if (!t->sets || (t->sets > 1 && shift != SMALL))
        return;
    const struct tlb_line new = {space, address >> shift, now, (uint8_t)shift, shared};
    struct tlb_line *set = set_of(t, space, address), *oldest = set;
    for (unsigned n = 0; n < t->ways; n++)
        if (set[n].space && overlaps(&set[n], &new))
            drop(t, &set[n]);
    for (unsigned n = 1; n < t->ways; n++)
        if (set[n].space == 0 ? oldest->space != 0 : oldest->space != 0 && set[n].used < oldest->used)
            oldest = &set[n];
    tell(t, oldest);
    *oldest = new;
}

static void table_drop(struct tlb_table *t, uint64_t mask, uint64_t value, bool all_pages, uint64_t address,
                       bool keep_shared)
{
    for (unsigned n = 0; n < t->sets * t->ways; n++) {
        struct tlb_line *e = &t->at[n];
        bool in_space = (e->space & mask) == value && !(e->shared && keep_shared);
        if (in_space && (all_pages || e->page == address >> e->shift))
            drop(t, e);
    }
}

void tlbs_drop(struct tlbs *t, uint64_t mask, uint64_t value, bool all_pages, uint64_t address, bool keep_shared)
{
    struct tlb_table *const tables[] = {&t->code, &t->data, &t->second};
    for (unsigned n = 0; n < 3; n++)
        table_drop(tables[n], mask, value, all_pages, address, keep_shared);
    memset(t->inner, 0, t->inners * sizeof *t->inner);
}

bool walker_holds(struct tlbs *t, uint64_t pte)
{
    unsigned n = 0;
    while (n < t->inners && t->inner[n] != pte)
        n++;
    bool held = n < t->inners;
    for (n = held ? n : t->inners; n > 0; n--) /* the last one is lost; `inner` has a word to spare */
        t->inner[n] = t->inner[n - 1];
    t->inner[0] = pte;
    return held;
}
