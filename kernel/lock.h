/* The one lock of the kernel. Every entry takes it, but those of the IPC fast path that fall back; it is let go when a thread
 * is about to run, and while a hart idles. On a machine with one hart it is never taken.
 *
 * A ticket lock: harts enter in the order in which they came, so none waits longer than each of the others is inside once.
 *
 * A hart whose thread another wants (hart_stop) cannot give it up while a handler runs on top of it. The one that asked has the lock and does nothing
 * but wait: its lock serves the other meanwhile. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Low half: the ticket that is served; high half: the next one to be given. fastpath.S knows it. */
extern uint32_t kernel_lock;
extern bool kernel_shared; /* several harts run: the lock is in use */

bool lock_wait(void); /* lock_take, with several harts */
void lock_pass_on(void);
/* false: meanwhile the thread that ran here was taken away by another hart (hart_stop). What brought it into the kernel is
 * forgotten: its pc still stands at the instruction that did, or before which an interrupt came, and it is done anew. */
static inline bool lock_take(void)
{
    return !kernel_shared || lock_wait();
}
static inline void lock_leave(void)
{
    if (kernel_shared)
        lock_pass_on();
}
/* No handler runs any more. The lock was lent for one: the hart that has it gets the thread that it waits for; this one
 * then waits for the lock like any other. */
void lock_give_back(void);
