/* Linkage frames as the kernel sees them, and the kernel pop (xseg.md section 4). */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "abi/layout.h"

struct thread;

uint64_t frame_newest(const struct thread *t); /* LSP, also of the thread on the hart */
/* Pops frames of a thread, newest first, wiping what each callee left on the stack, until one was protected and its
 * caller lives; the caller then sees t0 = -error. false: no such caller, the thread must end.
 * The thread's state must be in its context (sched_sync). */
bool frame_unwind(struct thread *t, int error);
/* Is a call with that serial active on the thread? Serial 0 is the thread itself. */
bool frame_active(const struct thread *t, uint32_t serial);
