/* Bodies under a model of time, and translations that are left before their end. */
#include "core/exec.h"
#include "core/trap.h"
#include "translate/timed_call.h"

enum { SP = 2 };

void timed_count(struct hart *h, uint64_t retired)
{
    struct timed *c = timed_of(h);
    c->engine->model->counters.instructions += retired - c->told;
    c->told = retired;
}

static int64_t next_count(int64_t *done)
{
    int64_t count = (int64_t)((uint64_t)*done << (64 - DONE_BITS)) >> (64 - DONE_BITS);
    *done = (*done - count) >> DONE_BITS;
    return count;
}

/* Counts may be less than none: of what was counted in advance and did not happen. */
void timed_tell(struct hart *h)
{
    struct timing *t = timed_of(h)->engine->model;
    struct memory_counters *m = &t->memory->counters[t->hart];
    int64_t done = (int64_t)h->native.done;
    int64_t blocks = next_count(&done), loads = next_count(&done), stores = next_count(&done);
    m->loads += (uint64_t)loads;
    m->stores += (uint64_t)stores;
    m->fetches += h->native.fetches;
    h->counters.n[XS_CTR_TLB_HITS] += (uint64_t)(blocks + loads + stores);
    h->native.done = h->native.fetches = 0;
}

/* Takes back what the block's entry counted in advance, of instruction `stop` and those behind it; `accesses`: of this one and
 * those behind it. */
static void end_at(struct hart *h, struct version *v, unsigned stop, unsigned accesses)
{
    struct timed *c = timed_of(h);
    struct native *n = &h->native;
    const struct block *b = block_of(h, v);
    struct pipe p = {0};
    uint64_t waited = pipe_before(c, h, v, stop, &p);
    n->budget += b->count - stop;
    n->now -= issue_ahead(h, v, stop);
    n->done -= timed_done(c, b, accesses);
    c->engine->model->counters.operands -= v->operands - waited;
    n->pipe = state_of_pipe(c, &p);
    if (n->pipe == PIPE_STATES) {
        pipe_place(c, &p, n->now - c->engine->model->stall);
        c->pipe_known = false;
    }
}

static void leave_rest(struct hart *h, const struct version *v, const struct insn *rest)
{
    timed_of(h)->rest = rest;
    timed_of(h)->block = v->slot;
}

unsigned timed_quit(struct hart *h, const struct insn *i, unsigned version)
{
    struct version *v = &timed_of(h)->version[version];
    unsigned n = (unsigned)(i - block_of(h, v)->insn);
    end_at(h, v, n, n);
    leave_rest(h, v, i);
    timed_of(h)->engine->fetched = timed_of(h)->missing == i ? NULL : i;
    timed_of(h)->missing = NULL;
    h->pc = i->pc;
    h->native.flow = FLOW_END;
    return FLOW_END;
}

/* What the body of an instruction costs but its issue: as timing/engine. */
static void charge_rest(struct hart *h, const struct mark *mark, const struct insn *i, const struct tlb_entry *hit,
                        uint64_t ea, uint64_t lookups)
{
    struct timing_engine *e = timed_of(h)->engine;
    if (hit)
        charge_hit(e, mark, hit, ea);
    else if (mark->kind == OP_PLAIN)
        charge_accesses(e, mark);
    else if (mark->kind != OP_DIVIDE)
        charge(e, mark, i, lookups);
    if (mark->kind == OP_FAR || mark->kind == OP_RETURN)
        timing_place(e->model, place_of(h));
}

static enum flow run_body(struct hart *h, struct version *v, const struct insn *i)
{
    const struct block *b = block_of(h, v);
    struct timing_engine *e = timed_of(h)->engine;
    const struct mark *mark = mark_of(e, i);
    unsigned n = (unsigned)(i - b->insn);
    uint64_t ea = h->x[i->rs1] + i->imm, lookups = lookups_of(h);
    const struct tlb_entry *hit = mark->kind == OP_PLAIN && mark->size ? mark_hit(h, mark, ea) : NULL;
    timed_tell(h);
    clock_at(h, issue_ahead(h, v, n));
    front_mark(h);
    h->first = b->insn;
    h->at = i;
    h->instret = h->native.total - h->native.budget - b->count;
    e->accesses = 0;
    enum flow flow = i->exec(h, i);
    h->first = h->at = NULL;
    front_watch(h);
    timed_count(h, h->instret + n + (flow <= FLOW_LEAVE));
    if (flow <= FLOW_LEAVE) {
        e->model->pipe.time += v->issued[n + 1] - v->issued[n];
        charge_rest(h, mark, i, hit, ea, lookups_of(h) - lookups);
    }
    clock_on(h, issue_ahead(h, v, n + (flow <= FLOW_LEAVE)));
    return flow;
}

/* Goes on with the next instruction, or leaves. */
static enum flow settle(struct hart *h, struct version *v, const struct insn *i, enum flow flow)
{
    unsigned n = (unsigned)(i - block_of(h, v)->insn);
    if (flow == FLOW_NEXT && h->native.now < h->native.until)
        return FLOW_NEXT;
    if (flow == FLOW_NEXT) {
        h->pc = i[1].pc;
        flow = FLOW_LEAVE;
        if (n + 1 < block_of(h, v)->count && h->native.now - issue_ahead(h, v, n + 1) < h->native.until)
            leave_rest(h, v, i + 1);
    }
    end_at(h, v, n + (flow == FLOW_LEAVE), n + 1);
    h->native.flow = flow;
    h->native.at = i;
    return flow;
}

unsigned timed_body(struct hart *h, const struct insn *i, unsigned version)
{
    struct version *v = &timed_of(h)->version[version];
    enum flow flow = settle(h, v, i, run_body(h, v, i));
    fp_update(h);
    return flow;
}

/* What has just been accessed is in the modelled TLB. */
static void learn(struct hart *h, uint64_t ea, unsigned what)
{
    const struct view *view = &h->data_view[ea >> XS_OFFSET_BITS];
    uint64_t *cycle = view->limit ? timed_use(h, view, ea, what & PROBE_STORE) : NULL;
    if (!cycle)
        return;
    h->tlb.front.cycle = cycle;
    front_learn(h, ea, what);
}

unsigned timed_access(struct hart *h, const struct insn *i, unsigned version)
{
    struct timed *c = timed_of(h);
    struct version *v = &c->version[version];
    const struct row *row = row_of(i->exec);
    uint64_t ea = h->x[i->rs1] + i->imm;
    if (!timed_inline(row, mark_of(c->engine, i)->kind, block_of(h, v)->fp))
        return timed_body(h, i, version);
    h->native.done -= row->store ? DONE(0, 0, 1) : DONE(0, 1, 0); /* the body counts for itself */
    enum flow flow = run_body(h, v, i);
    if (flow == FLOW_NEXT)
        learn(h, ea, row->size | (row->store ? PROBE_STORE : 0) | (i->rs1 == SP ? PROBE_STACK : 0));
    return settle(h, v, i, flow);
}

/* As run.c's: a trap costs one of the budget, although nothing retires. */
static void take_trap(struct hart *h, const struct insn *i)
{
    struct native *n = &h->native;
    clock_at(h, 0);
    h->pc = i->pc;
    h->instret = n->total - n->budget;
    trap_take(h);
    clock_on(h, 0);
    if (n->budget > 0) {
        n->budget--;
        n->total--;
    }
}

const void *timed_onward(struct hart *h, const struct insn *i, unsigned version)
{
    struct timed *c = timed_of(h);
    struct version *v = &c->version[version];
    enum flow flow = run_body(h, v, i);
    if (flow > FLOW_LEAVE)
        settle(h, v, i, flow);
    else
        h->native.pipe = v->end;
    if (flow == FLOW_STOP)
        return NULL;
    if (flow == FLOW_TRAP)
        take_trap(h, i);
    if (flow == FLOW_NEXT)
        h->pc = i[1].pc;
    h->native.flow = FLOW_END;
    return c->pipe_known && h->native.now < h->native.until ? block_onward(h->engine_state, h) : NULL;
}
