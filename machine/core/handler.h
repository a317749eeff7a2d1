/* Interrupts in user mode: bound sources go to drivers' handlers without a trap (manual, chapter 17). */
#pragma once
#include "core/hart_state.h"

/* Before the next block: delivers a bound source, or raises the trap that says why not. */
void handler_take(struct hart *h);
/* Would a bound source be delivered in U-mode? It ends a WFI, too. */
bool handler_pending(const struct hart *h);
/* Is there something for handler_take to do now? */
bool handler_due(const struct hart *h);
/* The handler's budget counts in U-mode alone: stopped at a trap, going on at instruction count `from`. */
void handler_stop_count(struct hart *h);
void handler_go_on(struct hart *h, uint64_t from);
/* Instructions of `budget` that may run before the handler that runs has used up its own. */
uint64_t handler_slice(const struct hart *h, uint64_t budget);
/* Around sg.ret, which may end a handler: the source is then completed and the outer handler's budget counts. */
void handler_before_return(struct hart *h);
void handler_after_return(struct hart *h, uint32_t source, uint32_t level);
