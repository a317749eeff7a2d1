/* What the hart does not count of a deadline, for it happens in the kernel: system calls and waits inside a call are charged to
 * that call, as if the thread had computed all the while. Else a callee could wait for ever, in pieces. Preemption,
 * interrupts and unwinding are nobody's. */
#pragma once
#include <stdint.h>

struct thread;

/* All of these are for threads that have a deadline, and cost the others nothing but the question. */
enum {
    DEADLINE_TRAP = 160
}; /* instructions of a trap besides what it is for: registers, the choice of who runs next */

/* The kernel took so many instructions on behalf of the code that t, the current thread, runs. */
void deadline_charge(struct thread *t, uint64_t instructions);
/* Before t blocks: the time at which it must be awake again, `until` or sooner. Time counts from now on. */
uint64_t deadline_before_wait(struct thread *t, uint64_t until);
/* It waits no more. What is left may be 0: then the hart expires the call before its next instruction. */
void deadline_after_wait(struct thread *t);
