/* One step in both worlds, and the comparison. */
#include "pair.h"

#include <string.h>

static void same_reason(uint32_t lazy, uint32_t eager, const char *step)
{
    if (lazy != eager)
        fail_msg("%s: the library answers reason %u, the model %u", step, lazy, eager);
}

void pair_load(struct pair *p, unsigned n, uint64_t vsel)
{
    same_reason(w_load(&p->w, n, vsel), m_load(p->t, &p->k, n, vsel), "load");
}

void pair_load_global(struct pair *p, unsigned n, uint64_t selector, unsigned perm)
{
    same_reason(xs_load_global(&p->w.hart, n, selector, perm).reason, m_load_global(p->t, &p->k, n, selector, perm),
                "kernel load");
}

void pair_window(struct pair *p, unsigned n, uint64_t ptr, uint64_t len, unsigned perm)
{
    same_reason(w_window(&p->w, n, ptr, len, perm), m_window(p->t, &p->k, n, ptr, len, perm), "window");
}

void pair_move(struct pair *p, unsigned n, uint64_t ptr)
{
    same_reason(w_move(&p->w, n, ptr), m_move(p->t, n, ptr), "move");
}

void pair_clear(struct pair *p, unsigned bits)
{
    xs_clear(&p->w.hart, bits);
    m_clear(p->t, bits);
}

void pair_call(struct pair *p, uint64_t vsel, unsigned gate, uint64_t mask)
{
    same_reason(w_call(&p->w, vsel, gate, mask), m_call(p->t, &p->k, vsel, gate, mask), "call");
}

void pair_return(struct pair *p)
{
    same_reason(w_return(&p->w), m_leave(p->t, &p->irq, &p->k), "return");
}

void pair_interrupt(struct pair *p, unsigned source, uint64_t now)
{
    unsigned number = p->irq.source[source].number;
    if (xs_interrupt_level(&p->w.hart, number))
        same_reason(w_interrupt(&p->w, number, now), m_interrupt(p->t, &p->irq, &p->k, source, now), "interrupt");
}

/* What the core does: it counts down whichever counts, and never beyond 0. */
void pair_pass(struct pair *p, uint64_t instructions)
{
    struct xs_hart *h = &p->w.hart;
    uint64_t *left = h->irq_level ? &h->irq_left : &h->deadline;
    if (instructions > *left)
        instructions = *left;
    if (*left != UINT64_MAX)
        *left -= instructions;
    m_pass(p->t, instructions);
}

void pair_deadline(struct pair *p, uint64_t left)
{
    assert_true(xs_csr_write(&p->w.hart, CSR_XDL, left));
    p->t->now.deadline = left == UINT64_MAX ? left : p->t->clock + left;
}

void pair_store(struct pair *p, uint64_t offset)
{
    uint64_t ea = PTR(2, offset);
    uint32_t lazy = w_check(&p->w, ea, 8, XS_STORE);
    same_reason(lazy, m_access(p->t, ea, 8, 'w'), "store");
    if (!lazy) {
        xs_note_store(&p->w.hart, offset);
        m_store(p->t, offset);
    }
}

static void compare_register(const struct pair *p, unsigned n)
{
    const struct m_register *m = &p->t->now.data[n - 3];
    struct xs_view v = xs_user_view(&p->w.hart, n);
    struct xs_dreg r = p->w.hart.reg[n];
    bool visible = p->w.hart.v >> n & 1, granted = p->w.hart.g >> n & 1;
    if (visible != m->visible || granted != m->granted)
        fail_msg("sg%u: visible %d and %d, granted %d and %d", n, visible, m->visible, granted, m->granted);
    if (m->visible && m->full
            ? v.selector != m->selector || v.generation != m->generation || v.base != m->from || v.limit != m->to ||
                  v.r != m->r || v.w != m->w || v.thread != m->stack || v.x || r.keep != m->keep
            : v.selector || v.limit)
        fail_msg("sg%u: the library holds selector %u [%#lx, %#lx) r%d w%d, the model %u [%#lx, %#lx) r%d w%d", n,
                 v.selector, (long)v.base, (long)v.limit, v.r, v.w, m->selector, (long)m->from, (long)m->to, m->r,
                 m->w);
}

#define SAME(lazy, eager)  \
    if ((lazy) != (eager)) \
    fail_msg("%s: the library has %#lx, the model %#lx", #eager, (long)(lazy), (long)(eager))

/* Where the newest frame is, and what runs. */
static void compare_nesting(const struct pair *p)
{
    const struct xs_hart *h = &p->w.hart;
    const struct m_irq *q = &p->irq;
    const struct m_source *runs = q->depth ? &q->source[q->running[q->depth - 1]] : NULL;
    uint64_t bottom = runs ? OWN_PA(q->used[q->depth - 1] + 1) : LINKAGE_PA(p->t == &p->threads[1]);
    SAME((h->lsp - bottom) / XS_FRAME_SIZE, p->t->depth);
    SAME(h->irq_source, runs ? runs->number : 0);
    SAME(h->irq_level, runs ? runs->level : 0);
    SAME(h->tid, runs ? q->handler[runs->handler].tid : 42);
    SAME(h->last_serial, p->t->last_serial);
}

void pair_compare(struct pair *p)
{
    const struct xs_hart *h = &p->w.hart;
    const struct m_activation *now = &p->t->now;
    for (unsigned n = 3; n <= 14; n++)
        compare_register(p, n);
    SAME((bool)(h->v & XS_MASK_T), now->thread_table);
    SAME(h->s1_selector, now->code);
    SAME(h->s1_generation, now->code_generation);
    SAME(h->s2_selector, p->t->selector);
    SAME(h->s2_limit, now->stack_end);
    SAME(h->lw, now->low_water);
    SAME(h->fpe, now->fp);
    SAME(h->deadline, now->deadline == UINT64_MAX ? UINT64_MAX : now->deadline - p->t->clock);
    if (p->irq.depth)
        SAME(h->irq_left, p->t->budget);
    SAME(h->serial, now->serial);
    compare_nesting(p);
    SAME(p->w.pc, now->pc);
    SAME(p->w.fcsr, now->fcsr);
    if (memcmp(p->w.x, now->x, sizeof now->x) || memcmp(p->w.f, now->f, sizeof now->f))
        for (unsigned i = 0; i < 32; i++) {
            SAME(p->w.x[i], now->x[i]);
            SAME(p->w.f[i], now->f[i]);
        }
}

void pair_compare_questions(struct pair *p, uint64_t ptr, uint64_t len, unsigned perm, uint64_t vsel)
{
    for (unsigned kernel = 0; kernel < 2; kernel++)
        SAME(xs_chk(&p->w.hart, ptr, len, perm, kernel), m_chk(p->t, &p->k, ptr, len, perm, kernel));
    SAME(w_query(&p->w, XS_QUERY_HOLDS, ptr, vsel), m_holds(p->t, &p->k, ptr, vsel));
    SAME(w_query(&p->w, XS_QUERY_BADGE, 0, 0), p->t->now.badge);
    SAME(w_check(&p->w, ptr, (unsigned)len % 64, XS_LOAD), m_access(p->t, ptr, (unsigned)len % 64, 'r'));
    SAME(w_check(&p->w, ptr, 4, XS_STORE), m_access(p->t, ptr, 4, 'w'));
    SAME(w_check(&p->w, ptr, 4, XS_FETCH), m_access(p->t, ptr, 4, 'x'));
}
