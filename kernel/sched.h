/* Scheduler: 64 priorities, round robin within one, no tick unless somebody else could run.
 *
 *   hart.current  the thread that runs (or would, were it not for this trap); NULL while idle
 *   hart.loaded   the thread whose segment and FP state the hart holds; mostly the current one
 *   hart.ready    bit p: ready_queue[p] is not empty */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "hart.h"

void sched_init(uint64_t hart_id); /* of the hart that calls it */
/* Wakes a blocked or new thread; a blocked one's system call answers `result`. */
void sched_ready(struct thread *t);
void sched_wake(struct thread *t, int64_t result);
/* Blocks the current thread in `state`, in queue q (NULL: none), until woken or until the time `until`
 * (UINT64_MAX: never), when its call answers -PE_TIMEOUT, or 0 if it was sleeping. */
void sched_block(struct thread *t, int state, struct queue *q, uint64_t until);
void sched_yield(struct thread *t);
void sched_forget(struct thread *t); /* no timeout any more */
void sched_gone(struct thread *t);   /* it ends: the hart must not remember it */
/* Timer interrupt: wakes who slept enough; ends the slice. */
void sched_tick(void);
/* Who runs now; idles until there is somebody. The hart holds its state. */
struct thread *sched_next(void);
/* Brings a thread's segment and FP state into its context. */
void sched_sync(struct thread *t);
/* What xlsp and xs1 are, or would be, for the thread. */
uint64_t sched_lsp(const struct thread *t);
uint64_t sched_s1(const struct thread *t);
