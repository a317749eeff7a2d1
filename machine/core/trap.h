/* Traps, returns from traps, interrupts. */
#pragma once
#include "core/hart_state.h"

void trap_take(struct hart *h);      /* the exception in h->trap, at h->pc */
void interrupt_take(struct hart *h); /* the most urgent interrupt that is pending and enabled, if any */
void trap_return(struct hart *h, enum privilege from);
uint64_t interrupt_pending(const struct hart *h); /* mip as software sees it */
void hart_update_attention(struct hart *h);
