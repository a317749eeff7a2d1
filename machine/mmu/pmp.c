#include "mmu/pmp.h"

#include "mmu/tlb.h"

static uint8_t config(const struct hart_csrs *csr, unsigned n)
{
    return csr->pmpcfg[n / 8] >> (n % 8 * 8);
}

struct range {
    uint64_t first, last; /* inclusive; first > last: empty */
};

static struct range entry_range(const struct hart_csrs *csr, unsigned n)
{
    uint64_t addr = csr->pmpaddr[n], below = n ? csr->pmpaddr[n - 1] : 0;
    switch (config(csr, n) & PMP_A) {
    case PMP_TOR: return addr > below ? (struct range){below << 2, (addr << 2) - 1} : (struct range){1, 0};
    case PMP_NA4: return (struct range){addr << 2, (addr << 2) + 3};
    case PMP_NAPOT: {
        uint64_t ones = addr ^ (addr + 1); /* trailing ones and the zero above them */
        return (struct range){(addr & ~ones) << 2, (addr | ones) << 2 | 3};
    }
    default: return (struct range){1, 0};
    }
}

static bool overlaps(struct range r, uint64_t first, uint64_t last)
{
    return r.first <= r.last && r.first <= last && r.last >= first;
}

static bool covers(struct range r, uint64_t first, uint64_t last)
{
    return r.first <= first && r.last >= last;
}

bool pmp_allows(const struct hart_csrs *csr, enum privilege priv, uint64_t pa, uint64_t size, enum xs_access access)
{
    static const uint8_t wanted[] = {[XS_FETCH] = PMP_X, [XS_LOAD] = PMP_R, [XS_STORE] = PMP_W};
    uint64_t last = pa + size - 1;
    for (unsigned n = 0; n < PMP_ENTRIES; n++) {
        struct range range = entry_range(csr, n);
        if (!overlaps(range, pa, last))
            continue;
        uint8_t cfg = config(csr, n);
        if (!covers(range, pa, last))
            return false; /* the lowest entry that matches any byte must match all */
        return (priv == PRV_M && !(cfg & PMP_L)) || cfg & wanted[access];
    }
    return priv == PRV_M;
}

bool pmp_uniform(const struct hart_csrs *csr, uint64_t page)
{
    for (unsigned n = 0; n < PMP_ENTRIES; n++) {
        struct range range = entry_range(csr, n);
        if (overlaps(range, page, page + PAGE_MASK))
            return covers(range, page, page + PAGE_MASK);
    }
    return true;
}

void pmp_write_cfg(struct hart_csrs *csr, unsigned word, uint64_t value)
{
    for (unsigned n = 0; n < 8; n++) {
        uint64_t lane = UINT64_C(0xff) << n * 8;
        uint64_t new = value >> n * 8 & (PMP_R | PMP_W | PMP_X | PMP_A | PMP_L);
        bool reserved = (new &(PMP_R | PMP_W)) == PMP_W;
        if (csr->pmpcfg[word] >> n * 8 & PMP_L || reserved)
            continue;
        csr->pmpcfg[word] = (csr->pmpcfg[word] & ~lane) | new << n * 8;
    }
}

void pmp_write_addr(struct hart_csrs *csr, unsigned n, uint64_t value)
{
    bool locked = config(csr, n) & PMP_L;
    if (n + 1 < PMP_ENTRIES) { /* a locked TOR entry also locks the address below it */
        uint8_t above = config(csr, n + 1);
        locked |= above & PMP_L && (above & PMP_A) == PMP_TOR;
    }
    if (!locked)
        csr->pmpaddr[n] = value & ((UINT64_C(1) << 54) - 1);
}
