/* What the files of the segment unit share. Not for other units. */
#pragma once
#include <string.h>

#include "segment/segment.h"

enum {
    XS_DATA_REGS = 0x7ff8, /* bits of V, W and G that stand for sg3-sg14 */
    XS_VISIBLE = XS_DATA_REGS | XS_MASK_T,
};
#define XS_OFFSET_MASK (((uint64_t)1 << XS_OFFSET_BITS) - 1)
#define XS_PA_MASK     (((uint64_t)1 << 56) - 1)

static inline unsigned xs_nibble(uint64_t ea)
{
    return (unsigned)(ea >> XS_OFFSET_BITS);
}
static inline uint64_t xs_offset(uint64_t ea)
{
    return ea & XS_OFFSET_MASK;
}
static inline uint64_t xs_pointer(unsigned reg, uint64_t offset)
{
    return (uint64_t)reg << XS_OFFSET_BITS | xs_offset(offset);
}
static inline bool xs_is_data_reg(unsigned n)
{
    return n >= XS_SG_DATA_FIRST && n <= XS_SG_DATA_LAST;
}
static inline bool xs_visible(const struct xs_hart *h, unsigned n)
{
    return xs_is_data_reg(n) && (h->v >> n & 1);
}
/* [offset, offset + len) within [base, limit), computed without wrap. */
static inline bool xs_inside(uint64_t base, uint64_t limit, uint64_t offset, uint64_t len)
{
    return offset >= base && offset <= limit && len <= limit - offset;
}
static inline void xs_count(struct xs_hart *h, unsigned counter, uint64_t n)
{
    h->counters->n[counter] += n;
}

/* For each register n whose bit is set in `mask`; `left` is the loop's own. */
#define XS_EACH(n, left, mask) \
    for (uint32_t left = (mask), n; left && (n = (uint32_t)__builtin_ctz(left), true); left &= left - 1)

static inline struct xs_fault xs_done(void)
{
    return (struct xs_fault){0};
}
/* A refusal; `reg` is the segment register that the report names. */
static inline struct xs_fault xs_refuse(uint32_t cause, uint32_t reason, uint64_t stval, unsigned reg,
                                        enum xs_access access)
{
    return (struct xs_fault){cause, reason, stval, reason | (uint64_t)access << 8 | (uint64_t)(reg & 15) << 12};
}

/* port.c: physical memory, any size; false when misaligned, wrapping or not there. Counts nothing. */
bool xs_port_read(struct xs_hart *h, uint64_t pa, void *to, size_t size);
bool xs_port_write(struct xs_hart *h, uint64_t pa, const void *from, size_t size);

/* walk.c: as xs_walk, for a device: of data segments alone, and never a page of code. Answers a reason. */
uint32_t xs_walk_for_device(struct xs_hart *h, uint32_t selector, uint32_t generation, uint64_t offset,
                            enum xs_access access, struct xs_page *page);

/* register.c. xs_write is WRITE of the manual: spills once per frame, then R := value, V := 1, G := granted.
 * Answers a reason; other than none, nothing changed. */
uint32_t xs_write(struct xs_hart *h, unsigned n, const struct xs_dreg *value, bool granted);
struct xs_dreg xs_unpack(const struct xs_reg *image);
struct xs_reg xs_pack(const struct xs_dreg *r);
