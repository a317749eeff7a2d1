/* Entries to the kernel, from trap.S. */
#pragma once
#include <stdint.h>

struct thread;

/* After boot: the first thread to run. */
struct thread *kernel_main(uint64_t hart_id, uint64_t fdt);
/* A trap from user mode whose registers are in hart.current's context. Answers who runs next. */
struct thread *trap_user(void);
/* An exception of the kernel itself. */
_Noreturn void trap_kernel(uint64_t cause, uint64_t pc, uint64_t value);
