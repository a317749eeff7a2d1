/* Traps while a handler runs, or that are about handlers (manual 17.8).
 *
 * While one runs the hart holds its segment state, over that of the current thread, and the current thread's general
 * registers in the context are the handler's. There is no switch and no unwinding of that thread then. Where one is due,
 * the outermost interrupt frame is made to return to no address: the fetch that fails there is the kernel's chance. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct thread;

/* A trap from user mode. false: it is the current thread's own, or an interrupt of the kernel's. */
bool handler_trap(struct thread *t, uint64_t cause);
/* What was interrupted comes to the kernel as soon as the outermost handler has returned. */
void handler_hold(void);
/* No handler runs any more: the thread is itself again, whatever was held. */
void handler_ended(struct thread *t);
/* What an idle hart runs to be interrupted by sources that are bound to it; NULL: none is. */
struct thread *handler_idle(void);
