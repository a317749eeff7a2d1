/* Linkage frames as the kernel sees them, and the kernel pop (xseg.md section 4). */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "abi/layout.h"

struct context;
struct thread;

uint64_t frame_newest(const struct thread *t); /* LSP, also of the thread on the hart; cleanup gates apart */
/* One RETURN of the newest frame, which is of kind CALL, on a saved context; root: page table of its sg2. Afterwards the
 * callee's part of the stack holds nothing of its own. */
void frame_pop(struct context *c, uint64_t root);
/* The same for a newest frame of kind INTERRUPT, with the state below it (manual 17.6.1): nothing is cleared or wiped. */
void frame_pop_interrupt(struct context *c);
/* Is a call with that serial active on the thread? Serial 0 is the thread itself. */
bool frame_active(const struct thread *t, uint32_t serial);
