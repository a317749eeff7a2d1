/* Every CSR of the machine. Sources: privileged manual 1.12, chapter 2; abi/csrs.yaml. */
#include <stddef.h>

#include "core/allowance.h"
#include "core/csr.h"
#include "core/trap.h"

/* --- small rules ------------------------------------------------------------------------------------------ */
static void tvec_write(struct hart *h, unsigned csr, uint64_t value)
{
    if (!(value & 2)) /* modes 2 and 3 are reserved */
        *(csr == CSR_MTVEC ? &h->csr.mtvec : &h->csr.stvec) = value;
}

static void mideleg_write(struct hart *h, unsigned csr, uint64_t value)
{
    (void)csr;
    h->csr.mideleg = value & (1 << IRQ_SSI | 1 << IRQ_STI | 1 << IRQ_SEI);
    hart_update_attention(h);
}

static void timer_changed(struct hart *h)
{
    hart_poll_timer(h);
    if (h->board.timer_changed)
        h->board.timer_changed(h->board.context, h->id);
}

static void menvcfg_write(struct hart *h, unsigned csr, uint64_t value)
{
    (void)csr;
    h->csr.menvcfg = value & (1 | ENVCFG_CBZE | MENVCFG_STCE);
    timer_changed(h);
}

static void stimecmp_write(struct hart *h, unsigned csr, uint64_t value)
{
    (void)csr;
    h->csr.stimecmp = value;
    timer_changed(h);
}

static bool stimecmp_guard(const struct hart *h, unsigned csr)
{
    (void)csr;
    return h->priv == PRV_M || (h->csr.menvcfg & MENVCFG_STCE && h->csr.mcounteren & 2);
}

static uint64_t zero_read(const struct hart *h, unsigned csr)
{
    (void)h, (void)csr;
    return 0;
}

static void no_write(struct hart *h, unsigned csr, uint64_t value)
{
    (void)h, (void)csr, (void)value;
}

/* No triggers: tdata1 says that none is at tselect's only value, and tinfo that no other kind can be there. */
static uint64_t trigger_read(const struct hart *h, unsigned csr)
{
    (void)h;
    return csr == CSR_TINFO;
}

/* --- Xseg's --------------------------------------------------------------------------------------------------- */
static bool xseg_guard(const struct hart *h, unsigned csr)
{
    (void)csr;
    return xseg_on(h, h->priv);
}

static uint64_t xseg_read(const struct hart *h, unsigned csr)
{
    uint64_t value = 0;
    xs_csr_read(&h->segment, csr, &value);
    return allowance_read(h, csr, value);
}

/* In U-mode only a debugger comes here. */
static void xseg_write(struct hart *h, unsigned csr, uint64_t value)
{
    if (h->priv == PRV_U)
        allowance_stop(h);
    if (csr == CSR_XS2 && xseg_read(h, csr) != value)
        count(h, XS_CTR_THREAD_SWITCHES);
    if (csr == CSR_XIDONE && h->board.irq_complete)
        h->board.irq_complete(h->board.context, value < XS_SOURCES ? (unsigned)value : 0);
    xs_csr_write(&h->segment, csr, value);
    if (h->priv == PRV_U)
        allowance_go_on(h, hart_instret(h));
    hart_segments_changed(h);
}

/* --- the table ------------------------------------------------------------------------------------------------ */
#define EXCEPTIONS_TO_S 0xb3ff /* all that S- and U-mode raise; not ecall from M (11) */
#define FIELD(number, name, mask)                                                \
    {                                                                            \
        number, number, offsetof(struct hart_csrs, name), mask, NULL, NULL, NULL \
    }
#define FIELD_W(number, name, write, guard)                                     \
    {                                                                           \
        number, number, offsetof(struct hart_csrs, name), 0, NULL, write, guard \
    }
#define RANGE(first, last, read, write, guard) \
    {                                          \
        first, last, 0, 0, read, write, guard  \
    }
#define ALL (~UINT64_C(0))

static const struct csr_rule rules[] = {
    RANGE(0, 0, zero_read, no_write, NULL), /* index 0: no register */
    RANGE(CSR_FFLAGS, CSR_FCSR, fcsr_read, fcsr_write, fcsr_guard),
    RANGE(CSR_SSTATUS, CSR_SSTATUS, status_read, status_write, NULL),
    RANGE(CSR_SIE, CSR_SIE, enable_read, enable_write, NULL),
    FIELD_W(CSR_STVEC, stvec, tvec_write, NULL),
    FIELD(CSR_SCOUNTEREN, scounteren, 0xffffffff),
    FIELD(CSR_SENVCFG, senvcfg, 1 | ENVCFG_CBZE),
    FIELD(CSR_SSCRATCH, sscratch, ALL),
    FIELD(CSR_SEPC, sepc, ALL - 1),
    FIELD(CSR_SCAUSE, scause, ALL),
    FIELD(CSR_STVAL, stval, ALL),
    RANGE(CSR_SIP, CSR_SIP, pending_read, pending_write, NULL),
    FIELD_W(CSR_STIMECMP, stimecmp, stimecmp_write, stimecmp_guard),
    FIELD_W(CSR_SATP, satp, satp_write, satp_guard),
    RANGE(CSR_MSTATUS, CSR_MSTATUS, status_read, status_write, NULL),
    FIELD(CSR_MISA, misa, 0),
    FIELD(CSR_MEDELEG, medeleg, EXCEPTIONS_TO_S),
    FIELD_W(CSR_MIDELEG, mideleg, mideleg_write, NULL),
    RANGE(CSR_MIE, CSR_MIE, enable_read, enable_write, NULL),
    FIELD_W(CSR_MTVEC, mtvec, tvec_write, NULL),
    FIELD(CSR_MCOUNTEREN, mcounteren, 0xffffffff),
    FIELD_W(CSR_MENVCFG, menvcfg, menvcfg_write, NULL),
    FIELD_W(CSR_MCOUNTINHIBIT, mcountinhibit, counter_inhibit, NULL),
    RANGE(CSR_MHPMEVENT3, CSR_MHPMEVENT31, zero_read, no_write, NULL),
    FIELD(CSR_MSCRATCH, mscratch, ALL),
    FIELD(CSR_MEPC, mepc, ALL - 1),
    FIELD(CSR_MCAUSE, mcause, ALL),
    FIELD(CSR_MTVAL, mtval, ALL),
    RANGE(CSR_MIP, CSR_MIP, pending_read, pending_write, NULL),
    RANGE(CSR_PMPCFG0, CSR_PMPCFG0, pmp_read, pmp_write, NULL),
    RANGE(CSR_PMPCFG2, CSR_PMPCFG2, pmp_read, pmp_write, NULL),
    RANGE(CSR_PMPADDR0, CSR_PMPADDR15, pmp_read, pmp_write, NULL),
    RANGE(CSR_TSELECT, CSR_TINFO, trigger_read, no_write, NULL),
    RANGE(CSR_MCYCLE, CSR_MCYCLE, counter_read, counter_write, NULL),
    RANGE(CSR_MINSTRET, CSR_MHPMCOUNTER31, counter_read, counter_write, NULL),
    RANGE(CSR_CYCLE, CSR_HPMCOUNTER31, counter_read, no_write, counter_guard),
    RANGE(CSR_MVENDORID, CSR_MIMPID, zero_read, no_write, NULL),
    FIELD(CSR_MHARTID, mhartid, 0),
    RANGE(CSR_MCONFIGPTR, CSR_MCONFIGPTR, zero_read, no_write, NULL),
    {CSR_XINFO, CSR_XINFO, offsetof(struct hart_csrs, xinfo), ALL, NULL, NULL, xseg_guard},
    RANGE(CSR_XSV, CSR_XSERIAL, xseg_read, xseg_write, xseg_guard),
    RANGE(CSR_XIBIND, CSR_XIDONE, xseg_read, xseg_write, xseg_guard),
    RANGE(CSR_XSVALID, CSR_XSVALID, xseg_read, no_write, xseg_guard),
    RANGE(CSR_XLW, CSR_XLW, xseg_read, no_write, xseg_guard),
};
enum { RULES = sizeof rules / sizeof *rules };
_Static_assert(RULES < 256, "an instruction keeps the index in a byte");

unsigned csr_find(unsigned csr)
{
    for (unsigned n = 1; n < RULES; n++)
        if (csr >= rules[n].first && csr <= rules[n].last)
            return n;
    return 0;
}

const struct csr_rule *csr_rule_at(unsigned index)
{
    return &rules[index];
}
