/* The engine under a model of time. */
#include <stdlib.h>

#include "core/trap.h"
#include "translate/timed.h"

static struct timing *model_of(const struct timed *c)
{
    return c->engine->model;
}

/* --- the pipe between translated and interpreted code -------------------------------------------------------------- */
static void give_pipe(struct timed *c, const struct hart *h)
{
    if (c->pipe_known)
        pipe_of_state(c, h->native.pipe, &model_of(c)->pipe);
    c->pipe_known = false;
}

static void flush_all(struct translator *t, struct hart *h)
{
    give_pipe(t->timed, h);
    flush(t, h);
    versions_flush(t->timed);
}

static void take_pipe(struct translator *t, struct hart *h)
{
    struct timed *c = t->timed;
    if (c->pipe_known)
        return;
    h->native.pipe = state_of_pipe(c, &model_of(c)->pipe);
    if (h->native.pipe == PIPE_STATES) {
        flush_all(t, h);
        h->native.pipe = state_of_pipe(c, &model_of(c)->pipe);
    }
    c->pipe_known = true;
}

/* --- versions ------------------------------------------------------------------------------------------------------ */
static struct version *make(struct translator *t, struct hart *h, struct block *b, unsigned state, bool in_line)
{
    if (!b->native) {
        b->serial = ++t->serials;
        b->fp = (uint8_t)fp_needs(b);
    }
    struct version *v = version_new(t->timed, b, (unsigned)(b - h->blocks.slot), state, in_line);
    if (!v || translate_timed(t, b, v))
        return v;
    version_drop(t->timed);
    return NULL;
}

static struct version *find(struct translator *t, struct hart *h, struct block *b, unsigned state, bool in_line)
{
    struct version *v = version_find(t->timed, b, (unsigned)(b - h->blocks.slot), state, in_line);
    return v ? v : make(t, h, b, state, in_line);
}

/* The site by which translated code was left goes straight to the block from now on, in the version for its state. False: no
 * room for that. */
static bool link_up(struct translator *t, struct hart *h, struct block *b)
{
    const struct site *site = &t->site[t->left_by];
    if (!t->left_by || site->target != b->pc || site->page != b->code - (b->pc & PAGE_MASK) ||
        site->pipe != h->native.pipe)
        return true;
    const struct version *v = find(t, h, b, site->pipe, site->in_line);
    if (v)
        emit_aim(site->distance, t->code.write + ((const uint8_t *)v->code - t->code.run));
    return v;
}

static struct version *version_for(struct translator *t, struct hart *h, struct block *b)
{
    take_pipe(t, h);
    struct version *v = find(t, h, b, h->native.pipe, false);
    if (v && link_up(t, h, b))
        return v;
    flush_all(t, h);
    take_pipe(t, h);
    return find(t, h, b, h->native.pipe, false);
}

/* --- the engine ---------------------------------------------------------------------------------------------------- */
static void execute(struct translator *t, struct hart *h, const struct version *v, uint64_t *budget)
{
    struct native *n = &h->native;
    struct timing *model = model_of(t->timed);
    uint64_t given = *budget < RUN_MOST ? *budget : RUN_MOST;
    uint64_t context = context_number(t, h->fetch_view[h->pc >> XS_OFFSET_BITS].context[XS_FETCH]);
    h->tlb.front.own.context = context;
    *jump_of(n, h->pc) = (struct jump){.pc = h->pc, .context = context, .code = v->code, .pipe = n->pipe};
    n->budget = (int64_t)given;
    n->total = (int64_t)(h->instret + given);
    n->now = timing_cycles(model);
    n->until = t->timed->engine->until;
    n->done = n->fetches = 0;
    n->flow = FLOW_END;
    t->timed->told = h->instret;
    t->left_by = t->enter(h, v->code);
    if (t->left_by)
        n->pipe = t->site[t->left_by].pipe;
    front_mark(h);
    timed_tell(h);
    h->counters.n[XS_CTR_TLB_HITS]--; /* looking up the first block had been counted */
    h->instret = (uint64_t)(n->total - n->budget);
    timed_count(h, h->instret);
    model->pipe.time = n->now - model->stall;
    *budget -= given - (uint64_t)n->budget;
}

/* A debugger may have led the hart elsewhere: translated code counts on it that lines of one page are of one space. */
static bool in_space(const struct timed *c, const struct hart *h)
{
    uint64_t context = h->fetch_view[h->pc >> XS_OFFSET_BITS].context[XS_FETCH];
    return model_of(c)->line == TIMING_NO_LINE || c->engine->space == space_of(context);
}

/* Can the block be run without reaching the cycle at which the run ends? */
static bool in_time(const struct timed *c, const struct version *v, const struct block *b)
{
    uint64_t now = timing_cycles(model_of(c)), until = c->engine->until;
    return now < until && until - now > v->issued[b->count];
}

/* The rest of a block, which has been looked up already. */
static bool run_rest(struct translator *t, struct hart *h, uint64_t *budget)
{
    struct timed *c = t->timed;
    const struct insn *rest = c->rest;
    c->rest = NULL;
    t->left_by = 0;
    give_pipe(c, h);
    return timing_interpret(c->engine, &h->blocks.slot[c->block], rest, budget);
}

static bool run(struct hart *h, const struct block *b, uint64_t *budget)
{
    struct translator *t = h->engine_state;
    struct timed *c = t->timed;
    struct block *kept = &h->blocks.slot[b == &h->blocks.lone ? 0 : b - h->blocks.slot];
    keep_up(t, h);
    front_watch(h);
    struct version *v = suits(h, b, *budget) ? version_for(t, h, kept) : NULL;
    if (!v || !in_time(c, v, b) || !in_space(c, h) || !fp_ready(h, kept->fp)) {
        t->left_by = 0;
        give_pipe(c, h);
        return timing_interpret(c->engine, b, b->insn, budget);
    }
    enliven(t, kept);
    execute(t, h, v, budget);
    if (c->rest)
        return run_rest(t, h, budget);
    enum flow flow = h->native.flow;
    if (flow == FLOW_TRAP || flow == FLOW_STOP)
        h->pc = h->native.at->pc;
    if (flow == FLOW_TRAP) {
        trap_take(h);
        *budget -= *budget > 0;
    }
    if (timing_cycles(model_of(c)) >= c->engine->until)
        hart_ask_stop(h);
    return flow != FLOW_STOP;
}

/* --- life ---------------------------------------------------------------------------------------------------------- */
static void release(struct hart *h)
{
    struct translator *t = h->engine_state;
    free(t->timed->engine);
    free(t->timed);
    translator_free(t);
    h->engine = NULL;
    h->observer = NULL;
}

static const struct engine engine = {run, release, false};

/* What is in the tables before the TLB is in the modelled TLB. */
static void on_change(void *context, const struct tlb_line *line)
{
    struct hart *h = context;
    if (line->shift == PAGE_BITS)
        front_forget_page(&h->tlb.front, line->page);
    else
        front_clear(&h->tlb.front);
}

static void on_reset(void *context)
{
    struct timing_engine *e = context;
    struct translator *t = e->hart->engine_state;
    t->timed->pipe_known = false;
    t->timed->reset(context);
}

/* A walk reads a descriptor and a page-table entry of each level. */
static void set_bounds(struct timed *c, const struct timing_profile *p)
{
    uint64_t line = (uint64_t)p->l2_latency + p->memory_latency + p->probe;
    c->most = 2 * line + p->div_base + 64;
    c->most_fetch = p->stlb_latency + p->slb_latency + p->load_word + line + 3 * (p->walk_step + line) + line;
}

static struct timed *timed_new(struct hart *h, struct timing *model)
{
    struct timed *c = calloc(1, sizeof *c);
    if (!c || !(c->engine = timing_engine_new(h, model))) {
        free(c);
        return NULL;
    }
    set_bounds(c, model->profile);
    c->reset = c->engine->observer.reset;
    c->engine->observer.reset = on_reset;
    versions_flush(c);
    return c;
}

bool translator_attach_timed(struct hart *h, struct timing *model)
{
    struct timed *c = timed_new(h, model);
    if (!c)
        return false;
    memory_quicken(model->memory, model->hart, &model->quick, 0 - bus_distance(h->bus));
    struct translator *t = translator_new(h, c);
    if (!t) {
        h->observer = NULL;
        free(c->engine);
        free(c);
        return false;
    }
    model->tlbs.data.changed = on_change;
    model->tlbs.data.context = h;
    h->engine = &engine;
    h->engine_state = t;
    return true;
}
