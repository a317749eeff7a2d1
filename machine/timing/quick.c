/* Lines that need no asking. */
#include "timing/memory.h"

static unsigned quick_mask(const struct cache *c)
{
    unsigned most = c->policy == POLICY_RANDOM ? QUICK_LINES : c->sets;
    return most <= QUICK_LINES && c->sets ? most - 1 : 0;
}

void quick_clear(struct quick *q)
{
    for (unsigned n = 0; n < QUICK_LINES; n++)
        q->fetch[n] = q->load[n] = q->store[n] = QUICK_NONE;
}

void memory_quicken(struct memory *m, unsigned hart, struct quick *q, uint64_t bias)
{
    quick_clear(q);
    q->bias = bias;
    q->fetch_mask = quick_mask(&m->l1i[hart]);
    q->data_mask = quick_mask(&m->l1d[hart]);
    m->quick[hart] = q;
}

static uint64_t quick_tag(const struct memory *m, const struct quick *q, uint64_t line)
{
    return (line << m->line_shift) + q->bias;
}

void quick_fetch(struct memory *m, unsigned hart, uint64_t line)
{
    struct quick *q = m->quick[hart];
    if (!q || !q->fetch_mask)
        return;
    uint64_t tag = quick_tag(m, q, line);
    q->fetch[tag >> m->line_shift & q->fetch_mask] = tag;
}

/* The data cache's line `l` has been used. */
void quick_data(struct memory *m, unsigned hart, const struct cache_line *l)
{
    struct quick *q = m->quick[hart];
    if (!q || !q->data_mask)
        return;
    uint64_t tag = quick_tag(m, q, l->line);
    unsigned place = tag >> m->line_shift & q->data_mask;
    q->load[place] = tag;
    if (l->state == LINE_MODIFIED)
        q->store[place] = tag;
    else if (m->l1d[hart].policy != POLICY_RANDOM || q->store[place] == tag)
        q->store[place] = QUICK_NONE;
}

void quick_forget(struct memory *m, unsigned hart, uint64_t line)
{
    struct quick *q = m->quick[hart];
    if (!q)
        return;
    uint64_t tag = quick_tag(m, q, line);
    uint64_t *const place[] = {&q->fetch[tag >> m->line_shift & q->fetch_mask],
                               &q->load[tag >> m->line_shift & q->data_mask],
                               &q->store[tag >> m->line_shift & q->data_mask]};
    for (unsigned n = 0; n < 3; n++)
        if (*place[n] == tag)
            *place[n] = QUICK_NONE;
}
