#include "timing/memory.h"

#include <stdlib.h>

bool memory_make(struct memory *m, const struct timing_profile *p, unsigned harts)
{
    *m = (struct memory){.profile = p, .harts = harts, .line_shift = (unsigned)__builtin_ctz(p->line_bytes)};
    m->l1i = calloc(harts, sizeof *m->l1i);
    m->l1d = calloc(harts, sizeof *m->l1d);
    m->quick = calloc(harts, sizeof *m->quick);
    m->counters = calloc(harts, sizeof *m->counters);
    bool ok = m->l1i && m->l1d && m->quick && m->counters &&
              cache_make(&m->l2, p->l2_bytes, p->l2_ways, p->line_bytes, p->l2_policy);
    for (unsigned n = 0; ok && n < harts; n++)
        ok = cache_make(&m->l1i[n], p->l1i_bytes, p->l1i_ways, p->line_bytes, p->l1i_policy) &&
             cache_make(&m->l1d[n], p->l1d_bytes, p->l1d_ways, p->line_bytes, p->l1d_policy);
    return ok;
}

void memory_free(struct memory *m)
{
    for (unsigned n = 0; n < m->harts; n++) {
        if (m->l1i)
            cache_free(&m->l1i[n]);
        if (m->l1d)
            cache_free(&m->l1d[n]);
    }
    cache_free(&m->l2);
    free(m->l1i);
    free(m->l1d);
    free(m->quick);
    free(m->counters);
}

/* --- coherence ---------------------------------------------------------------------------------------------------- */
static void invalidate(struct cache *c, uint64_t line)
{
    struct cache_line *l = c->sets ? cache_peek(c, line) : NULL;
    if (l)
        l->state = LINE_INVALID;
}

/* Inclusion: what leaves the L2 leaves every L1. */
static void leave_l2(struct memory *m, uint64_t line)
{
    for (unsigned n = 0; n < m->harts; n++) {
        quick_forget(m, n, line);
        invalidate(&m->l1i[n], line);
        invalidate(&m->l1d[n], line);
    }
}

/* Brings the line into the L2. `read`: its content is needed, from DRAM if need be. */
static unsigned reach_l2(struct memory *m, unsigned hart, uint64_t line, bool read)
{
    const struct timing_profile *p = m->profile;
    m->counters[hart].l2_accesses++;
    if (!m->l2.sets || cache_find(&m->l2, line))
        return p->l2_latency;
    m->counters[hart].l2_misses++;
    struct cache_line *l = cache_place(&m->l2, line);
    if (l->state)
        leave_l2(m, l->line);
    l->line = line;
    l->state = LINE_SHARED;
    return p->l2_latency + (read ? p->memory_latency : 0);
}

/* Other harts' copies become shared, or go. `dirty`: one had the only copy and must hand it over. Answers whether there
 * were any. */
static bool probe_others(struct memory *m, unsigned hart, uint64_t line, bool take, bool *dirty)
{
    bool any = false;
    for (unsigned n = 0; n < m->harts; n++) {
        struct cache_line *l = n == hart ? NULL : cache_peek(&m->l1d[n], line);
        if (!l)
            continue;
        any = true;
        quick_forget(m, n, line);
        *dirty |= l->state != LINE_SHARED;
        l->state = take ? LINE_INVALID : LINE_SHARED;
        m->counters[n].invalidations += take;
    }
    return any;
}

unsigned memory_fetch(struct memory *m, unsigned hart, uint64_t pa)
{
    struct cache *c = &m->l1i[hart];
    uint64_t line = pa >> m->line_shift;
    m->counters[hart].fetches++;
    if (!c->sets)
        return 0;
    if (cache_find(c, line)) {
        quick_fetch(m, hart, line);
        return 0;
    }
    m->counters[hart].fetch_misses++;
    unsigned cost = reach_l2(m, hart, line, true);
    struct cache_line *l = cache_place(c, line);
    if (l->state)
        quick_forget(m, hart, l->line);
    l->line = line;
    l->state = LINE_SHARED;
    quick_fetch(m, hart, line);
    return cost;
}

static void keep(struct memory *m, unsigned hart, uint64_t line, enum line_state state)
{
    struct cache_line *l = cache_place(&m->l1d[hart], line); /* a dirty victim goes to the L2 behind the hart's back */
    if (l->state)
        quick_forget(m, hart, l->line);
    l->line = line;
    l->state = state;
    quick_data(m, hart, l);
}

unsigned memory_load(struct memory *m, unsigned hart, uint64_t pa)
{
    struct cache *c = &m->l1d[hart];
    uint64_t line = pa >> m->line_shift;
    struct cache_line *l = NULL;
    m->counters[hart].loads++;
    if (!c->sets)
        return 0;
    if ((l = cache_find(c, line))) {
        quick_data(m, hart, l);
        return 0;
    }
    m->counters[hart].load_misses++;
    bool dirty = false, shared = m->harts > 1 && probe_others(m, hart, line, false, &dirty);
    unsigned cost = reach_l2(m, hart, line, true) + (dirty ? m->profile->probe : 0);
    m->counters[hart].probes += dirty;
    keep(m, hart, line, shared ? LINE_SHARED : LINE_EXCLUSIVE);
    return cost;
}

/* A shared line is asked for at the L2 before it is written. */
static unsigned write_line(struct memory *m, unsigned hart, uint64_t pa, bool read)
{
    struct cache *c = &m->l1d[hart];
    uint64_t line = pa >> m->line_shift;
    struct cache_line *l = NULL;
    m->counters[hart].stores++;
    if (!c->sets)
        return 0;
    if ((l = cache_find(c, line)) && l->state != LINE_SHARED) {
        l->state = LINE_MODIFIED;
        quick_data(m, hart, l);
        return 0;
    }
    m->counters[hart].store_misses += !l;
    bool dirty = false, others = m->harts > 1 && probe_others(m, hart, line, true, &dirty);
    m->counters[hart].probes += others;
    unsigned cost = (others ? m->profile->probe : 0) + (l ? m->profile->l2_latency : reach_l2(m, hart, line, read));
    if (!l) {
        keep(m, hart, line, LINE_MODIFIED);
        return cost;
    }
    l->state = LINE_MODIFIED;
    quick_data(m, hart, l);
    return cost;
}

unsigned memory_store(struct memory *m, unsigned hart, uint64_t pa)
{
    return write_line(m, hart, pa, true);
}

unsigned memory_zero(struct memory *m, unsigned hart, uint64_t pa)
{
    return write_line(m, hart, pa, false);
}

void memory_drop_code(struct memory *m, unsigned hart)
{
    cache_clear(&m->l1i[hart]);
    if (m->quick[hart])
        quick_clear(m->quick[hart]);
}

void memory_drop_hart(struct memory *m, unsigned hart)
{
    memory_drop_code(m, hart);
    cache_clear(&m->l1d[hart]);
    if (hart == 0) /* a machine resets its harts in order */
        cache_clear(&m->l2);
    m->counters[hart] = (struct memory_counters){0};
}

/* A device reads and writes through the L2: what it writes is in no L1 any more. */
void memory_dma(struct memory *m, uint64_t pa, uint64_t size, bool write)
{
    if (!m->l1d[0].sets || !size)
        return;
    for (uint64_t line = pa >> m->line_shift; line <= (pa + size - 1) >> m->line_shift; line++)
        for (unsigned n = 0; n < m->harts; n++) {
            struct cache_line *l = cache_peek(&m->l1d[n], line);
            quick_forget(m, n, line);
            if (l)
                l->state = write ? LINE_INVALID : LINE_SHARED;
            if (write)
                invalidate(&m->l1i[n], line);
        }
}
