/* External interrupts, by source of the PLIC. A source is the kernel's, and a thread sleeps on it; or it is bound to a
 * program's handler (manual 17), and the kernel only hears of it when it had to be masked.
 *
 * A source of the kernel's that has fired stays claimed, which masks it, until somebody waits for it again: so a level
 * that its driver has served is never seen twice. */
#pragma once
#include <stdint.h>

struct binding_terms;
struct program;
struct thread;

void irq_init(uint64_t hart_id);
/* Sleeps until the source fires; of a bound one, until it is masked. -PE_PERM: the program has no grant of it; -PE_BUSY:
 * another thread waits, or it is bound to another program; of a bound source the trouble that was not yet told. */
int irq_wait(struct thread *t, struct program *p, uint64_t source);
void irq_allow(struct program *p, uint64_t source);
void irq_fire(void);                 /* the external interrupt is pending */
void irq_release(struct program *p); /* unbinds and disables what only it was granted */
/* Binds a source to gate terms->gate of p, on this hart. -PE_PERM; -PE_BUSY; -PE_INVAL: no such gate of kind INTERRUPT;
 * -PE_RANGE: the gate needs more than an interrupt thread has; and binding_enter's. */
int irq_bind(struct program *p, uint64_t source, const struct binding_terms *terms);
/* -PE_NOENT: the program has not bound it. */
int irq_unbind(struct program *p, uint64_t source);
/* A bound source was masked: its driver's waiting thread gets -error, now or when it asks next. */
void irq_trouble(uint64_t source, int error);
