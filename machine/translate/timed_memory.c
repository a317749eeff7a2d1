/* Accesses and fetches that the lists of what hits do not hold. */
/* What translated code calls with its registers as they are saves what it uses; this keeps vector registers out of it. */
#pragma GCC target("general-regs-only")
#include "translate/timed_call.h"

uint64_t *timed_use(struct hart *h, const struct view *view, uint64_t ea, bool store)
{
    struct timed *c = timed_of(h);
    struct tlb_table *data = &c->engine->model->tlbs.data;
    uint64_t space = space_of(view->context[store ? XS_STORE : XS_LOAD]);
    if (!space || !data->sets)
        return &c->nowhere;
    struct tlb_line *line = tlb_peek(data, space, ea & h->offset_mask[1]);
    return line ? &line->used : NULL;
}

CALLED uint64_t timed_probe(struct hart *h, uint64_t ea, uint64_t where, uint64_t unused)
{
    unsigned what = where & 127;
    bool store = what & PROBE_STORE;
    const struct view *view = front_data_view(h, ea >> XS_OFFSET_BITS);
    const uint8_t *host = ea % (what & PROBE_SIZE) ? NULL : front_find(h, view, ea, what);
    uint64_t *cycle = host ? timed_use(h, view, ea, store) : NULL;
    (void)unused;
    if (!cycle)
        return 0;
    *cycle = h->native.now - issue_ahead(h, version_at(h, where), insn_at(where) + 1);
    if (front_lowers_mark(h, view, ea, what))
        xs_note_store(&h->segment, ea & h->offset_mask[1]);
    h->tlb.front.cycle = cycle;
    front_note(h, view, ea, what, (uintptr_t)host - ea);
    return (uintptr_t)host - ea;
}

CALLED uint64_t timed_line(struct hart *h, uint64_t host, uint64_t where, uint64_t unused)
{
    uint64_t to_come = issue_ahead(h, version_at(h, where), insn_at(where) + 1);
    bool store = where & PROBE_STORE;
    (void)unused;
    if (!time_enough(h, timed_of(h)->most))
        return 0;
    struct timing *t = clock_at(h, to_come);
    timing_data(t, store ? TIMING_STORE : TIMING_LOAD, 0, 0, host - t->quick.bias, 1);
    clock_on(h, to_come);
    h->native.done -= store ? DONE(0, 0, 1) : DONE(0, 1, 0); /* the model has counted it */
    h->counters.n[XS_CTR_TLB_HITS]++;
    return 1;
}

CALLED uint64_t timed_fetch(struct hart *h, uint64_t line, uint64_t where, uint64_t unused)
{
    const struct version *v = version_at(h, where);
    const struct block *b = block_of(h, v);
    uint64_t to_come = issue_ahead(h, v, insn_at(where));
    unsigned nibble = line >> XS_OFFSET_BITS;
    const struct view *view = &h->fetch_view[nibble];
    (void)unused;
    if (!time_enough(h, timed_of(h)->most_fetch)) {
        timed_of(h)->missing = &b->insn[insn_at(where)];
        return 0;
    }
    if (view->limit == 0)
        view = view_refresh(h, nibble, XS_FETCH);
    struct timing *t = clock_at(h, to_come);
    uint64_t page = (uintptr_t)b->code - (b->pc & PAGE_MASK) - t->quick.bias;
    timed_of(h)->engine->space = space_of(view->context[XS_FETCH]);
    timing_fetch(t, timed_of(h)->engine->space, line, page + (line & PAGE_MASK));
    clock_on(h, to_come);
    return 1;
}
