/* The timing engine: the interpreter's instruction bodies, with each instruction told to the timing model. Registers,
 * memory, counters and traps are the interpreter's; cycles are the model's. */
#pragma once
#include "core/hart.h"
#include "timing/model.h"

/* From now on hart_run counts cycles in `model`, which must outlive the hart. False: no memory. */
bool timing_attach(struct hart *h, struct timing *model);
/* DMA through the bus is told to the caches of all harts. */
void timing_watch_bus(struct bus *bus, struct timing_system *system);
