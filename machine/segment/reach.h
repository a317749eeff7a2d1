/* What a pointer of the code now running points into, as a register would hold it. Used by windows, chk and query. */
#pragma once
#include "segment/segment.h"

/* sg1 (live; R and W, by page), sg2 (flagged thread) or a visible data register that is not empty. Answers a reason.
 * *granted: its content derives from this call's grants. */
uint32_t xs_reach(struct xs_hart *h, uint64_t ptr, struct xs_dreg *out, bool *granted);
