/* Instruction bodies, called by translated code, and what comes next behind a block. */
#include "core/allowance.h"
#include "core/exec.h"
#include "core/trap.h"
#include "translate/far.h"

enum { SP = 2 };

/* Takes back what the block's entry counted in advance. */
static void end_early(struct hart *h, const struct block *b, const struct insn *i, enum flow flow)
{
    unsigned at = i - b->insn;
    h->native.flow = flow;
    h->native.at = i;
    h->native.budget += b->count - at - (flow == FLOW_LEAVE);
    h->native.hits -= accesses_from(b, at + 1);
}

/* Memory accesses of which frames and their sites learn nothing; what only computes; what changes data registers. */
static bool leaves_frames(struct hart *h, const struct insn *i, uint64_t ea)
{
    const struct row *row = row_of(i->exec);
    exec_fn *op = i->exec;
    if (!row)
        return op == op_sg_load || op == op_sg_win || op == op_sg_mov || op == op_sg_clr || op == op_sg_chk ||
               op == op_sg_qry;
    if (!row->size)
        return true;
    const uint8_t *host =
        front_find(h, front_data_view(h, ea >> XS_OFFSET_BITS), ea, row->size | (row->store ? PROBE_STORE : 0));
    return host && !(row->store && far_has_frames(h, host));
}

static enum flow run_body(struct hart *h, const struct insn *i, unsigned slot)
{
    const struct block *b = &h->blocks.slot[slot];
    struct translator *t = h->engine_state;
    uint64_t ea = h->x[i->rs1] + i->imm;
    far_settle(h);
    front_mark(h);
    h->first = h->at = b->insn;
    h->instret = h->native.total - h->native.budget - b->count;
    h->counters.n[XS_CTR_TLB_HITS] += h->native.hits;
    h->native.hits = 0;
    enum flow flow = i->exec(h, i);
    h->first = h->at = NULL;
    front_watch(h);
    if (t->far->trusts > 0 && !leaves_frames(h, i, ea))
        far_distrust(t);
    far_check(t, h);
    far_steady(h);
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
        front_learn(h, ea, row->size | (row->store ? PROBE_STORE : 0) | (i->rs1 == SP ? PROBE_STACK : 0));
        if (row->atomic && row->store)
            front_learn(h, ea, row->size);
    }
    return flow;
}

/* The rest of hart_run's loop, for what happens again and again: the block at pc, if jumps know it. */
static inline const void *onward(struct translator *t, struct hart *h)
{
    struct native *n = &h->native;
    unsigned nibble = h->pc >> XS_OFFSET_BITS;
    if (h->attention || allowance_limited(h) || n->budget <= 0)
        return NULL;
    keep_up(t, h);
    far_check(t, h);
    if (h->fetch_view[nibble].limit == 0)
        view_refresh(h, nibble, XS_FETCH);
    uint64_t context = context_number(t, h->fetch_view[nibble].context[XS_FETCH]);
    h->tlb.front.side->context = context;
    const struct jump *jump = jump_of(n, h->pc);
    if (jump->pc != h->pc || jump->context != context || jump->pipe != n->pipe)
        return NULL;
    fp_update(h);
    if (!t->timed)
        front_prepare(h);
    return jump->code;
}

const void *block_onward(struct translator *t, struct hart *h)
{
    return onward(t, h);
}

/* As the interpreter: a trap costs one of the budget, although nothing retires. */
static void take_trap(struct hart *h, const struct insn *i)
{
    struct native *n = &h->native;
    h->pc = i->pc;
    h->instret = n->total - n->budget;
    trap_take(h);
    if (n->budget > 0) {
        n->budget--;
        n->total--;
    }
}

const void *native_onward(struct hart *h, const struct insn *i, unsigned slot)
{
    struct translator *t = h->engine_state;
    struct far_site *asked = h->native.asked;
    h->native.asked = NULL;
    far_settle(h);
    if (asked)
        far_before(t, h, i, asked);
    enum flow flow = run_body(h, i, slot);
    if (flow == FLOW_STOP)
        return NULL;
    if (flow == FLOW_TRAP)
        take_trap(h, i);
    if (flow == FLOW_NEXT)
        h->pc = i[1].pc;
    h->native.flow = FLOW_END;
    if (asked && flow == FLOW_LEAVE)
        far_called(t, h);
    else if (asked)
        far_drop(t);
    const void *code = onward(t, h);
    if (asked && code)
        far_learn(t, h, code);
    return code;
}
