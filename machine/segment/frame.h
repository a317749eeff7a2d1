/* Linkage frames in physical memory: an array of XS_FRAME_SIZE bytes each, the newest at LSP. abi/layout.yaml `frame`.
 * Every function answers false when the memory is not there. Counts frame_* and spill_* in doublewords. */
#pragma once
#include "segment/segment.h"

enum {
    XS_FRAME_HEADER = 12, /* words that every frame has: pc .. lw */
    XS_SAVED = 12,        /* s0-s11, and fs0-fs11 */
    XS_MAX_DEPTH = 4096,  /* frames that one linkage stack can have; bounds every walk over frames */
};

/* `count` words of the frame at `pa`, from word `first` on. */
bool xs_frame_read(struct xs_hart *h, uint64_t pa, unsigned first, unsigned count, uint64_t *to);
bool xs_frame_write(struct xs_hart *h, uint64_t pa, unsigned first, unsigned count, const uint64_t *from);
/* Slot of register n in the newest frame. */
bool xs_slot_read(struct xs_hart *h, unsigned n, struct xs_reg *image);
bool xs_slot_write(struct xs_hart *h, unsigned n, const struct xs_reg *image);

/* The i-th of s0-s11 (and of fs0-fs11): 8, 9, 18-27. */
static inline unsigned xs_saved_number(unsigned i)
{
    return i < 2 ? 8 + i : 16 + i;
}
