/* Every sequence of so many steps from the start, in the library and in the model at once. Between siblings both worlds are
 * put back from a copy. */
#include "every_sequence.h"

#include <stdlib.h>
#include <string.h>

struct copy {
    struct xs_hart hart;
    uint64_t x[32], f[32], fcsr, pc;
    struct m_thread thread;
    struct m_irq irq;
    uint8_t bindings[0x400], threads[0x400], linkage[6 * XS_FRAME_SIZE], own[OWN_FRAMES * XS_FRAME_SIZE];
};

static uint8_t *at(const struct pair *p, uint64_t pa)
{
    return p->w.ram + (pa - RAM_BASE);
}

static void keep(const struct pair *p, struct copy *c)
{
    c->hart = p->w.hart;
    memcpy(c->x, p->w.x, sizeof c->x);
    memcpy(c->f, p->w.f, sizeof c->f);
    c->fcsr = p->w.fcsr;
    c->pc = p->w.pc;
    c->thread = *p->t;
    c->irq = p->irq;
    memcpy(c->bindings, at(p, BINDING_PA(0)), sizeof c->bindings);
    memcpy(c->threads, at(p, ITHREAD_PA(0)), sizeof c->threads);
    memcpy(c->linkage, at(p, LINKAGE_PA(0)), sizeof c->linkage);
    memcpy(c->own, at(p, OWN_PA(0)), sizeof c->own);
}

static void put_back(struct pair *p, const struct copy *c)
{
    p->w.hart = c->hart;
    memcpy(p->w.x, c->x, sizeof c->x);
    memcpy(p->w.f, c->f, sizeof c->f);
    p->w.fcsr = c->fcsr;
    p->w.pc = c->pc;
    *p->t = c->thread;
    p->irq = c->irq;
    memcpy(at(p, BINDING_PA(0)), c->bindings, sizeof c->bindings);
    memcpy(at(p, ITHREAD_PA(0)), c->threads, sizeof c->threads);
    memcpy(at(p, LINKAGE_PA(0)), c->linkage, sizeof c->linkage);
    memcpy(at(p, OWN_PA(0)), c->own, sizeof c->own);
}

uint64_t every_sequence(struct pair *p, void (*step)(unsigned), unsigned steps, unsigned length)
{
    uint64_t taken = 0;
    struct copy *c = malloc(sizeof *c);
    assert_non_null(c);
    keep(p, c);
    for (unsigned n = 0; n < steps; n++) {
        step(n);
        pair_compare(p);
        taken++;
        if (length > 1)
            taken += every_sequence(p, step, steps, length - 1);
        put_back(p, c);
    }
    free(c);
    return taken;
}

unsigned sequence_length(unsigned usual)
{
    const char *given = getenv("LENGTH");
    return given && *given >= '1' && *given <= '8' ? (unsigned)(*given - '0') : usual;
}
