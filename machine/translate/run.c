/* The engine: from the interpreter's loop into translated code and back. */
#include <stdlib.h>
#include <string.h>

#include "core/trap.h"
#include "translate/far.h"

/* At most so many instructions at once: their accesses are counted in HITS_BITS. */
enum { BUDGET_BITS = HITS_BITS - 2 };

/* --- what may run ------------------------------------------------------------------------------------------- */
/* The context of fetches by a number that it has until jumps are forgotten. What no context permits has one that no jump knows:
 * CONTEXT_NONE is also what a forgotten place holds. */
uint64_t context_number(struct translator *t, uint64_t context)
{
    struct context_number *n = &t->number[(context ^ context >> 32) * UINT64_C(0x9e3779b97f4a7c15) >> 60];
    if (n->context != context || context == CONTEXT_NONE)
        *n = (struct context_number){context, ++t->numbers};
    return n->number;
}
_Static_assert(CONTEXTS == 1 << (64 - 60), "context_number yields every place");

static void forget_jumps(struct translator *t)
{
    for (unsigned n = 0; n < CONTEXTS; n++)
        t->number[n].context = CONTEXT_NONE;
    t->era++;
}

/* Every block is to be looked up, and compared with memory, before its translation runs again. */
void forget_lives(struct translator *t)
{
    while (t->lives > 0)
        t->live[--t->lives]->live = 0;
}

void flush(struct translator *t, struct hart *h)
{
    forget_lives(t);
    forget_jumps(t);
    for (unsigned n = 0; t->serials > 0 && n < BLOCK_SLOTS; n++)
        h->blocks.slot[n].native = NULL;
    t->at = t->first;
    t->sites = 1;
    t->left_by = 0;
    t->serials = 0;
    far_forget(t, h);
}

void keep_up(struct translator *t, struct hart *h)
{
    uint64_t epoch = h->blocks.code_epoch, changes = h->tlb.fetch_changes;
    if (epoch == t->epoch && changes == t->fetch_changes)
        return;
    if (epoch != t->epoch)
        forget_lives(t);
    forget_jumps(t);
    t->epoch = epoch;
    t->fetch_changes = changes;
}

/* The block has just been looked up: its translation may run. */
void enliven(struct translator *t, struct block *b)
{
    if (b->live)
        return;
    if (t->lives == BLOCK_SLOTS)
        forget_lives(t);
    b->live = b->serial;
    t->live[t->lives++] = b;
}

static bool revive(struct translator *t, struct hart *h, struct block *b)
{
    if (!b->native && !translate_block(t, h, b)) {
        flush(t, h);
        if (!translate_block(t, h, b))
            return false;
    }
    enliven(t, b);
    return true;
}

/* Blocks that are not kept, that the budget ends, or that lie in a page of which the code may fetch a part only; and all
 * while somebody watches. */
bool suits(const struct hart *h, const struct block *b, uint64_t budget)
{
    const struct view *view = &h->fetch_view[h->pc >> XS_OFFSET_BITS];
    uint64_t page = h->pc & h->offset_mask[0] & ~PAGE_MASK;
    return b != &h->blocks.lone && b->count > 0 && b->count <= budget && h->breakpoints == 0 && h->watchpoints == 0 &&
           h->trace_kinds == 0 && view->base <= page && view->limit >= page && view->limit - page >= PAGE_SIZE;
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
    const uint64_t most = UINT64_C(1) << BUDGET_BITS, given = *budget < most ? *budget : most;
    uint64_t context = context_number(t, h->fetch_view[h->pc >> XS_OFFSET_BITS].context[XS_FETCH]);
    *jump_of(n, h->pc) = (struct jump){.pc = h->pc, .context = context, .code = b->native};
    n->budget = given;
    n->total = h->instret + given;
    n->hits = -1; /* looking up this block has been counted */
    n->flow = FLOW_END;
    far_check(t, h);
    far_distrust(t);
    front_leave_side(&h->tlb.front);
    h->tlb.front.own.context = context;
    far_steady(h);
    far_learn(t, h, b->native);
    t->left_by = t->enter(h, b->native);
    far_settle(h);
    front_mark(h);
    h->counters.n[XS_CTR_TLB_HITS] += n->hits;
    h->instret = n->total - n->budget;
    *budget -= given - n->budget;
}

static bool run(struct hart *h, const struct block *b, uint64_t *budget)
{
    struct translator *t = h->engine_state;
    struct block *kept = &h->blocks.slot[b == &h->blocks.lone ? 0 : b - h->blocks.slot];
    keep_up(t, h);
    front_watch(h);
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
static void free_tables(struct translator *t)
{
    free(t->site);
    free(t->far);
    free(t);
}

void translator_free(struct translator *t)
{
    code_unmap(&t->code);
    free_tables(t);
}

static void release(struct hart *h)
{
    translator_free(h->engine_state);
    h->engine = NULL;
}

static const struct engine engine = {run, release, false};

/* `timed`: owned by the translator from now on. NULL: no memory. */
struct translator *translator_new(struct hart *h, struct timed *timed)
{
    struct translator *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->timed = timed;
    t->site = calloc(SITES, sizeof *t->site);
    t->far = aligned_alloc(_Alignof(struct far), sizeof *t->far);
    if (t->far)
        memset(t->far, 0, offsetof(struct far, site));
    if (!t->site || !t->far || !code_map(&t->code)) {
        free_tables(t);
        return NULL;
    }
    t->physical = bus_distance(h->bus);
    rows_build();
    stubs_emit(t);
    front_clear(&h->tlb.front);
    for (unsigned n = 0; n < JUMPS; n++)
        h->native.jump[n].pc = 1;
    flush(t, h);
    return t;
}

bool translator_attach(struct hart *h)
{
    struct translator *t = translator_new(h, NULL);
    if (!t)
        return false;
    h->engine = &engine;
    h->engine_state = t;
    return true;
}
