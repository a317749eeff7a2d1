/* The translator: an engine that turns decoded blocks into x86-64 code.
 *
 * It follows the interpreter's own blocks, so it runs the same instructions between the same points at which interrupts
 * are looked at. What it has no code for it calls the interpreter's bodies for. Everything that a guest can see is as the
 * interpreter has it: registers, memory, instruction counts, and the counters. */
#pragma once
#include <stdbool.h>

#include "core/hart.h"

/* From now on hart_run uses the translator; hart_free releases it. False: not on this host, or no memory for code. */
bool translator_attach(struct hart *h);
/* The same under a model of time, which must outlive the hart: cycles are those of timing_attach's engine, to the last one. */
struct timing;
bool translator_attach_timed(struct hart *h, struct timing *model);
/* Far calls and returns that translated code did by itself. For tests. */
uint64_t translator_crossings(const struct hart *h);
