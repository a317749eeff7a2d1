/* cycle, time, instret and the hpmcounters. An instruction takes one cycle, unless a model of time counts them. */
#include "core/csr.h"

enum { CY = 0, TM = 1, IR = 2 }; /* numbers of the first three counters */

/* While a counter is inhibited its `offset` holds the frozen value itself. */
static uint64_t *offset_of(struct hart *h, unsigned n)
{
    return n == CY ? &h->cycle_offset : &h->instret_offset;
}

static uint64_t counted(const struct hart *h, unsigned n)
{
    return n == CY ? hart_cycles(h) : hart_instret(h);
}

uint64_t counter_read(const struct hart *h, unsigned csr)
{
    unsigned n = csr & 31;
    if (n == TM)
        return h->board.mtime ? h->board.mtime(h->board.context) : 0;
    if (n > IR)
        return h->counters.n[n];
    uint64_t offset = n == CY ? h->cycle_offset : h->instret_offset;
    return h->csr.mcountinhibit >> n & 1 ? offset : counted(h, n) + offset;
}

/* Events are counted by the machine for good: only mcycle and minstret can be written. The instruction that writes is
 * not counted in what it wrote. */
void counter_write(struct hart *h, unsigned csr, uint64_t value)
{
    unsigned n = csr & 31;
    if (n == CY || n == IR)
        *offset_of(h, n) = h->csr.mcountinhibit >> n & 1 ? value : value - (counted(h, n) + 1);
}

void counter_inhibit(struct hart *h, unsigned csr, uint64_t value)
{
    (void)csr;
    uint64_t new = value &(1 << CY | 1 << IR), changed = new ^ h->csr.mcountinhibit;
    for (unsigned n = CY; n <= IR; n += IR - CY) {
        if (!(changed >> n & 1))
            continue;
        uint64_t *offset = offset_of(h, n), now = counted(h, n);
        *offset = new >> n & 1 ? now + *offset : *offset - now;
    }
    h->csr.mcountinhibit = new;
}

/* Under Xseg every counter is open to U-mode: programs print them without a kernel entry. */
bool counter_guard(const struct hart *h, unsigned csr)
{
    uint64_t bit = 1u << (csr & 31);
    if (h->priv == PRV_M || (h->priv == PRV_U && xseg_on(h, PRV_U)))
        return true;
    return h->csr.mcounteren & bit && (h->priv == PRV_S || h->csr.scounteren & bit);
}
