/* What user code did wrong, told as a person would want it, and what follows: the kernel pop. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct thread;

extern bool fault_tell; /* on the console; boot argument faults=quiet turns it off */

/* Of a handler in user mode, or (XS_CAUSE_INTERRUPT) that its source was masked. */
void fault_tell_handler(unsigned source, uint64_t cause, uint64_t tval, uint64_t info, uint64_t pc);
/* An exception of the current thread other than a system call. */
void fault_handle(struct thread *t, uint64_t cause, uint64_t tval, uint64_t info);
