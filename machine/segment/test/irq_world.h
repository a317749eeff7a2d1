/* Interrupts in the segment tests' world: bindings, interrupt threads, the hart's own linkage stack. */
#pragma once
#include "world.h"

enum {
    SOURCE_LOW = 4,  /* driven by SERVER at LEVEL_LOW */
    SOURCE_HIGH = 9, /* by OTHER at LEVEL_HIGH */
    LEVEL_LOW = 2,
    LEVEL_HIGH = 5,
    ITHREAD_LOW = 21,
    ITHREAD_HIGH = 22,
    ITHREAD_TOP = 0x1000,
    OWN_FRAMES = 12,
    IRQ_BUDGET = 1000,
    IRQ_PERIOD = 5000,
};
#define BINDING_PA(source) (RAM_BASE + 0x70000 + (uint64_t)(source)*XS_BINDING_SIZE)
#define ITHREAD_PA(level)  (RAM_BASE + 0x78000 + (uint64_t)(level)*XS_ITHREAD_SIZE)
#define OWN_PA(entry)      (RAM_BASE + 0xd0000 + (uint64_t)(entry)*XS_FRAME_SIZE)

/* Binds both sources; no handler runs. */
void world_make_irq(struct world *w);
struct xs_binding world_get_binding(const struct world *w, unsigned source);
void world_put_binding(struct world *w, unsigned source, const struct xs_binding *binding);
struct xs_ithread world_get_ithread(const struct world *w, unsigned level);
void world_put_ithread(struct world *w, unsigned level, const struct xs_ithread *thread);
/* As w_call and the others: the reason; a refusal has changed nothing on the hart. */
uint32_t w_interrupt(struct world *w, unsigned source, uint64_t now);
