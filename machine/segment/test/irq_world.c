#include "irq_world.h"

#include <string.h>

static void *at(const struct world *w, uint64_t pa)
{
    return w->ram + (pa - RAM_BASE);
}

struct xs_binding world_get_binding(const struct world *w, unsigned source)
{
    struct xs_binding b;
    memcpy(&b, at(w, BINDING_PA(source)), sizeof b);
    return b;
}

void world_put_binding(struct world *w, unsigned source, const struct xs_binding *binding)
{
    memcpy(at(w, BINDING_PA(source)), binding, sizeof *binding);
}

struct xs_ithread world_get_ithread(const struct world *w, unsigned level)
{
    struct xs_ithread t;
    memcpy(&t, at(w, ITHREAD_PA(level)), sizeof t);
    return t;
}

void world_put_ithread(struct world *w, unsigned level, const struct xs_ithread *thread)
{
    memcpy(at(w, ITHREAD_PA(level)), thread, sizeof *thread);
}

static void bind(struct world *w, unsigned source, unsigned level, unsigned driver)
{
    struct xs_binding b = {0};
    xs_binding_set_valid(&b, 1);
    xs_binding_set_selector(&b, driver);
    xs_binding_set_generation(&b, GENERATION);
    xs_binding_set_gate(&b, GATE_INTERRUPT);
    xs_binding_set_level(&b, level);
    xs_binding_set_badge(&b, 0x1000 + source);
    xs_binding_set_budget(&b, IRQ_BUDGET);
    xs_binding_set_period(&b, IRQ_PERIOD);
    world_put_binding(w, source, &b);
}

static void make_thread(struct world *w, unsigned level, unsigned selector)
{
    struct xs_desc d = world_desc(selector, XS_KIND_THREAD);
    struct xs_ithread t = {0};
    world_put_desc(w, selector, &d);
    xs_ithread_set_valid(&t, 1);
    xs_ithread_set_selector(&t, selector);
    xs_ithread_set_generation(&t, GENERATION);
    xs_ithread_set_top(&t, ITHREAD_TOP);
    xs_ithread_set_lw(&t, ITHREAD_TOP);
    xs_ithread_set_tid(&t, 70 + level);
    world_put_ithread(w, level, &t);
}

void world_make_irq(struct world *w)
{
    bind(w, SOURCE_LOW, LEVEL_LOW, SERVER);
    bind(w, SOURCE_HIGH, LEVEL_HIGH, OTHER);
    make_thread(w, LEVEL_LOW, ITHREAD_LOW);
    make_thread(w, LEVEL_HIGH, ITHREAD_HIGH);
    xs_csr_write(&w->hart, CSR_XIBIND, BINDING_PA(0));
    xs_csr_write(&w->hart, CSR_XITHREAD, ITHREAD_PA(0));
    xs_csr_write(&w->hart, CSR_XILBASE, OWN_PA(0));
    xs_csr_write(&w->hart, CSR_XILLIM, OWN_PA(OWN_FRAMES));
}
