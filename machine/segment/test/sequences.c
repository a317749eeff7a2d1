/* Interrupts, exhaustively: every sequence of so many steps from the start, in the library and in the model at once.
 * Between siblings both worlds are put back from a copy. LENGTH=n in the environment: longer ones. */
#include <stdlib.h>
#include <string.h>

#include "model_groups.h"
#include "pair.h"

enum { STEPS = 9, LENGTH_MAX = 8 };

struct copy {
    struct xs_hart hart;
    uint64_t x[32], f[32], fcsr, pc;
    struct m_thread thread;
    struct m_irq irq;
    uint8_t bindings[0x400], threads[0x400], linkage[5 * XS_FRAME_SIZE], own[OWN_FRAMES * XS_FRAME_SIZE];
};

static struct pair p;
static uint64_t taken, delivered;

static uint8_t *at(uint64_t pa)
{
    return p.w.ram + (pa - RAM_BASE);
}

static void keep(struct copy *c)
{
    c->hart = p.w.hart;
    memcpy(c->x, p.w.x, sizeof c->x);
    memcpy(c->f, p.w.f, sizeof c->f);
    c->fcsr = p.w.fcsr;
    c->pc = p.w.pc;
    c->thread = *p.t;
    c->irq = p.irq;
    memcpy(c->bindings, at(BINDING_PA(0)), sizeof c->bindings);
    memcpy(c->threads, at(ITHREAD_PA(0)), sizeof c->threads);
    memcpy(c->linkage, at(LINKAGE_PA(0)), sizeof c->linkage);
    memcpy(c->own, at(OWN_PA(0)), sizeof c->own);
}

static void put_back(const struct copy *c)
{
    p.w.hart = c->hart;
    memcpy(p.w.x, c->x, sizeof c->x);
    memcpy(p.w.f, c->f, sizeof c->f);
    p.w.fcsr = c->fcsr;
    p.w.pc = c->pc;
    *p.t = c->thread;
    p.irq = c->irq;
    memcpy(at(BINDING_PA(0)), c->bindings, sizeof c->bindings);
    memcpy(at(ITHREAD_PA(0)), c->threads, sizeof c->threads);
    memcpy(at(LINKAGE_PA(0)), c->linkage, sizeof c->linkage);
    memcpy(at(OWN_PA(0)), c->own, sizeof c->own);
}

static void step(unsigned n)
{
    switch (n) {
    case 0: pair_load(&p, 3, TO_DATA); break;
    case 1: pair_load(&p, 3, TO_DATA2); break;
    case 2: pair_move(&p, 4, PTR(3, 0x100)); break;
    case 3: pair_clear(&p, 3); break;
    case 4:
        if (p.t->depth < 3)
            pair_call(&p, TO_OTHER, GATE_PLAIN, p.t->now.data[0].visible ? MASK_GRANT(3) : 0);
        break;
    case 5: pair_return(&p); break;
    case 6:
    case 7:
        pair_interrupt(&p, n - 6, 0);
        delivered++;
        break;
    default: pair_store(&p, 0x800);
    }
}

static void explore(unsigned length)
{
    struct copy *c = malloc(sizeof *c);
    assert_non_null(c);
    keep(c);
    for (unsigned n = 0; n < STEPS; n++) {
        step(n);
        pair_compare(&p);
        taken++;
        if (length > 1)
            explore(length - 1);
        put_back(c);
    }
    free(c);
}

void lazy_is_eager_interrupted(void **state)
{
    const char *given = getenv("LENGTH");
    (void)state;
    pair_make(&p);
    explore(given ? (unsigned)strtoul(given, NULL, 0) % (LENGTH_MAX + 1) : 5);
    print_message("           interrupts: %llu steps, %llu of them interrupts\n", (unsigned long long)taken,
                  (unsigned long long)delivered);
    pair_free(&p);
}
