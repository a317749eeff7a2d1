/* What is written when a run is over. */
#pragma once
#include "board/machine.h"

/* Every counter of every hart and their sums, as JSON. `exit_code` is what the process will return. */
bool report_counters(const char *path, struct machine *m, int exit_code, struct failure *why);
