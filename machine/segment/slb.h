/* The segment look-aside buffer: what was read of GST, VSTs and gate tables. 8 sets of 8 ways, the oldest goes
 * first: a hit changes nothing. Only valid table entries are held, so a kernel that fills an empty entry need not invalidate.
 *
 * tag[0]: kind 1:0 (0: empty), selector 31:8, index 63:32 (VST index or gate number); tag[1]: generation of that selector
 * (0 for descriptors: theirs is in the data and is compared at each use).
 *   XS_SLB_DESC  selector's descriptor             data[0..6] = words 0-6 (word 7 is the kernel's)
 *   XS_SLB_VSTE  entry `index` of selector's VST   data[0..3]
 *   XS_SLB_GATE  gate `index` of selector          data[0..3]
 * data[7] tells when it came. */
#pragma once
#include "segment/segment.h"

enum xs_slb_kind { XS_SLB_DESC = 1, XS_SLB_VSTE, XS_SLB_GATE };

struct xs_slb_key {
    uint64_t tag[2];
};

static inline struct xs_slb_key xs_slb_key(enum xs_slb_kind kind, uint32_t selector, uint32_t generation,
                                           uint32_t index)
{
    return (struct xs_slb_key){{kind | (uint64_t)selector << 8 | (uint64_t)index << 32, generation}};
}

/* The entry's data, good until the next fill; NULL: a miss. Counts both. */
const uint64_t *xs_slb_find(struct xs_hart *h, struct xs_slb_key key);
/* The entry itself, without a use of it; NULL: a miss. Nothing is counted. */
struct xs_slb_entry *xs_slb_peek(struct xs_hart *h, struct xs_slb_key key);
/* `words` <= 7. */
void xs_slb_fill(struct xs_hart *h, struct xs_slb_key key, const uint64_t *data, unsigned words);
