/* Scheduler: 64 priorities, round robin within one, no tick unless somebody else could run.
 *
 *   hart.current  the thread that runs (or would, were it not for this trap); NULL while idle
 *   hart.loaded   the thread whose segment and FP state the hart holds: the current one, or none; on a machine with one
 *                 hart it may have stopped being current
 *   hart.ready    who may run on that hart alone; shared_ready: on any. A machine with one hart puts all in its own.
 *
 * Who is most urgent runs: each hart chooses the most urgent of both, and tells others of what it leaves (harts_tell). */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "hart.h"

extern struct ready shared_ready; /* of all harts: who may run on any */

void sched_init(uint64_t hart_id);
/* Wakes a blocked or new thread; a blocked one's system call answers `result`. */
void sched_ready(struct thread *t);
void sched_wake(struct thread *t, int64_t result);
/* Blocks the current thread in `state`, in queue q (NULL: none), until woken or until the time `until`
 * (UINT64_MAX: never), when its call answers -PE_TIMEOUT, or 0 if it was sleeping. Its deadline may wake it sooner. */
void sched_block(struct thread *t, int state, struct queue *q, uint64_t until);
void sched_yield(struct thread *t);
/* It was taken off h, where it ran: it goes on first. */
void sched_preempted(const struct hart *h, struct thread *t);
/* Timer interrupt: wakes who slept enough; ends the slice. */
void sched_tick(void);
/* Who runs now; idles until there is somebody. The hart holds its state, and nobody the lock. */
struct thread *sched_next(void);
/* Until an interrupt: the timer's, a device's, or another hart's that has found work for this one. */
void sched_idle(void);
/* After an idle hart has taken the lock: what woke it. */
void sched_resume(void);
/* Whose instructions count from now on; NULL: nobody's. */
void sched_charge(struct thread *next);
