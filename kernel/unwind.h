/* The kernel pop (xseg.md section 4; manual 9.7, 20.8): a thread comes back to the newest caller that was protected, lives and
 * has time left, which sees -error in t0.
 *
 * Before the frame of a call into a service with a cleanup gate goes, that gate runs: as a call that the kernel makes, on the
 * thread, with the dead call's stack, serial and badge, nothing granted, no linkage to call others by, and CLEANUP_TIME
 * instructions. It returns to no address, where the fetch that fails is the kernel's chance to go on; if it faults, is late or is killed,
 * the pop goes on all the same, once. Its frame is in the thread's own struct, so it needs no room on the linkage stack. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct thread;

/* Begins a pop, or goes on after a cleanup gate, whose pop then keeps its own error. Whatever the thread waited for, it waits no
 * more. A thread without such a caller ends with `status`. */
void unwind(struct thread *t, int error, uint64_t status);
/* The same past every caller: the thread ends, at once if there is nothing to clean up. */
void unwind_all(struct thread *t, uint64_t status);
/* Is this trap of the current thread the return of a cleanup gate? */
bool unwind_cleaned(const struct thread *t);
