/* What a person wants to see of a machine that stands still, as text. Changes nothing. */
#pragma once
#include <stdio.h>

#include "board/machine.h"

void inspect_segments(FILE *to, struct hart *h);
/* The linkage stack, newest frame first, down to the bottom frame or `most` frames. */
void inspect_frames(FILE *to, struct machine *m, struct hart *h, unsigned most);
/* What the devices hold, and what they were refused last; of those that are in segment mode. */
void inspect_devices(FILE *to, struct machine *m);
void inspect_counters(FILE *to, struct hart *h);
