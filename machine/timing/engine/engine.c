/* The loop: as engine_interpret, an instruction at a time. */
#include "timing/engine/engine.h"

#include <stdlib.h>

#include "core/exec.h"
#include "core/trap.h"
#include "timing/engine/steps.h"

/* --- what the hart tells ------------------------------------------------------------------------------------------ */
static uint64_t cycles(const void *context)
{
    return timing_cycles(((const struct timing_engine *)context)->model);
}

uint32_t place_of(const struct hart *h)
{
    if (h->priv != PRV_U)
        return h->priv == PRV_S ? PLACE_SUPERVISOR : PLACE_MACHINE;
    return xseg_on(h, PRV_U) ? h->segment.s1_selector : PLACE_USER;
}

static void reset(void *context)
{
    struct timing_engine *e = context;
    timing_reset(e->model);
    e->model->pairs.to = place_of(e->hart);
}

static void run_until(void *context, uint64_t until)
{
    ((struct timing_engine *)context)->until = until;
}

static void on_access(void *context, const struct observed_access *a)
{
    struct timing_engine *e = context;
    if (e->accesses < ACCESSES)
        e->access[e->accesses++] = *a;
}

static void on_table(void *context, bool write, uint64_t pa, unsigned size)
{
    timing_table(((struct timing_engine *)context)->model, write, pa, size);
}

static void on_trap(void *context, bool ecall)
{
    struct timing_engine *e = context;
    timing_trap(e->model, ecall ? TIMING_ECALL : TIMING_EXCEPTION);
    timing_place(e->model, place_of(e->hart));
}

static void on_delivery(void *context)
{
    struct timing_engine *e = context;
    timing_redirect(e->model);
    timing_place(e->model, place_of(e->hart));
}

/* --- fetches ------------------------------------------------------------------------------------------------------ */
static uint64_t line_of(const struct timing_engine *e, uint64_t pc)
{
    return pc & ~(uint64_t)(e->model->profile->line_bytes - 1);
}

static void fetch_line(struct timing_engine *e, uint64_t line)
{
    struct hart *h = e->hart;
    uint64_t context = h->fetch_view[line >> XS_OFFSET_BITS].context[XS_FETCH], offset = line & h->offset_mask[0];
    const struct tlb_entry *t = &h->tlb.entry[XS_FETCH][tlb_slot(context, offset >> PAGE_BITS)];
    bool known = t->context == context && t->page == offset >> PAGE_BITS; /* else: PMP divides the page */
    e->space = space_of(context);
    timing_fetch(e->model, e->space, line, (known ? t->pa : offset & ~PAGE_MASK) + (offset & PAGE_MASK));
}

/* Code is fetched by lines: nothing, while execution stays in one. An instruction may lie in two. */
static inline void fetch(struct timing_engine *e, const struct insn *i)
{
    uint64_t first = line_of(e, i->pc), last = line_of(e, i->pc + 1);
    if ((i->word & 3) == 3)
        last = line_of(e, i->pc + 3);
    if (first != e->model->line)
        fetch_line(e, first);
    if (last != e->model->line)
        fetch_line(e, last);
}

/* --- the loop ----------------------------------------------------------------------------------------------------- */
const struct mark *mark_of(struct timing_engine *e, const struct insn *i)
{
    const struct block_cache *cache = &e->hart->blocks;
    bool kept = i >= cache->arena && i < cache->arena + BLOCK_ARENA;
    struct mark *mark = kept ? &e->mark[i - cache->arena] : &e->lone[0];
    if (mark->exec != i->exec || mark->word != i->word)
        mark_make(mark, i, e->model->profile);
    return mark;
}

const struct tlb_entry *mark_hit(const struct hart *h, const struct mark *mark, uint64_t ea)
{
    enum xs_access access = mark->store ? XS_STORE : XS_LOAD;
    const struct view *view = &h->data_view[ea >> XS_OFFSET_BITS];
    uint64_t offset = ea & h->offset_mask[1];
    if (!tlb_fast(&h->tlb, view, offset, mark->size, access))
        return NULL;
    return &h->tlb.entry[access][tlb_slot(view->context[access], offset >> PAGE_BITS)];
}

void charge_hit(struct timing_engine *e, const struct mark *mark, const struct tlb_entry *entry, uint64_t ea)
{
    timing_data(e->model, mark->store ? TIMING_STORE : TIMING_LOAD, space_of(entry->context),
                ea & e->hart->offset_mask[1], entry->pa + (ea & PAGE_MASK), mark->size);
}

/* Most instructions: registers, a load or a store. */
static enum flow step_plain(struct timing_engine *e, const struct mark *mark, const struct insn *i)
{
    struct hart *h = e->hart;
    uint64_t ea = h->x[i->rs1] + i->imm;
    const struct tlb_entry *entry = mark->size ? mark_hit(h, mark, ea) : NULL;
    e->accesses = 0;
    enum flow flow = i->exec(h, i);
    if (flow > FLOW_LEAVE)
        return flow;
    timing_issue(e->model, &mark->op);
    if (entry)
        charge_hit(e, mark, entry, ea);
    else if (e->accesses)
        charge_accesses(e, mark);
    return flow;
}

static enum flow step_other(struct timing_engine *e, const struct mark *mark, const struct insn *i)
{
    struct hart *h = e->hart;
    unsigned bits = mark->kind == OP_DIVIDE ? quotient_bits(mark, h->x[i->rs1], h->x[i->rs2]) : 0;
    uint64_t before = lookups_of(h);
    e->accesses = 0;
    enum flow flow = i->exec(h, i);
    if (flow > FLOW_LEAVE)
        return flow;
    timing_issue(e->model, &mark->op);
    charge(e, mark, i, lookups_of(h) - before);
    if (mark->kind == OP_DIVIDE)
        timing_divide(e->model, bits);
    if (mark->kind == OP_FAR || mark->kind == OP_RETURN)
        timing_place(e->model, place_of(h));
    return flow;
}

static inline enum flow step(struct timing_engine *e, const struct insn *i)
{
    const struct mark *mark = mark_of(e, i);
    if (i != e->fetched)
        fetch(e, i);
    e->fetched = NULL;
    e->hart->at = i;
    return mark->kind == OP_PLAIN ? step_plain(e, mark, i) : step_other(e, mark, i);
}

/* Stops behind the instruction that reaches the cycle, wherever blocks end: how a run is cut makes no difference. */
static const struct insn *run_block(struct timing_engine *e, const struct insn *i, const struct insn *end,
                                    uint64_t budget, enum flow *flow)
{
    struct hart *h = e->hart;
    const struct insn *stop = budget < (uint64_t)(end - i) ? i + budget : end;
    while (i < stop) {
        *flow = step(e, i);
        if (*flow != FLOW_NEXT)
            return i;
        i++;
        if (timing_cycles(e->model) >= e->until)
            break;
    }
    *flow = FLOW_END;
    h->pc = i->pc;
    if (i == end)
        *flow = i->exec(h, i);
    return i;
}

bool timing_interpret(struct timing_engine *e, const struct block *b, const struct insn *first, uint64_t *budget)
{
    struct hart *h = e->hart;
    enum flow flow;
    h->first = h->at = first;
    const struct insn *last = run_block(e, first, b->insn + b->count, *budget, &flow);
    uint64_t done = last - first + (flow == FLOW_LEAVE);
    h->instret += done;
    *budget -= done;
    h->first = h->at = NULL;
    if (flow == FLOW_STOP || flow == FLOW_TRAP)
        h->pc = last->pc;
    if (flow == FLOW_TRAP) {
        trap_take(h);
        *budget -= *budget > 0;
    }
    if (timing_cycles(e->model) >= e->until)
        hart_ask_stop(h);
    return flow != FLOW_STOP;
}

static bool run(struct hart *h, const struct block *b, uint64_t *budget)
{
    return timing_interpret(h->engine_state, b, b->insn, budget);
}

static void release(struct hart *h)
{
    free(h->engine_state);
    h->engine = NULL;
    h->observer = NULL;
}

static const struct engine engine = {.run = run, .free = release, .single = true};

struct timing_engine *timing_engine_new(struct hart *h, struct timing *model)
{
    struct timing_engine *e = calloc(1, sizeof *e);
    if (!e)
        return NULL;
    ops_build();
    *e = (struct timing_engine){.model = model, .hart = h, .until = UINT64_MAX};
    e->observer = (struct observer){e, cycles, reset, run_until, on_access, on_table, on_trap, on_delivery};
    model->walk = walk_tables;
    model->walk_context = h;
    h->observer = &e->observer;
    model->pairs.to = place_of(h);
    views_drop(h);
    return e;
}

bool timing_attach(struct hart *h, struct timing *model)
{
    struct timing_engine *e = timing_engine_new(h, model);
    if (!e)
        return false;
    h->engine = &engine;
    h->engine_state = e;
    return true;
}

static void on_dma(void *context, uint64_t pa, uint64_t size, bool write)
{
    memory_dma(&((struct timing_system *)context)->memory, pa, size, write);
}

void timing_watch_bus(struct bus *bus, struct timing_system *system)
{
    bus_watch(bus, on_dma, system);
}
