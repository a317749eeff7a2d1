/* External interrupts: a thread sleeps on a PLIC source. A source that has fired stays claimed, which masks it, until
 * somebody waits for it again: so a level that its driver has served is never seen twice. */
#pragma once
#include <stdint.h>

struct program;
struct thread;

void irq_init(uint64_t hart_id);
/* Sleeps until the source fires. -PE_PERM: the program has no grant of it; -PE_BUSY: another thread waits. */
int irq_wait(struct thread *t, struct program *p, uint64_t source);
void irq_allow(struct program *p, uint64_t source);
void irq_fire(void);                 /* the external interrupt is pending */
void irq_release(struct program *p); /* disables what only it was granted */
