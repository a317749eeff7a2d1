/* mstatus, mie, mip and their windows sstatus, sie, sip. */
#include "core/csr.h"
#include "core/trap.h"

#define SSTATUS_WRITABLE (MSTATUS_SIE | MSTATUS_SPIE | MSTATUS_SPP | MSTATUS_FS | MSTATUS_SUM | MSTATUS_MXR)
#define MSTATUS_WRITABLE                                                                                     \
    (SSTATUS_WRITABLE | MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_MPP | MSTATUS_MPRV | MSTATUS_TVM | MSTATUS_TW | \
     MSTATUS_TSR)
#define TRANSLATION_BITS (MSTATUS_MPP | MSTATUS_MPRV | MSTATUS_SUM | MSTATUS_MXR)
#define INTERRUPTS_S     (1 << IRQ_SSI | 1 << IRQ_STI | 1 << IRQ_SEI)
#define INTERRUPTS_M     (1 << IRQ_MSI | 1 << IRQ_MTI | 1 << IRQ_MEI)

uint64_t status_read(const struct hart *h, unsigned csr)
{
    uint64_t value = h->csr.mstatus | ((h->csr.mstatus & MSTATUS_FS) == MSTATUS_FS ? MSTATUS_SD : 0);
    return csr == CSR_MSTATUS ? value : value & (SSTATUS_WRITABLE | MSTATUS_UXL | MSTATUS_SD);
}

void status_write(struct hart *h, unsigned csr, uint64_t value)
{
    uint64_t old = h->csr.mstatus, mask = csr == CSR_MSTATUS ? MSTATUS_WRITABLE : SSTATUS_WRITABLE;
    uint64_t new = (old & ~mask) | (value & mask);
    if ((new &MSTATUS_MPP) >> MSTATUS_MPP_SHIFT == 2) /* no H-mode: MPP keeps its value */
        new = (new & ~MSTATUS_MPP) | (old & MSTATUS_MPP);
    h->csr.mstatus = new;
    if ((old ^ new) & TRANSLATION_BITS)
        hart_mode_changed(h);
    else
        hart_update_attention(h);
}

uint64_t pending_read(const struct hart *h, unsigned csr)
{
    return interrupt_pending(h) & (csr == CSR_MIP ? ~UINT64_C(0) : h->csr.mideleg);
}

void pending_write(struct hart *h, unsigned csr, uint64_t value)
{
    uint64_t mask = 1 << IRQ_SSI; /* all that S-mode may write */
    if (csr == CSR_MIP)
        mask = h->csr.menvcfg & MENVCFG_STCE ? 1 << IRQ_SSI | 1 << IRQ_SEI : INTERRUPTS_S;
    else
        mask &= h->csr.mideleg;
    h->csr.mip = (h->csr.mip & ~mask) | (value & mask);
    hart_update_attention(h);
}

uint64_t enable_read(const struct hart *h, unsigned csr)
{
    return h->csr.mie & (csr == CSR_MIE ? ~UINT64_C(0) : h->csr.mideleg);
}

void enable_write(struct hart *h, unsigned csr, uint64_t value)
{
    uint64_t mask = csr == CSR_MIE ? INTERRUPTS_S | INTERRUPTS_M : h->csr.mideleg;
    h->csr.mie = (h->csr.mie & ~mask) | (value & mask);
    hart_update_attention(h);
}
