#include "core/trap.h"

#include "core/allowance.h"
#include "core/handler.h"
#include "core/trace.h"

/* Causes that U-mode code under Xseg sends to S-mode whatever medeleg says; Xseg's own causes always go there. */
static bool xseg_delegates(const struct hart *h, uint64_t cause)
{
    const uint64_t user = 1 << CAUSE_FETCH_MISALIGNED | 1 << CAUSE_ILLEGAL | 1 << CAUSE_BREAKPOINT |
                          1 << CAUSE_LOAD_MISALIGNED | 1 << CAUSE_STORE_MISALIGNED | 1 << CAUSE_ECALL_U;
    if (cause >= XS_CAUSE_SEGMENT_ACCESS)
        return true;
    return h->priv == PRV_U && xseg_on(h, PRV_U) && user >> cause & 1;
}

static uint64_t vector(uint64_t tvec, bool interrupt, uint64_t cause)
{
    uint64_t base = tvec & ~(uint64_t)3;
    return interrupt && (tvec & 3) == 1 ? base + 4 * cause : base;
}

static void enter_supervisor(struct hart *h, bool interrupt, uint64_t cause, uint64_t tval)
{
    struct hart_csrs *c = &h->csr;
    c->sepc = h->pc;
    c->scause = cause | (uint64_t)interrupt << 63;
    c->stval = tval;
    c->mstatus = (c->mstatus & ~(MSTATUS_SPP | MSTATUS_SPIE | MSTATUS_SIE)) | (h->priv == PRV_S ? MSTATUS_SPP : 0) |
                 (c->mstatus & MSTATUS_SIE ? MSTATUS_SPIE : 0);
    h->priv = PRV_S;
    h->pc = vector(c->stvec, interrupt, cause);
}

static void enter_machine(struct hart *h, bool interrupt, uint64_t cause, uint64_t tval)
{
    struct hart_csrs *c = &h->csr;
    c->mepc = h->pc;
    c->mcause = cause | (uint64_t)interrupt << 63;
    c->mtval = tval;
    c->mstatus = (c->mstatus & ~(MSTATUS_MPP | MSTATUS_MPIE | MSTATUS_MIE)) | (uint64_t)h->priv << MSTATUS_MPP_SHIFT |
                 (c->mstatus & MSTATUS_MIE ? MSTATUS_MPIE : 0);
    h->priv = PRV_M;
    h->pc = vector(c->mtvec, interrupt, cause);
}

static void enter(struct hart *h, bool supervisor, bool interrupt, uint64_t cause, uint64_t tval)
{
    count(h, XS_CTR_TRAPS);
    if (h->priv == PRV_U) {
        count(h, XS_CTR_KERNEL_ENTRIES);
        allowance_stop(h);
    }
    h->reservation = RESERVATION_NONE;
    if (supervisor)
        enter_supervisor(h, interrupt, cause, tval);
    else
        enter_machine(h, interrupt, cause, tval);
    if (h->observer)
        h->observer->trap(h->observer->context, !interrupt && cause >= CAUSE_ECALL_U && cause <= CAUSE_ECALL_M);
    hart_mode_changed(h);
}

static void trace_exception(struct hart *h)
{
    if (h->trap.cause == CAUSE_ECALL_U)
        trace_event(h, TRACE_SYSCALL, "syscall", h->x[17], h->x[10], h->x[11], h->x[12]);
    else
        trace_event(h, TRACE_FAULT, "fault", h->trap.cause, h->trap.tval, h->trap.info, h->priv);
}

void trap_take(struct hart *h)
{
    uint64_t cause = h->trap.cause;
    bool supervisor = h->priv != PRV_M && (xseg_delegates(h, cause) || h->csr.medeleg >> cause & 1);
    trace_exception(h);
    if (cause >= XS_CAUSE_SEGMENT_ACCESS)
        h->csr.xinfo = h->trap.info;
    if (cause == CAUSE_ECALL_U)
        count(h, XS_CTR_SYSCALLS);
    enter(h, supervisor, false, cause, h->trap.tval);
}

/* --- interrupts ------------------------------------------------------------------------------------------- */
uint64_t interrupt_pending(const struct hart *h)
{
    const uint64_t sti = UINT64_C(1) << IRQ_STI;
    if (!(h->csr.menvcfg & MENVCFG_STCE))
        return h->csr.mip | h->lines;
    return (h->csr.mip & ~sti) | h->lines | (h->stimer ? sti : 0); /* Sstc: STIP is the comparator's alone */
}

/* Interrupts of one privilege level, given whether its global enable is set. */
static bool level_enabled(const struct hart *h, enum privilege level, uint64_t enable)
{
    return h->priv < level || (h->priv == level && h->csr.mstatus & enable);
}

/* What could be taken now, as a set of interrupt numbers; those for M-mode alone if there are any. */
static uint64_t deliverable(const struct hart *h)
{
    uint64_t ready = interrupt_pending(h) & h->csr.mie;
    uint64_t machine = ready & ~h->csr.mideleg, supervisor = ready & h->csr.mideleg;
    if (machine && level_enabled(h, PRV_M, MSTATUS_MIE))
        return machine;
    return level_enabled(h, PRV_S, MSTATUS_SIE) ? supervisor : 0;
}

void interrupt_take(struct hart *h)
{
    static const uint8_t priority[] = {IRQ_MEI, IRQ_MSI, IRQ_MTI, IRQ_SEI, IRQ_SSI, IRQ_STI};
    uint64_t set = deliverable(h);
    for (unsigned n = 0; n < sizeof priority; n++) {
        unsigned cause = priority[n];
        if (!(set >> cause & 1))
            continue;
        count(h, XS_CTR_INTERRUPTS);
        trace_event(h, TRACE_INTERRUPT, "interrupt", cause, h->priv, 0, 0);
        enter(h, h->csr.mideleg >> cause & 1, true, cause, 0);
        return;
    }
}

void hart_update_attention(struct hart *h)
{
    h->attention = h->stop_asked || h->waiting || deliverable(h) || handler_due(h);
}

bool hart_pending(const struct hart *h)
{
    return (interrupt_pending(h) & h->csr.mie) || handler_pending(h);
}

/* --- returns ---------------------------------------------------------------------------------------------- */
void trap_return(struct hart *h, enum privilege from)
{
    struct hart_csrs *c = &h->csr;
    if (from == PRV_M) {
        h->pc = c->mepc;
        h->priv = (c->mstatus & MSTATUS_MPP) >> MSTATUS_MPP_SHIFT;
        c->mstatus =
            (c->mstatus & ~(MSTATUS_MPP | MSTATUS_MIE)) | (c->mstatus & MSTATUS_MPIE ? MSTATUS_MIE : 0) | MSTATUS_MPIE;
    } else {
        h->pc = c->sepc;
        h->priv = c->mstatus & MSTATUS_SPP ? PRV_S : PRV_U;
        c->mstatus =
            (c->mstatus & ~(MSTATUS_SPP | MSTATUS_SIE)) | (c->mstatus & MSTATUS_SPIE ? MSTATUS_SIE : 0) | MSTATUS_SPIE;
    }
    if (h->priv != PRV_M)
        c->mstatus &= ~MSTATUS_MPRV;
    if (h->priv == PRV_U)
        allowance_go_on(h, hart_instret(h) + 1);
    hart_mode_changed(h);
}
