/* Interrupt sources bound to handlers in user mode: what a hart delivers them with (manual 17.1). irq.c says whose a
 * source is; here is the hart's side of it. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "limits.h"
#include "thread.h"

/* Of one hart, made when the first source is bound to it, and kept: pinned, and paid by nobody, as the kernel is. */
struct handlers {
    struct xs_binding binding[XS_SOURCES];
    struct xs_ithread thread[XS_LEVELS];
    uint64_t root[XS_LEVELS]; /* page tables of the interrupt threads */
    uint64_t base, limit;     /* the hart's own linkage stack, physical */
    bool held;                /* what was interrupted must come to the kernel, not go on at held_pc (handler.h) */
    uint64_t held_pc;
    struct thread idle; /* what a hart runs to be interrupted when it has nothing else; never READY or RUNNING */
};

void binding_init(void);
/* NULL: no source was ever bound to that hart. */
struct handlers *binding_of(uint64_t hart);

struct binding_terms {
    uint32_t selector; /* the driver's code segment */
    uint64_t gate, level, budget, period, badge;
};
/* Enters a source in this hart's table. -PE_INVAL: level, budget or period; -PE_QUOTA: more than the hart gives to handlers;
 * -PE_NOMEM, -PE_NOSPC. What the source used of a period that still runs stays used. */
int binding_enter(uint64_t source, const struct binding_terms *terms);
void binding_remove(uint64_t hart, uint64_t source);
void binding_mask(uint64_t hart, uint64_t source, bool masked);
