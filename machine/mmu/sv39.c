#include "mmu/sv39.h"

#include <string.h>

#include "mmu/fault.h"
#include "mmu/pmp.h"

enum { PTE_V = 1, PTE_R = 2, PTE_W = 4, PTE_X = 8, PTE_U = 16, PTE_A = 64, PTE_D = 128 };
enum { LEVELS = 3, VPN_BITS = 9 };
#define PTE_PPN(pte) ((pte) >> 10 & ((UINT64_C(1) << 44) - 1))
#define PTE_RESERVED (~UINT64_C(0) << 54) /* no Svnapot, no Svpbmt */

/* Keeps the page if S-mode may reach all of it as PMP stands. */
static uint8_t *table_keep(struct hart *h, struct table_page *t, uint64_t pa, uint64_t size, enum xs_access access)
{
    uint64_t page = pa >> PAGE_BITS;
    uint8_t *host = bus_ram(h->bus, page << PAGE_BITS, PAGE_SIZE);
    if (!host || !pmp_uniform(&h->csr, page << PAGE_BITS) || !pmp_allows(&h->csr, PRV_S, pa, size, access))
        return NULL;
    *t = (struct table_page){page, host};
    return host + (pa & PAGE_MASK);
}

/* The host's address of a piece of the kernel's tables, or NULL: it is to be asked for in full. */
static inline uint8_t *table_at(struct hart *h, uint64_t pa, uint64_t size, enum xs_access access)
{
    uint64_t page = pa >> PAGE_BITS;
    struct table_page *t = &h->table_page[access == XS_STORE][page % TABLE_PAGES];
    if ((pa & PAGE_MASK) + size > PAGE_SIZE)
        return NULL;
    return t->page == page && t->host ? t->host + (pa & PAGE_MASK) : table_keep(h, t, pa, size, access);
}

bool table_read(struct hart *h, uint64_t pa, void *to, uint64_t size)
{
    const uint8_t *host = table_at(h, pa, size, XS_LOAD);
    if (host)
        memcpy(to, host, size);
    return host || (pmp_allows(&h->csr, PRV_S, pa, size, XS_LOAD) && bus_read(h->bus, pa, to, size));
}

bool table_write(struct hart *h, uint64_t pa, const void *from, uint64_t size)
{
    uint8_t *host = table_at(h, pa, size, XS_STORE);
    if (host)
        memcpy(host, from, size);
    return host || (pmp_allows(&h->csr, PRV_S, pa, size, XS_STORE) && bus_write(h->bus, pa, from, size));
}

static bool leaf_permits(const struct hart *h, uint64_t pte, enum xs_access access, enum privilege priv)
{
    uint64_t status = h->csr.mstatus;
    bool readable = pte & PTE_R || (status & MSTATUS_MXR && pte & PTE_X);
    if (priv == PRV_U && !(pte & PTE_U))
        return false;
    if (priv == PRV_S && pte & PTE_U && (access == XS_FETCH || !(status & MSTATUS_SUM)))
        return false;
    return access == XS_FETCH ? pte & PTE_X : access == XS_LOAD ? readable : pte & PTE_W;
}

/* Steps 2 to 5: the leaf, its address and its level. False: h->trap is set. */
static bool find_leaf(struct hart *h, uint64_t va, enum xs_access access, uint64_t *pte, uint64_t *pte_pa,
                      unsigned *level)
{
    uint64_t table = h->csr.satp << 20 >> 8; /* PPN * 4096 */
    for (unsigned n = LEVELS; n-- > 0;) {
        *pte_pa = table + (va >> (PAGE_BITS + n * VPN_BITS) & 511) * 8;
        if (!table_read(h, *pte_pa, pte, 8))
            return fault_access(h, va, access);
        count(h, XS_CTR_PTE_READS);
        if (!(*pte & PTE_V) || (*pte & (PTE_R | PTE_W)) == PTE_W || *pte & PTE_RESERVED)
            return fault_page(h, va, access);
        *level = n;
        if (*pte & (PTE_R | PTE_X))
            return true;
        if (*pte & (PTE_D | PTE_A | PTE_U)) /* reserved in a pointer */
            return fault_page(h, va, access);
        table = PTE_PPN(*pte) << PAGE_BITS;
    }
    return fault_page(h, va, access);
}

static bool canonical(uint64_t va)
{
    return (uint64_t)((int64_t)(va << 25) >> 25) == va;
}

/* Page numbers within a leaf of this level. */
static uint64_t leaf_inside(unsigned level)
{
    return (UINT64_C(1) << level * VPN_BITS) - 1;
}

static uint64_t leaf_page(uint64_t pte, uint64_t va, unsigned level)
{
    return (PTE_PPN(pte) | (va >> PAGE_BITS & leaf_inside(level))) << PAGE_BITS;
}

bool sv39_walk(struct hart *h, uint64_t va, enum xs_access access, enum privilege priv, uint64_t *page_pa)
{
    uint64_t pte = 0, pte_pa = 0;
    unsigned level = 0;
    if (!canonical(va))
        return fault_page(h, va, access);
    if (!find_leaf(h, va, access, &pte, &pte_pa, &level))
        return false;
    uint64_t inside = leaf_inside(level);
    if (!leaf_permits(h, pte, access, priv) || PTE_PPN(pte) & inside) /* steps 6, 7 */
        return fault_page(h, va, access);
    uint64_t marked = pte | PTE_A | (access == XS_STORE ? PTE_D : 0); /* step 8 */
    if (marked != pte && !table_write(h, pte_pa, &marked, 8))
        return fault_access(h, va, access);
    *page_pa = leaf_page(pte, va, level);
    return true;
}

bool sv39_look(struct hart *h, uint64_t va, uint64_t *page_pa)
{
    uint64_t pte = 0, pte_pa = 0;
    unsigned level = 0;
    if (!canonical(va) || !find_leaf(h, va, XS_LOAD, &pte, &pte_pa, &level))
        return false;
    *page_pa = leaf_page(pte, va, level);
    return true;
}
