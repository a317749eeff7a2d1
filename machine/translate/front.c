/* The tables before the TLB: what they learn, and when they forget. */
#include "translate/far.h"

enum { SP = 2 };

/* --- stamps --------------------------------------------------------------------------------------------------- */
static bool same_view(const struct view *a, const struct view *b)
{
    return a->base == b->base && a->limit == b->limit && a->context[XS_LOAD] == b->context[XS_LOAD] &&
           a->context[XS_STORE] == b->context[XS_STORE] && a->thread == b->thread;
}

static struct front_view *place_of(struct front *front, const struct view *view, unsigned n)
{
    uint64_t key =
        (uint64_t)n << 20 ^ view->context[XS_LOAD] ^ view->context[XS_STORE] << 1 ^ view->base << 3 ^ view->limit << 7;
    return &front->known[(key ^ key >> 32) * UINT64_C(0x9e3779b97f4a7c15) >> 58];
}
_Static_assert(FRONT_VIEWS == 1 << (64 - 58), "place_of yields every place");

/* May stores of the stack go by this stamp's entries? */
static bool stack_fits(const struct hart *h, uint64_t stamp)
{
    return h->tlb.front.stack_low[stamp / FRONT_STEP] >= h->segment.lw;
}

/* The stamp of the data view of top nibble `n`, which is not stale. */
static uint64_t stamp_of(struct hart *h, unsigned n)
{
    struct front *front = &h->tlb.front;
    const struct view *view = &h->data_view[n];
    if (front->side->stamp[n] != FRONT_STALE)
        return front->side->stamp[n];
    if (front->given + 1 >= FRONT_STALE / FRONT_STEP)
        front_clear(front);
    struct front_side *side = front_here(front);
    struct front_view *known = place_of(front, view, n);
    if (known->generation != front->generation || known->nibble != n || !same_view(&known->view, view) ||
        (n == XS_SG_THREAD && !stack_fits(h, known->stamp)))
        *known = (struct front_view){*view, ++front->given * FRONT_STEP, front->generation, n};
    if (h->offset_mask[1] == UINT64_MAX) { /* all views are alike */
        for (unsigned k = 0; k < 16; k++)
            side->stamp[k] = known->stamp;
        return known->stamp;
    }
    if (n == XS_SG_THREAD && front->stack_low[known->stamp / FRONT_STEP] < side->limit)
        front_side_note_low_stack(side);
    return side->stamp[n] = known->stamp;
}

/* --- the thread segment's low-water mark ---------------------------------------------------------------------- */
/* What lay above it may lie below; a caller that waits is renewed by its return, for what takes the mark up in C makes frames unsure.
 * Translated calls let it rise, too, but windows that reach lower come from C alone. */
void front_watch(struct hart *h)
{
    struct front *front = &h->tlb.front;
    uint64_t mark = h->segment.lw;
    if (front->thread_low < mark) {
        memset(front->entry[1], 0, sizeof front->entry[1]);
        front->thread_low = UINT64_MAX;
    }
    if (mark > h->native.low_water) {
        front->side->range[1].span = 0;
        if (!stack_fits(h, front->side->stamp[XS_SG_THREAD]))
            front->side->stamp[XS_SG_THREAD] = FRONT_STALE;
    }
    h->native.low_water = mark;
}

/* --- learning ------------------------------------------------------------------------------------------------- */
/* Stores of U-mode into a page that has linkage frames are C's. */
static bool is_kept_from(const struct hart *h, const struct view *view, bool store, const void *host)
{
    return store && context_is_segment(view->context[XS_STORE]) && far_has_frames(h, host);
}

/* Of whatever side has this stamp for its stack. */
static void note_low_stack(struct front *front, uint64_t stamp)
{
    for (struct front_side *side = front->listed; side; side = side->next)
        if (side->stamp[XS_SG_THREAD] == stamp)
            front_side_note_low_stack(side);
}

static void learn_page(struct hart *h, const struct view *view, uint64_t ea, uint64_t page, bool store, uint64_t addend)
{
    struct front *front = &h->tlb.front;
    if (page < view->base || page > view->limit || view->limit - page < PAGE_SIZE)
        return;
    bool marked = store && view->thread;
    if (marked && page < h->segment.lw)
        return;
    unsigned n = ea >> XS_OFFSET_BITS;
    uint64_t stamp = stamp_of(h, n); /* may forget all that was learnt: first */
    uint64_t *stack_low = &front->stack_low[stamp / FRONT_STEP];
    if (marked && n != XS_SG_THREAD && page < front->thread_low)
        front->thread_low = page;
    if (marked && n == XS_SG_THREAD && page < *stack_low) {
        *stack_low = page;
        note_low_stack(front, stamp);
    }
    unsigned place = (ea >> PAGE_BITS) % FRONT_ENTRIES;
    front->entry[store][place] = (struct front_entry){(ea & ~PAGE_MASK) | stamp, addend};
    front->use[store][place].cycle = front->cycle;
}

static uint64_t greater(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static void learn_range(struct hart *h, const struct view *view, uint64_t ea, uint64_t page, bool store,
                        uint64_t addend)
{
    uint64_t first = greater(greater(page, view->base), store && view->thread ? h->segment.lw : 0);
    uint64_t end = view->limit - page < PAGE_SIZE ? view->limit : page + PAGE_SIZE;
    uint64_t room = end - first, above = first - page;
    h->tlb.front.range_use[store].cycle = h->tlb.front.cycle;
    front_here(&h->tlb.front)->range[store] =
        (struct front_range){(ea & ~PAGE_MASK) + above, first < end && room >= 8 ? room - 7 : 0, addend};
}

/* The stack's page for stores, below the mark too. */
static void learn_stack(struct hart *h, const struct view *view, uint64_t ea, uint64_t page, uint64_t addend)
{
    front_here(&h->tlb.front)->stack =
        (struct front_page){page >= view->base ? ea & ~PAGE_MASK : FRONT_NOWHERE, addend};
}

void front_note(struct hart *h, const struct view *view, uint64_t ea, unsigned what, uint64_t addend)
{
    uint64_t page = ea & h->offset_mask[1] & ~PAGE_MASK;
    bool store = what & PROBE_STORE;
    if (is_kept_from(h, view, store, (const void *)(addend + ea)))
        return;
    learn_page(h, view, ea, page, store, addend);
    if (what & PROBE_STACK || view->thread)
        learn_range(h, view, ea, page, store, addend);
    if (store && ea >> XS_OFFSET_BITS == XS_SG_THREAD && view->thread)
        learn_stack(h, view, ea, page, addend);
}

const uint8_t *front_find(struct hart *h, const struct view *view, uint64_t ea, unsigned what)
{
    return tlb_fast(&h->tlb, view, ea & h->offset_mask[1], what & PROBE_SIZE, what & PROBE_STORE ? XS_STORE : XS_LOAD);
}

const struct view *front_data_view(struct hart *h, unsigned n)
{
    return h->data_view[n].limit ? &h->data_view[n] : view_refresh(h, n, XS_LOAD);
}

uint64_t front_stamp(struct hart *h, unsigned n)
{
    return front_data_view(h, n)->limit ? stamp_of(h, n) : FRONT_STALE;
}

static bool is_crossing(const struct front_crossing *c, const struct view *code, const struct view *thread,
                        uint64_t page, uint64_t changes)
{
    return c->changes == changes && c->page == page && c->limit == thread->limit && c->base == thread->base &&
           c->thread == thread->context[XS_LOAD] && c->code == code->context[XS_LOAD];
}

/* False: the stack's page is not in the TLB. */
static bool look_around(struct hart *h, struct front_crossing *c, uint64_t ea)
{
    const struct view *code = &h->data_view[XS_SG_CODE], *thread = &h->data_view[XS_SG_THREAD];
    const uint8_t *load = front_find(h, thread, ea, 8), *store = front_find(h, thread, ea, 8 | PROBE_STORE);
    if (!load || !store)
        return false;
    stamp_of(h, XS_SG_CODE);
    c->stamp[1] = stamp_of(h, XS_SG_THREAD);
    c->stamp[0] = stamp_of(h, XS_SG_CODE); /* again: stamps may have begun anew with the other */
    c->host[0] = load - (ea & PAGE_MASK);
    c->host[1] = store - (ea & PAGE_MASK);
    c->code = code->context[XS_LOAD];
    c->thread = thread->context[XS_LOAD];
    c->base = thread->base;
    c->limit = thread->limit;
    c->page = ea & ~PAGE_MASK;
    c->changes = h->tlb.front.changes;
    return true;
}

/* After a far call or return: what the code surely uses next, its own segment and the stack's page, without a miss each. */
void front_prepare(struct hart *h)
{
    struct front *front = &h->tlb.front;
    uint64_t sp = h->x[SP];
    if (front->side->stamp[XS_SG_THREAD] != FRONT_STALE || h->offset_mask[1] == UINT64_MAX || h->priv != PRV_U ||
        sp >> XS_OFFSET_BITS != XS_SG_THREAD)
        return;
    const struct view *code = front_data_view(h, XS_SG_CODE), *thread = front_data_view(h, XS_SG_THREAD);
    uint64_t ea = (sp & h->offset_mask[1]) >= thread->limit ? sp - 8 : sp, page = ea & h->offset_mask[1] & ~PAGE_MASK;
    struct front_crossing *c = &front->crossing[(code->context[XS_LOAD] >> 32 ^ thread->limit >> 6) % FRONT_CROSSINGS];
    if (!is_crossing(c, code, thread, ea & ~PAGE_MASK, front->changes) && !look_around(h, c, ea))
        return;
    if (far_has_frames(h, c->host[1]))
        return;
    struct front_side *side = front_here(front);
    side->stamp[XS_SG_CODE] = c->stamp[0];
    side->stamp[XS_SG_THREAD] = stack_fits(h, c->stamp[1]) ? c->stamp[1] : FRONT_STALE;
    if (front->stack_low[side->stamp[XS_SG_THREAD] / FRONT_STEP] < side->limit)
        front_side_note_low_stack(side);
    for (unsigned store = 0; store < 2; store++)
        learn_range(h, thread, ea, page, store, (uintptr_t)c->host[store] - (ea & ~PAGE_MASK));
    learn_stack(h, thread, ea, page, (uintptr_t)c->host[1] - (ea & ~PAGE_MASK));
}

void front_learn(struct hart *h, uint64_t ea, unsigned what)
{
    const struct view *view = &h->data_view[ea >> XS_OFFSET_BITS];
    const uint8_t *host = front_find(h, view, ea, what);
    if (host)
        front_note(h, view, ea, what, (uintptr_t)host - ea);
}

bool front_lowers_mark(const struct hart *h, const struct view *view, uint64_t ea, unsigned what)
{
    return what & PROBE_STORE && view->thread && (ea & h->offset_mask[1]) < h->segment.lw;
}

/* The TLB's fast path, as access_load and access_store take it; the hit has been counted. */
__attribute__((no_caller_saved_registers, target("general-regs-only"))) uint64_t native_probe(struct hart *h,
                                                                                              uint64_t ea,
                                                                                              unsigned what)
{
    unsigned n = ea >> XS_OFFSET_BITS;
    far_settle(h);
    const struct view *view = &h->data_view[n];
    if (view->limit == 0)
        view_refresh(h, n, XS_LOAD);
    const uint8_t *host = front_find(h, view, ea, what);
    if (!host || is_kept_from(h, view, what & PROBE_STORE, host) ||
        (what & PROBE_ATOMIC && (ea % (what & PROBE_SIZE) || front_lowers_mark(h, view, ea, what))))
        return 0;
    if (front_lowers_mark(h, view, ea, what))
        xs_note_store(&h->segment, ea & h->offset_mask[1]);
    front_note(h, view, ea, what, (uintptr_t)host - ea);
    return (uintptr_t)host - ea;
}
