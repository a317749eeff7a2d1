/* Both machines under one model of time: the interpreting engine's cycles and counts are the translator's. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "fuzz.h"
#include "timing/engine/engine.h"
#include "translate/translate.h"

static bool attach(struct twin *t, unsigned n)
{
    for (unsigned hart = 0; hart < t->harts; hart++) {
        struct hart *h = machine_hart(t->machine[n], hart);
        struct timing *model = &t->system[n]->hart[hart];
        if (n ? !translator_attach_timed(h, model) : !timing_attach(h, model))
            return false;
    }
    timing_watch_bus(machine_bus(t->machine[n]), t->system[n]);
    return true;
}

bool twin_time(struct twin *t)
{
    struct timing_profile profile;
    uint64_t kept = t->random; /* the rest of the round is as without a model */
    random_profile(t, &profile);
    bool by_cycles = draw(t, 2);
    t->random = kept;
    for (unsigned n = 0; n < 2; n++) {
        t->system[n] = timing_new(&profile, t->harts);
        if (!t->system[n] || !attach(t, n))
            return false;
        if (by_cycles)
            machine_time_by_cycles(t->machine[n], profile.clock_khz);
    }
    return true;
}

static bool same_numbers(const char *what, unsigned hart, const void *a, const void *b, size_t size, bool tell)
{
    const uint64_t *x = a, *y = b;
    bool equal = true;
    for (unsigned n = 0; n < size / sizeof *x; n++)
        equal &= same(what, hart, n, x[n], y[n], tell);
    return equal;
}

static bool same_bytes(const char *what, unsigned hart, const void *a, const void *b, size_t size, bool tell)
{
    return same(what, hart, 0, 0, size && memcmp(a, b, size) != 0, tell);
}

static bool same_cache(const char *what, unsigned hart, const struct cache *a, const struct cache *b, bool tell)
{
    bool equal = a->random == b->random && (!a->sets || memcmp(a->tree, b->tree, a->sets * sizeof *a->tree) == 0);
    for (unsigned n = 0; n < a->sets * a->ways; n++)
        equal &= a->at[n].state == b->at[n].state && (!a->at[n].state || a->at[n].line == b->at[n].line);
    return same(what, hart, 0, 0, !equal, tell);
}

/* `times`: when its entries were used, too, and not only in which order. */
static bool same_table(const char *what, unsigned hart, const struct tlb_table *a, const struct tlb_table *b,
                       bool times, bool tell)
{
    bool equal = true;
    for (unsigned n = 0; n < a->sets * a->ways; n++) {
        const struct tlb_line *x = &a->at[n], *y = &b->at[n];
        equal &= x->space == y->space && x->page == y->page && x->shift == y->shift && x->shared == y->shared &&
                 (x->used == y->used || !times);
    }
    return same(what, hart, 0, 0, !equal, tell);
}

/* What will tell later. */
static bool same_inside(unsigned n, const struct timing *a, const struct timing *b, bool tell)
{
    const struct predictor *p = &a->predictor, *q = &b->predictor;
    const struct timing_profile *f = a->profile;
    bool equal = same("line ", n, 0, a->line, b->line, tell) & same("history ", n, 0, p->history, q->history, tell);
    equal &= same_bytes("branches ", n, p->bht, q->bht, f->bht_entries, tell);
    equal &= same_bytes("targets ", n, p->btb, q->btb, f->btb_entries * sizeof *p->btb, tell);
    equal &= same_bytes("returns ", n, p->ras, q->ras, f->ras_entries * sizeof *p->ras, tell);
    equal &= same("depth ", n, 0, p->ras_depth, q->ras_depth, tell);
    equal &= same_bytes("stores ", n, a->store_done, b->store_done, sizeof a->store_done, tell);
    equal &= same_table("pages of code ", n, &a->tlbs.code, &b->tlbs.code, false, tell);
    equal &= same_table("pages of data ", n, &a->tlbs.data, &b->tlbs.data, true, tell);
    equal &= same_table("pages ", n, &a->tlbs.second, &b->tlbs.second, true, tell);
    equal &= same_cache("lines of code ", n, &a->memory->l1i[n], &b->memory->l1i[n], tell);
    return same_cache("lines of data ", n, &a->memory->l1d[n], &b->memory->l1d[n], tell) &&
           same_cache("lines ", n, &a->memory->l2, &b->memory->l2, tell) && equal;
}

static bool same_model(unsigned n, struct timing *a, struct timing *b, bool tell)
{
    timing_settle(a);
    timing_settle(b);
    bool equal = same("cycles ", n, 0, timing_cycles(a), timing_cycles(b), tell);
    equal &= same_numbers("model ", n, &a->counters, &b->counters, sizeof a->counters, tell);
    equal &=
        same_numbers("caches ", n, &a->memory->counters[n], &b->memory->counters[n], sizeof *a->memory->counters, tell);
    return same_numbers("crossings ", n, &a->pairs, &b->pairs, sizeof a->pairs, tell) && equal &&
           same_inside(n, a, b, tell);
}

bool twin_same_time(struct twin *t, bool tell)
{
    bool equal = true;
    for (unsigned n = 0; n < t->harts; n++)
        equal &= same_model(n, &t->system[0]->hart[n], &t->system[1]->hart[n], tell);
    return equal;
}
