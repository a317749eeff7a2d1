/* Interrupts in user mode: bound sources go to drivers' handlers without a trap (manual, chapter 17). */
#pragma once
#include "core/hart_state.h"

/* Before the next block: delivers a bound source, or raises the trap that says why not; or the one that
 * says that the handler or the call that runs has used up its time. */
void handler_take(struct hart *h);
/* Would a bound source be delivered in U-mode? It ends a WFI, too. */
bool handler_pending(const struct hart *h);
/* Is there something for handler_take to do now? */
bool handler_due(const struct hart *h);
/* After sg.ret, which may have ended a handler: the source is then completed. */
void handler_after_return(struct hart *h, uint32_t source, uint32_t level);
