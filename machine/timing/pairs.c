#include "timing/pairs.h"

enum { COUNTS = sizeof(struct pair_counts) / sizeof(uint64_t) };

void pairs_reset(struct pairs *p)
{
    *p = (struct pairs){.at[PAIRS] = {.from = PLACE_OTHERS, .to = PLACE_OTHERS}};
}

static struct pair_row *row_of(struct pairs *p, uint32_t from, uint32_t to)
{
    unsigned at = (unsigned)(((uint64_t)from << 32 | to) * UINT64_C(0x9e3779b97f4a7c15) >> 54);
    while (p->at[at].visits && (p->at[at].from != from || p->at[at].to != to))
        at = (at + 1) % PAIRS;
    if (p->at[at].visits)
        return &p->at[at];
    if (p->used == PAIRS - 1) /* one stays free, so that probing ends */
        return &p->at[PAIRS];
    p->used++;
    p->at[at].from = from;
    p->at[at].to = to;
    return &p->at[at];
}
_Static_assert(PAIRS == 1 << (64 - 54), "row_of yields every row");

static void add_visit(struct pairs *p, const struct pair_counts *now, unsigned visits)
{
    struct pair_row *row = row_of(p, p->from, p->to);
    uint64_t *spent = &row->spent.cycles;
    const uint64_t *after = &now->cycles, *before = &p->since.cycles;
    row->visits += visits;
    for (unsigned n = 0; n < COUNTS; n++)
        spent[n] += after[n] - before[n];
    p->since = *now;
}

void pairs_cross(struct pairs *p, uint32_t to, const struct pair_counts *now)
{
    add_visit(p, now, 1);
    p->from = p->to;
    p->to = to;
}

void pairs_settle(struct pairs *p, const struct pair_counts *now)
{
    add_visit(p, now, 1);
}
