/* Both worlds, made from the same facts; and the kernel's steps. */
#include "pair.h"

#include <string.h>

static void make_tables(struct m_tables *k)
{
    static const struct {
        unsigned selector;
        char kind;
    } SEGMENTS[] = {{CLIENT, 'c'},       {SERVER, 'c'}, {OTHER, 'c'}, {THREAD, 't'}, {THREAD2, 't'}, {ITHREAD_LOW, 't'},
                    {ITHREAD_HIGH, 't'}, {DATA, 'd'},   {DATA2, 'd'}, {ALIAS, 'd'},  {OBJECT, 'o'}};
    static const struct {
        unsigned index, selector;
    } ENTRIES[] = {{TO_SERVER, SERVER}, {TO_DATA, DATA},     {TO_DATA2, DATA2},   {TO_OTHER, OTHER},
                   {TO_CLIENT, CLIENT}, {TO_THREAD, THREAD}, {TO_OBJECT, OBJECT}, {TO_ALIAS, ALIAS}};
    for (unsigned i = 0; i < sizeof SEGMENTS / sizeof *SEGMENTS; i++)
        k->segment[SEGMENTS[i].selector] =
            (struct m_segment){SEGMENTS[i].kind, GENERATION, SEGMENT_SIZE, true, true, SEGMENTS[i].selector == ALIAS};
    for (unsigned owner = 1; owner <= THREAD2; owner++)
        for (unsigned i = 0; i < sizeof ENTRIES / sizeof *ENTRIES; i++)
            k->entry[owner][ENTRIES[i].index] = (struct m_entry){
                true, true, true, true, ENTRIES[i].selector, GENERATION, UINT64_MAX, BADGE(owner, ENTRIES[i].index)};
    for (unsigned code = CLIENT; code <= OTHER; code++)
        for (unsigned g = 0; g < GATES; g++)
            k->gate[code][g] = (struct m_gate){.kind = g == GATE_CALLBACK    ? 'b'
                                                       : g == GATE_INTERRUPT ? 'i'
                                                       : g == GATE_CLEANUP   ? 'k'
                                                       : g == GATE_NONE      ? 0
                                                                             : 'c',
                                               .protect = g == GATE_PROTECT || g == GATE_FP,
                                               .fp = g == GATE_FP || g == GATE_FP_PLAIN,
                                               .once = g == GATE_ONCE,
                                               .args = 15,
                                               .results = 1,
                                               .fargs = 3,
                                               .fresults = 1,
                                               .frames = g == GATE_DEEP ? 20 : 0,
                                               .entry = 0x1000 + g * 0x100,
                                               .time = g == GATE_TIMED ? 1000 : 0,
                                               .stack = g == GATE_BIG ? 0x7000 : 0x100};
}

static void make_thread(struct m_thread *t, const struct world *w, uint32_t selector)
{
    *t = (struct m_thread){.room = FRAMES - 1, .selector = selector, .generation = GENERATION};
    t->now = (struct m_activation){.thread_table = true,
                                   .code = CLIENT,
                                   .code_generation = GENERATION,
                                   .stack_end = STACK_TOP,
                                   .low_water = STACK_TOP,
                                   .pc = w->pc,
                                   .fcsr = w->fcsr,
                                   .deadline = UINT64_MAX};
    memcpy(t->now.x, w->x, sizeof w->x);
    memcpy(t->now.f, w->f, sizeof w->f);
}

/* CSRs of a context, and what they are for the second thread at its start. */
static const unsigned KEPT[] = {CSR_XSV, CSR_XSW, CSR_XSG,     CSR_XLSP,   CSR_XLSLIM, CSR_XSLW,    CSR_XFPE,
                                CSR_XS1, CSR_XS2, CSR_XS2BASE, CSR_XS2LIM, CSR_XTID,   CSR_XSERIAL, CSR_XDL};
enum { CSRS = sizeof KEPT / sizeof *KEPT };

static void save(struct pair *p, unsigned i)
{
    for (unsigned n = 3; n <= 14; n++)
        xs_get_image(&p->w.hart, n, &p->context[i].reg[n]);
    for (unsigned c = 0; c < CSRS; c++)
        assert_true(xs_csr_read(&p->w.hart, KEPT[c], &p->context[i].csr[c]));
    memcpy(p->context[i].x, p->w.x, sizeof p->w.x);
    memcpy(p->context[i].f, p->w.f, sizeof p->w.f);
    p->context[i].fcsr = p->w.fcsr;
    p->context[i].pc = p->w.pc;
}

static void restore(struct pair *p, unsigned i)
{
    for (unsigned n = 3; n <= 14; n++)
        xs_put_image(&p->w.hart, n, &p->context[i].reg[n]);
    for (unsigned c = 0; c < CSRS; c++)
        assert_true(xs_csr_write(&p->w.hart, KEPT[c], p->context[i].csr[c]));
    memcpy(p->w.x, p->context[i].x, sizeof p->w.x);
    memcpy(p->w.f, p->context[i].f, sizeof p->w.f);
    p->w.fcsr = p->context[i].fcsr;
    p->w.pc = p->context[i].pc;
}

static void make_irq(struct m_irq *q)
{
    *q = (struct m_irq){.entries = OWN_FRAMES};
    for (unsigned i = 0; i < M_SOURCES; i++) {
        q->source[i] = (struct m_source){.code = i ? OTHER : SERVER,
                                         .generation = GENERATION,
                                         .number = i ? SOURCE_HIGH : SOURCE_LOW,
                                         .gate = GATE_INTERRUPT,
                                         .level = i ? LEVEL_HIGH : LEVEL_LOW,
                                         .handler = i,
                                         .badge = 0x1000 + (i ? SOURCE_HIGH : SOURCE_LOW),
                                         .budget = IRQ_BUDGET,
                                         .period = IRQ_PERIOD};
        q->handler[i] = (struct m_handler){.thread = i ? ITHREAD_HIGH : ITHREAD_LOW,
                                           .generation = GENERATION,
                                           .tid = 70 + q->source[i].level,
                                           .top = ITHREAD_TOP,
                                           .low_water = ITHREAD_TOP};
    }
}

void pair_make(struct pair *p)
{
    memset(p, 0, sizeof *p);
    world_make(&p->w);
    world_make_irq(&p->w);
    make_tables(&p->k);
    make_irq(&p->irq);
    p->t = &p->threads[0];
    make_thread(&p->threads[0], &p->w, THREAD);
    make_thread(&p->threads[1], &p->w, THREAD2);
    save(p, 1);
    p->context[1].csr[3] = LINKAGE_PA(1);
    p->context[1].csr[4] = LINKAGE_PA(1) + FRAMES * XS_FRAME_SIZE;
    p->context[1].csr[8] = THREAD2 | (uint64_t)GENERATION << 32;
}

void pair_free(struct pair *p)
{
    world_free(&p->w);
}

void pair_switch(struct pair *p)
{
    unsigned from = p->t == &p->threads[1], to = !from;
    save(p, from);
    restore(p, to);
    p->t = &p->threads[to];
}

void pair_restore(struct pair *p, unsigned selector, uint32_t generation)
{
    struct xs_desc d;
    world_get_desc(&p->w, selector, &d);
    xs_desc_set_generation(&d, generation);
    world_put_desc(&p->w, selector, &d);
    xs_invalidate(&p->w.hart, XS_INVAL_SELECTOR, selector, 0);
    p->k.segment[selector].generation = generation;
}

void pair_revoke(struct pair *p, unsigned selector)
{
    pair_restore(p, selector, p->k.segment[selector].generation + 1);
}

void pair_set_entry(struct pair *p, unsigned owner, unsigned index, const struct m_entry *entry)
{
    struct xs_vste e = {0};
    if (entry->there) {
        e = world_entry(owner, index, entry->selector);
        xs_vste_set_generation(&e, entry->generation);
        xs_vste_set_r(&e, entry->r);
        xs_vste_set_w(&e, entry->w);
        xs_vste_set_load(&e, entry->load);
        xs_vste_set_gate_mask(&e, entry->gates);
        xs_vste_set_badge(&e, entry->badge);
    }
    world_put_entry(&p->w, owner, index, &e);
    xs_invalidate(&p->w.hart, XS_INVAL_VST, owner, index);
    p->k.entry[owner][index] = *entry;
}
