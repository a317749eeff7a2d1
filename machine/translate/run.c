/* The engine: from the interpreter's loop into translated code and back. */
#include <stdlib.h>
#include <string.h>

#include "core/trap.h"
#include "translate/translator.h"

enum { BUDGET_BITS = 62 };

/* --- what may run ------------------------------------------------------------------------------------------- */
static void forget_jumps(struct hart *h)
{
    for (unsigned n = 0; n < JUMPS; n++)
        h->native.jump[n].pc = 1;
}

/* Every block is to be looked up, and compared with memory, before its translation runs again. */
static void forget_lives(struct translator *t)
{
    while (t->lives > 0)
        t->live[--t->lives]->live = 0;
}

static void flush(struct translator *t, struct hart *h)
{
    forget_lives(t);
    forget_jumps(h);
    for (unsigned n = 0; n < BLOCK_SLOTS; n++)
        h->blocks.slot[n].native = NULL;
    t->at = t->first;
    t->sites = 1;
    t->left_by = 0;
    t->serials = 0;
}

static void keep_up(struct translator *t, struct hart *h)
{
    uint64_t epoch = h->blocks.code_epoch, changes = h->tlb.fetch_changes;
    if (epoch == t->epoch && changes == t->fetch_changes)
        return;
    if (epoch != t->epoch)
        forget_lives(t);
    forget_jumps(h);
    t->epoch = epoch;
    t->fetch_changes = changes;
}

static bool revive(struct translator *t, struct hart *h, struct block *b)
{
    if (b->native && b->live)
        return true;
    if (!b->native && !translate_block(t, h, b)) {
        flush(t, h);
        if (!translate_block(t, h, b))
            return false;
    }
    if (t->lives == BLOCK_SLOTS)
        forget_lives(t);
    b->live = b->serial;
    t->live[t->lives++] = b;
    return true;
}

/* Blocks that are not kept, that the budget ends, or that lie in a page of which the code may fetch a part only; and all
 * while somebody watches. */
static bool suits(const struct hart *h, const struct block *b, uint64_t budget)
{
    const struct view *view = &h->fetch_view[h->pc >> XS_OFFSET_BITS];
    uint64_t page = h->pc & h->offset_mask[0] & ~PAGE_MASK;
    return b != &h->blocks.lone && b->count > 0 && b->count <= budget && h->breakpoints == 0 && h->watchpoints == 0 &&
           h->trace_kinds == 0 && view->base <= page && view->limit >= page && view->limit - page >= PAGE_SIZE;
}

/* --- stores to the thread segment --------------------------------------------------------------------------- */
/* The mark has risen: pages that lay above it may lie below. */
static void watch_low_water(struct translator *t, struct hart *h)
{
    if (h->segment.lw > t->low_water)
        front_drop(&h->tlb.front);
    t->low_water = h->segment.lw;
}

/* --- the front table ---------------------------------------------------------------------------------------- */
static bool wholly_inside(const struct hart *h, const struct view *view, uint64_t page, enum xs_access access)
{
    if (page < view->base || page > view->limit || view->limit - page < PAGE_SIZE)
        return false;
    return access != XS_STORE || !view->thread || page >= h->segment.lw;
}

static void front_fill(struct hart *h, uint64_t ea, enum xs_access access)
{
    const struct view *view = &h->data_view[ea >> XS_OFFSET_BITS];
    uint64_t page = ea & h->offset_mask[1] & ~PAGE_MASK;
    const uint8_t *host = wholly_inside(h, view, page, access) ? tlb_fast(&h->tlb, view, page, 1, access) : NULL;
    if (!host)
        return;
    struct front *front = &h->tlb.front;
    struct front_entry *e = &front->entry[access == XS_STORE][(ea >> PAGE_BITS) % FRONT_ENTRIES];
    e->tag = (ea & ~PAGE_MASK) | front->stamp;
    e->addend = (uintptr_t)host - (ea & ~PAGE_MASK);
}

/* --- bodies ------------------------------------------------------------------------------------------------- */
/* Takes back what the block's entry counted in advance. */
static void end_early(struct hart *h, const struct block *b, const struct insn *i, enum flow flow)
{
    unsigned at = i - b->insn;
    h->native.flow = flow;
    h->native.at = i;
    h->native.budget += b->count - at - (flow == FLOW_LEAVE);
    h->native.hits -= accesses_from(b, at + 1);
}

static enum flow run_body(struct hart *h, const struct insn *i, unsigned slot)
{
    const struct block *b = &h->blocks.slot[slot];
    h->first = h->at = b->insn;
    h->instret = h->native.total - h->native.budget - b->count;
    h->counters.n[XS_CTR_TLB_HITS] += h->native.hits;
    h->native.hits = 0;
    enum flow flow = i->exec(h, i);
    h->first = h->at = NULL;
    watch_low_water(h->engine_state, h);
    if (flow != FLOW_NEXT)
        end_early(h, b, i, flow);
    return flow;
}

unsigned native_body(struct hart *h, const struct insn *i, unsigned slot)
{
    enum flow flow = run_body(h, i, slot);
    fp_update(h);
    return flow;
}

unsigned native_access(struct hart *h, const struct insn *i, unsigned slot)
{
    const struct row *row = row_of(i->exec);
    uint64_t ea = h->x[i->rs1] + i->imm;
    h->native.hits--; /* the body counts for itself */
    enum flow flow = run_body(h, i, slot);
    if (flow == FLOW_NEXT) {
        front_fill(h, ea, row->store ? XS_STORE : XS_LOAD);
        if (row->atomic && row->store)
            front_fill(h, ea, XS_LOAD);
    }
    return flow;
}

/* --- the engine --------------------------------------------------------------------------------------------- */
/* The site by which translated code was left goes straight to `b` from now on, if that is where it leads. */
static void link_up(struct translator *t, const struct block *b)
{
    const struct site *site = &t->site[t->left_by];
    if (t->left_by && site->target == b->pc && site->page == b->code - (b->pc & PAGE_MASK))
        emit_aim(site->distance, t->code.write + ((const uint8_t *)b->native - t->code.run));
}

static void execute(struct translator *t, struct hart *h, const struct block *b, uint64_t *budget)
{
    struct native *n = &h->native;
    uint64_t most = UINT64_C(1) << BUDGET_BITS, given = *budget < most ? *budget : most;
    n->context = h->fetch_view[h->pc >> XS_OFFSET_BITS].context[XS_FETCH];
    n->jump[h->pc / 2 % JUMPS] = (struct jump){.pc = h->pc, .context = n->context, .code = b->native};
    n->budget = given;
    n->total = h->instret + given;
    n->hits = -1; /* looking up this block has been counted */
    n->flow = FLOW_END;
    t->left_by = t->enter(h, b->native);
    h->counters.n[XS_CTR_TLB_HITS] += n->hits;
    h->instret = n->total - n->budget;
    *budget -= given - n->budget;
}

static bool run(struct hart *h, const struct block *b, uint64_t *budget)
{
    struct translator *t = h->engine_state;
    struct block *kept = &h->blocks.slot[b == &h->blocks.lone ? 0 : b - h->blocks.slot];
    keep_up(t, h);
    watch_low_water(t, h);
    if (!suits(h, b, *budget) || !revive(t, h, kept) || !fp_ready(h, kept->fp)) {
        t->left_by = 0;
        return engine_interpret(h, b, budget);
    }
    link_up(t, kept);
    execute(t, h, kept, budget);
    enum flow flow = h->native.flow;
    if (flow == FLOW_TRAP || flow == FLOW_STOP)
        h->pc = h->native.at->pc;
    if (flow == FLOW_TRAP) {
        trap_take(h);
        *budget -= *budget > 0;
    }
    return flow != FLOW_STOP;
}

/* --- life --------------------------------------------------------------------------------------------------- */
static void release(struct hart *h)
{
    struct translator *t = h->engine_state;
    code_unmap(&t->code);
    free(t->site);
    free(t);
    h->engine = NULL;
}

static const struct engine engine = {run, release};

bool translator_attach(struct hart *h)
{
    struct translator *t = calloc(1, sizeof *t);
    if (!t)
        return false;
    t->site = calloc(SITES, sizeof *t->site);
    if (!t->site || !code_map(&t->code)) {
        free(t->site);
        free(t);
        return false;
    }
    t->physical = bus_distance(h->bus);
    rows_build();
    stubs_emit(t);
    h->engine = &engine;
    h->engine_state = t;
    flush(t, h);
    return true;
}
