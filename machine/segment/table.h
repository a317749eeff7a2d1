/* The kernel's tables as the hart reads them: through the look-aside buffer, checked, each read counted.
 * Every function answers a reason; XS_REASON_NONE: found, and *out is whole. */
#pragma once
#include "segment/segment.h"

/* Descriptor of a live segment: valid, well formed, and of that generation. */
uint32_t xs_live(struct xs_hart *h, uint32_t selector, uint32_t generation, struct xs_desc *out);
/* Descriptor of whatever is valid under that selector (kernel's load). */
uint32_t xs_descriptor(struct xs_hart *h, uint64_t selector, struct xs_desc *out);
/* The VST entry that a virtual selector names for the code now running. */
uint32_t xs_entry(struct xs_hart *h, uint64_t vsel, struct xs_vste *out);
/* Gate `number` of the live code segment (selector, desc). */
uint32_t xs_gate_of(struct xs_hart *h, uint32_t selector, const struct xs_desc *desc, unsigned number,
                    struct xs_gate *out);

/* First offset past a code segment as its own code sees it: its limit acts in whole pages, for sg1 has no limit register. */
static inline uint64_t xs_code_limit(const struct xs_desc *desc)
{
    return (xs_desc_limit(desc) + 0xfff) & ~(uint64_t)0xfff;
}
