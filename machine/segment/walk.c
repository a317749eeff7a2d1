/* A TLB miss: descriptor, then the segment's own three-level table in Sv39 format. */
#include "segment/internal.h"
#include "segment/table.h"

enum {
    PTE_V = 1 << 0,
    PTE_R = 1 << 1,
    PTE_W = 1 << 2,
    PTE_X = 1 << 3,
    PTE_U = 1 << 4,
    PTE_A = 1 << 6,
    PTE_D = 1 << 7,
    LEVELS = 3,
    LEVEL_BITS = 9,
    PAGE_BITS = 12,
};
#define PTE_RESERVED (~(uint64_t)0 << 54) /* N, PBMT and what no extension defines */

static uint64_t pte_ppn(uint64_t pte)
{
    return pte >> 10 & (((uint64_t)1 << 44) - 1);
}
static bool is_leaf(uint64_t pte)
{
    return pte & (PTE_R | PTE_W | PTE_X);
}

static bool malformed(uint64_t pte, unsigned level)
{
    if (pte & PTE_RESERVED)
        return true;
    if (!is_leaf(pte))
        return level == 0 || pte & (PTE_U | PTE_A | PTE_D);
    bool w_without_r = (pte & PTE_W) && !(pte & PTE_R), w_and_x = (pte & PTE_W) && (pte & PTE_X);
    uint64_t low = ((uint64_t)1 << level * LEVEL_BITS) - 1; /* of the page number, in a superpage */
    return w_without_r || w_and_x || (pte_ppn(pte) & low);
}

/* Finds the leaf for `offset`; its level tells the page's size. */
static uint32_t find_leaf(struct xs_hart *h, uint64_t root, uint64_t offset, uint64_t *leaf, unsigned *level)
{
    uint64_t table = root;
    for (unsigned l = LEVELS; l-- > 0;) {
        uint64_t index = offset >> (PAGE_BITS + l * LEVEL_BITS) & ((1 << LEVEL_BITS) - 1), pte;
        if (!xs_port_read(h, (table << PAGE_BITS) + index * 8, &pte, 8))
            return XS_REASON_WALK;
        xs_count(h, XS_CTR_PTE_READS, 1);
        if (!(pte & PTE_V))
            return XS_REASON_PAGE_ABSENT;
        if (malformed(pte, l))
            return XS_REASON_TABLE;
        *leaf = pte;
        *level = l;
        if (is_leaf(pte))
            return XS_REASON_NONE;
        table = pte_ppn(pte);
    }
    return XS_REASON_TABLE;
}

static struct xs_page page_of(uint64_t pte, unsigned level, uint64_t offset, bool code)
{
    uint64_t low = ((uint64_t)1 << level * LEVEL_BITS) - 1;
    return (struct xs_page){
        .pa = (pte_ppn(pte) | (offset >> PAGE_BITS & low)) << PAGE_BITS,
        .r = pte & PTE_R,
        .w = (pte & PTE_W) && (pte & PTE_D),
        .x = (pte & PTE_X) && code,
    };
}

/* Descriptor and leaf of a segment of one of `kinds` (bit k: kind k). */
static uint32_t find(struct xs_hart *h, uint32_t selector, uint32_t generation, uint64_t offset, unsigned kinds,
                     struct xs_desc *desc, uint64_t *leaf, unsigned *level)
{
    uint32_t reason = xs_live(h, selector, generation, desc);
    if (reason)
        return reason;
    if (!(kinds >> xs_desc_kind(desc) & 1))
        return XS_REASON_KIND;
    if ((offset & ~(uint64_t)0xfff) >= xs_desc_limit(desc))
        return XS_REASON_BOUNDS;
    return find_leaf(h, xs_desc_root(desc), offset, leaf, level);
}

static uint32_t walk(struct xs_hart *h, uint32_t selector, uint32_t generation, uint64_t offset, enum xs_access access,
                     struct xs_page *page)
{
    struct xs_desc desc;
    uint64_t leaf;
    unsigned level;
    unsigned kinds = 1 << XS_KIND_CODE | (access == XS_FETCH ? 0 : 1 << XS_KIND_THREAD | 1 << XS_KIND_DATA);
    uint32_t reason = find(h, selector, generation, offset, kinds, &desc, &leaf, &level);
    if (reason)
        return reason;
    *page = page_of(leaf, level, offset, xs_desc_kind(&desc) == XS_KIND_CODE);
    bool allowed = access == XS_FETCH ? page->x : access == XS_LOAD ? page->r : page->w;
    return allowed && (leaf & PTE_U) && (leaf & PTE_A) ? XS_REASON_NONE : XS_REASON_PAGE_PERMISSION;
}

struct xs_fault xs_walk(struct xs_hart *h, uint32_t selector, uint32_t generation, uint64_t ea, enum xs_access access,
                        struct xs_page *page)
{
    uint32_t reason = walk(h, selector, generation, xs_offset(ea), access, page);
    return reason ? xs_refuse(XS_CAUSE_SEGMENT_ACCESS, reason, ea, xs_nibble(ea), access) : xs_done();
}

/* A page of code is none of a device's business, whatever segment leads to it (rule 3). */
uint32_t xs_walk_for_device(struct xs_hart *h, uint32_t selector, uint32_t generation, uint64_t offset,
                            enum xs_access access, struct xs_page *page)
{
    struct xs_desc desc;
    uint64_t leaf;
    unsigned level;
    uint32_t reason = find(h, selector, generation, offset, 1 << XS_KIND_DATA, &desc, &leaf, &level);
    if (reason)
        return reason;
    *page = page_of(leaf, level, offset, true);
    bool allowed = !page->x && (access == XS_LOAD ? page->r : page->w);
    return allowed && (leaf & PTE_U) && (leaf & PTE_A) ? XS_REASON_NONE : XS_REASON_PAGE_PERMISSION;
}
