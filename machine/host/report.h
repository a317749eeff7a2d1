/* What is written when a run is over. */
#pragma once
#include "board/machine.h"

struct timing_system;

/* Every counter of every hart and their sums, as JSON. `exit_code` is what the process will return. */
/* `timing` may be NULL. */
bool report_counters(const char *path, struct machine *m, const struct timing_system *timing, int exit_code,
                     struct failure *why);
