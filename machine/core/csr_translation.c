/* satp and PMP: writes that change how addresses are translated or checked. */
#include <string.h>

#include "core/csr.h"
#include "mmu/pmp.h"

bool satp_guard(const struct hart *h, unsigned csr)
{
    (void)csr;
    return h->priv != PRV_S || !(h->csr.mstatus & MSTATUS_TVM);
}

static void set_gst(struct hart *h, uint64_t pa)
{
    if (pa != h->segment.gst)
        tlb_clear(&h->tlb);
    xs_set_gst(&h->segment, pa);
}

void satp_write(struct hart *h, unsigned csr, uint64_t value)
{
    (void)csr;
    unsigned mode = SATP_MODE(value);
    if (mode != SATP_BARE && mode != SATP_SV39 && mode != XS_SATP_MODE)
        return; /* an unsupported mode leaves the whole register as it was */
    h->csr.satp = value;
    if (mode == XS_SATP_MODE)
        set_gst(h, value << 20 >> 8); /* PPN * 4096 */
    blocks_recheck(&h->blocks);
    hart_mode_changed(h);
}

uint64_t pmp_read(const struct hart *h, unsigned csr)
{
    return csr >= CSR_PMPADDR0 ? h->csr.pmpaddr[csr - CSR_PMPADDR0] : h->csr.pmpcfg[(csr - CSR_PMPCFG0) / 2];
}

void pmp_write(struct hart *h, unsigned csr, uint64_t value)
{
    if (csr >= CSR_PMPADDR0)
        pmp_write_addr(&h->csr, csr - CSR_PMPADDR0, value);
    else
        pmp_write_cfg(&h->csr, (csr - CSR_PMPCFG0) / 2, value);
    memset(h->table_page, 0, sizeof h->table_page);
    tlb_clear(&h->tlb);
}
