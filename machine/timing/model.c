#include "timing/model.h"

#include <stdlib.h>

enum { LARGEST_SHIFT = 12 };

static bool make_hart(struct timing_system *s, unsigned n)
{
    struct timing *t = &s->hart[n];
    t->profile = &s->profile;
    t->memory = &s->memory;
    t->hart = n;
    return predictor_make(&t->predictor, t->profile) && tlbs_make(&t->tlbs, t->profile);
}

struct timing_system *timing_new(const struct timing_profile *profile, unsigned harts)
{
    struct timing_system *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->profile = *profile;
    s->harts = harts;
    s->hart = calloc(harts, sizeof *s->hart);
    bool ok = s->hart && memory_make(&s->memory, &s->profile, harts);
    for (unsigned n = 0; ok && n < harts; n++)
        ok = make_hart(s, n);
    if (!ok) {
        timing_free(s);
        return NULL;
    }
    for (unsigned n = 0; n < harts; n++)
        timing_reset(&s->hart[n]);
    return s;
}

void timing_free(struct timing_system *s)
{
    if (!s)
        return;
    for (unsigned n = 0; s->hart && n < s->harts; n++) {
        predictor_free(&s->hart[n].predictor);
        tlbs_free(&s->hart[n].tlbs);
    }
    memory_free(&s->memory);
    free(s->hart);
    free(s);
}

void timing_reset(struct timing *t)
{
    pipe_reset(&t->pipe, t->profile->issue_width, t->profile->memory_ports);
    predictor_clear(&t->predictor);
    tlbs_drop(&t->tlbs, 0, 0, true, 0, false);
    memory_drop_hart(t->memory, t->hart);
    for (unsigned n = 0; n < STORES_MOST; n++)
        t->store_done[n] = 0;
    t->stall = 0;
    t->line = TIMING_NO_LINE;
    t->counters = (struct timing_counters){0};
    pairs_reset(&t->pairs);
}

static void freeze(struct timing *t, uint64_t cycles, uint64_t *cause)
{
    t->stall += cycles;
    *cause += cycles;
}

/* --- translation ---------------------------------------------------------------------------------------------- */
/* The walker reads through the data cache; inner entries that it holds cost nothing. */
static uint64_t walk(struct timing *t, uint64_t space, uint64_t address, struct timing_walk *w)
{
    uint64_t cost = 0;
    *w = (struct timing_walk){.shift = LARGEST_SHIFT};
    t->counters.walks++;
    if (t->walk)
        t->walk(t->walk_context, space, address, w);
    cost += (uint64_t)w->lookups * t->profile->slb_latency;
    if (w->table_reads)
        cost += t->profile->load_word + memory_load(t->memory, t->hart, w->table);
    for (unsigned n = 0; n < w->reads; n++) {
        if (n + 1 < w->reads && walker_holds(&t->tlbs, w->pte[n]))
            continue;
        t->counters.pte_reads++;
        cost += t->profile->walk_step + memory_load(t->memory, t->hart, w->pte[n]);
    }
    return cost;
}

/* When what is used now has been used. Of code the order of uses counts, so that one more of the latest entry changes
 * nothing; of data the cycle. */
static uint64_t time_of_use(struct timing *t, const struct tlb_table *first)
{
    return first == &t->tlbs.code ? ++t->tlbs.code_uses : timing_cycles(t);
}

static void translate(struct timing *t, struct tlb_table *first, uint64_t *misses, uint64_t space, uint64_t address)
{
    struct timing_walk w;
    if (!space || tlb_holds(first, space, address, time_of_use(t, first)))
        return;
    ++*misses;
    if (t->tlbs.second.sets && tlb_holds(&t->tlbs.second, space, address, timing_cycles(t))) {
        freeze(t, t->profile->stlb_latency, &t->counters.stall.translation);
        tlb_fill(first, space, address, LARGEST_SHIFT, false, time_of_use(t, first));
        return;
    }
    uint64_t cost = t->profile->stlb_latency + walk(t, space, address, &w);
    freeze(t, cost, &t->counters.stall.translation);
    tlb_fill(first, space, address, w.shift, w.shared, time_of_use(t, first));
    tlb_fill(&t->tlbs.second, space, address, w.shift, w.shared, timing_cycles(t));
}

/* --- memory ------------------------------------------------------------------------------------------------------- */
void timing_fetch(struct timing *t, uint64_t space, uint64_t line, uint64_t pa)
{
    t->line = line;
    translate(t, &t->tlbs.code, &t->counters.itlb_misses, space, line);
    freeze(t, memory_fetch(t->memory, t->hart, pa), &t->counters.stall.fetch);
}

/* A store that misses waits in the buffer; only a full buffer holds the pipe up. */
static void buffer_store(struct timing *t, unsigned cost, uint64_t *cause)
{
    unsigned entries = t->profile->store_buffer, free = 0;
    uint64_t now = timing_cycles(t);
    if (!cost)
        return;
    for (unsigned n = 1; n < entries; n++)
        if (t->store_done[n] < t->store_done[free])
            free = n;
    if (entries && t->store_done[free] > now)
        freeze(t, t->store_done[free] - now, cause);
    if (entries)
        t->store_done[free] = timing_cycles(t) + cost;
    else
        freeze(t, cost, cause);
}

static void touch(struct timing *t, enum timing_access access, uint64_t pa)
{
    if (access == TIMING_LOAD)
        freeze(t, memory_load(t->memory, t->hart, pa), &t->counters.stall.data);
    else if (access == TIMING_STORE)
        buffer_store(t, memory_store(t->memory, t->hart, pa), &t->counters.stall.store);
    else
        buffer_store(t, memory_zero(t->memory, t->hart, pa), &t->counters.stall.store);
}

/* Lies within a page; may lie in two lines. */
void timing_data(struct timing *t, enum timing_access access, uint64_t space, uint64_t address, uint64_t pa,
                 unsigned size)
{
    uint64_t mask = t->profile->line_bytes - 1, last = pa + size - 1;
    translate(t, &t->tlbs.data, &t->counters.dtlb_misses, space, address);
    touch(t, access, pa);
    for (uint64_t line = (pa | mask) + 1; line <= last; line += mask + 1)
        touch(t, access, line);
}

void timing_divide(struct timing *t, unsigned bits)
{
    const struct timing_profile *p = t->profile;
    unsigned steps = p->div_bits ? (bits + p->div_bits - 1) / p->div_bits : 0;
    freeze(t, p->div_base - 1 + steps, &t->counters.stall.divide);
}

void timing_atomic(struct timing *t)
{
    freeze(t, t->profile->amo, &t->counters.stall.data);
}

void timing_device(struct timing *t)
{
    freeze(t, t->profile->device, &t->counters.stall.device);
}

static void drain(struct timing *t)
{
    uint64_t now = timing_cycles(t), last = now;
    for (unsigned n = 0; n < t->profile->store_buffer; n++)
        last = t->store_done[n] > last ? t->store_done[n] : last;
    freeze(t, last - now, &t->counters.stall.store);
}

void timing_fence(struct timing *t)
{
    drain(t);
    freeze(t, t->profile->fence, &t->counters.stall.system);
}

void timing_fence_code(struct timing *t)
{
    drain(t);
    memory_drop_code(t->memory, t->hart);
    freeze(t, t->profile->refill, &t->counters.stall.system);
    t->line = TIMING_NO_LINE;
}

/* --- control ------------------------------------------------------------------------------------------------------ */
void timing_predicted(struct timing *t, enum prediction prediction)
{
    const struct timing_profile *p = t->profile;
    const unsigned cost[] = {p->taken_btb, p->taken_decode, p->mispredict, 0};
    t->counters.branches++;
    t->counters.mispredicts += prediction == MISPREDICTED;
    freeze(t, cost[prediction], &t->counters.stall.control);
}

void timing_csr_write(struct timing *t)
{
    freeze(t, t->profile->csr_write, &t->counters.stall.system);
    t->line = TIMING_NO_LINE;
}

void timing_trap(struct timing *t, enum timing_trap what)
{
    const struct timing_profile *p = t->profile;
    const unsigned extra[] = {p->trap_entry, p->ecall_entry, p->trap_return};
    t->counters.traps += what != TIMING_RETURN;
    freeze(t, p->refill + extra[what], &t->counters.stall.system);
    t->line = TIMING_NO_LINE;
}

/* --- segment unit ------------------------------------------------------------------------------------------------ */
void timing_lookups(struct timing *t, uint64_t lookups)
{
    t->counters.slb_lookups += lookups;
    freeze(t, lookups * t->profile->slb_latency, &t->counters.stall.segment);
}

void timing_table(struct timing *t, bool write, uint64_t pa, unsigned size)
{
    const struct timing_profile *p = t->profile;
    uint64_t mask = p->line_bytes - 1, last = pa + size - 1;
    t->counters.segment_bytes += size;
    if (p->segment_port)
        freeze(t, (size + p->segment_port - 1) / p->segment_port, &t->counters.stall.segment);
    for (uint64_t at = pa; at <= last; at = (at | mask) + 1) {
        if (write)
            buffer_store(t, memory_store(t->memory, t->hart, at), &t->counters.stall.segment);
        else
            freeze(t, memory_load(t->memory, t->hart, at), &t->counters.stall.segment);
    }
}

void timing_redirect(struct timing *t)
{
    t->counters.redirects++;
    freeze(t, t->profile->mispredict, &t->counters.stall.segment);
    t->line = TIMING_NO_LINE;
}

void timing_switch(struct timing *t)
{
    if (t->profile->tlb_tags)
        return;
    tlbs_drop(&t->tlbs, 0, 0, true, 0, false);
    t->line = TIMING_NO_LINE;
}

/* --- crossings ---------------------------------------------------------------------------------------------------- */
static struct pair_counts counted(const struct timing *t)
{
    const struct memory_counters *m = &t->memory->counters[t->hart];
    return (struct pair_counts){
        .cycles = timing_cycles(t),
        .instructions = t->counters.instructions,
        .l1i_misses = m->fetch_misses,
        .l1d_misses = m->load_misses + m->store_misses,
        .l2_misses = m->l2_misses,
        .itlb_misses = t->counters.itlb_misses,
        .dtlb_misses = t->counters.dtlb_misses,
    };
}

void timing_place(struct timing *t, uint32_t place)
{
    if (place == t->pairs.to)
        return;
    struct pair_counts now = counted(t);
    pairs_cross(&t->pairs, place, &now);
}

void timing_settle(struct timing *t)
{
    struct pair_counts now = counted(t);
    pairs_settle(&t->pairs, &now);
}
