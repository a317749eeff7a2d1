/* The model of time as `postern` uses it: profile, attachment, report. */
#pragma once
#include <cjson/cJSON.h>

#include "board/machine.h"
#include "timing/model.h"

/* `profile`: a name or a file. From now on the machine's harts count modelled cycles, and time follows them unless
 * `by_instructions`; `translate`: by the translator, and whether it is. NULL: why->text says what was wrong. */
struct timing_system *timing_start(const char *profile, bool by_instructions, struct machine *m, bool *translate,
                                   struct failure *why);
cJSON *timing_report(const struct timing_system *system, const struct machine *m);
