#include "core/allowance.h"
#include "core/exec.h"
#include "core/fp_env.h"
#include "core/handler.h"
#include "core/hart_state.h"
#include "core/trap.h"

enum flow op_end(struct hart *h, const struct insn *i)
{
    h->pc = i->pc;
    return FLOW_END;
}

enum flow op_break(struct hart *h, const struct insn *i)
{
    h->pc = i->pc;
    return FLOW_STOP;
}

/* Runs from the block's first instruction until one does not go on to the next. */
static inline const struct insn *run_whole(struct hart *h, const struct insn *i, enum flow *flow)
{
    while ((*flow = i->exec(h, i)) == FLOW_NEXT)
        i++;
    return i;
}

/* The same, but stops before instruction `stop`. */
static const struct insn *run_part(struct hart *h, const struct insn *i, const struct insn *stop, enum flow *flow)
{
    for (; i < stop; i++)
        if ((*flow = i->exec(h, i)) != FLOW_NEXT)
            return i;
    h->pc = i->pc;
    *flow = FLOW_END;
    return i;
}

/* A trap is taken, and costs one of the budget although nothing retires: a handler that traps at once cannot hang the
 * host. */
bool engine_interpret(struct hart *h, const struct block *b, uint64_t *budget)
{
    enum flow flow;
    const struct insn *last;
    h->first = h->at = b->insn;
    if (b->count <= *budget)
        last = run_whole(h, b->insn, &flow);
    else
        last = run_part(h, b->insn, b->insn + *budget, &flow);
    uint64_t done = last - b->insn + (flow == FLOW_LEAVE);
    h->instret += done;
    *budget -= done;
    h->first = h->at = NULL;
    if (flow == FLOW_STOP)
        h->pc = last->pc;
    if (flow == FLOW_TRAP) {
        h->pc = last->pc;
        trap_take(h);
        *budget -= *budget > 0;
    }
    return flow != FLOW_STOP;
}

static bool run_block(struct hart *h, const struct block *b, uint64_t *budget)
{
    return h->engine ? h->engine->run(h, b, budget) : engine_interpret(h, b, budget);
}

/* Not beyond what handler or call may take. What changes that (traps, crossings) comes back here at once, in every
 * engine. */
static bool run_allowed(struct hart *h, const struct block *b, uint64_t *budget)
{
    uint64_t given = allowance_slice(h, *budget), rest = given;
    bool on = run_block(h, b, &rest);
    *budget -= given - rest;
    if (h->segment.irq_level || h->instret >= h->allowed_end)
        h->attention |= handler_due(h);
    return on;
}

/* What must happen before the next block. True: hart_run ends with *stop. */
static bool attend(struct hart *h, enum hart_stop *stop)
{
    if (h->stop_asked) {
        h->stop_asked = false;
        hart_update_attention(h);
        *stop = STOP_ASKED;
        return true;
    }
    if (h->waiting) {
        h->waiting = !hart_wakes(h);
        *stop = STOP_WFI;
        if (h->waiting) {
            h->waiting = false;
            hart_update_attention(h);
            return true;
        }
        h->watching = false;
    }
    interrupt_take(h);
    handler_take(h);
    hart_update_attention(h);
    return false;
}

static enum hart_stop run(struct hart *h, uint64_t budget)
{
    enum hart_stop stop = STOP_BUDGET;
    bool over = h->step_over;
    h->watching &= h->waiting; /* asked to stop as it fell asleep: it sleeps on */
    while (budget > 0) {
        if (h->attention && attend(h, &stop))
            return stop;
        const struct block *b = over ? block_single(h) : block_at_pc(h);
        if (!b) {
            trap_take(h);
            budget--;
        } else if (!run_allowed(h, b, &budget)) {
            h->step_over = true;
            return STOP_BREAKPOINT;
        }
        over = h->step_over = false;
    }
    return h->attention && h->waiting && attend(h, &stop) ? stop : STOP_BUDGET;
}

enum hart_stop hart_run(struct hart *h, uint64_t budget)
{
    struct fp_host host;
    fp_enter(h, &host);
    enum hart_stop stop = run(h, budget);
    fp_leave(h, &host);
    return stop;
}
