/* WFI; and Zawrs: the hart sleeps until what it reserved with LR is written, as WFI does until an interrupt.
 *
 * The reservation set is the word or doubleword that LR read. A write by another hart or a device is noticed by the value that it
 * left, when this hart could next run; a write that left the same value is made good for by the board, which lets a
 * sleeping hart go on now and then while others run (Zawrs allows that at any time). */
#include "core/allowance.h"
#include "core/exec.h"
#include "core/hart_state.h"

#define BODY(name) enum flow op_##name(struct hart *h, const struct insn *i)

enum { STO_TICKS = 1000 }; /* WRS.STO: 100 microseconds of mtime */

static enum flow sleep_on(struct hart *h, const struct insn *i)
{
    h->waiting = h->attention = true;
    h->pc = i[1].pc;
    return FLOW_LEAVE;
}

BODY(wfi)
{
    if (h->priv == PRV_U || (h->priv == PRV_S && h->csr.mstatus & MSTATUS_TW))
        return raise_illegal(h, i);
    return sleep_on(h, i);
}

static bool reservation_holds(const struct hart *h)
{
    uint64_t value;
    return h->reservation != RESERVATION_NONE && bus_load(h->bus, h->reservation, h->reserved_size, &value) &&
           value == h->reserved_value;
}

bool hart_wakes(const struct hart *h)
{
    if (hart_pending(h))
        return true;
    return h->watching && (!reservation_holds(h) || (h->wait_until != UINT64_MAX && h->board.mtime &&
                                                     h->board.mtime(h->board.context) >= h->wait_until));
}

bool hart_watches(const struct hart *h)
{
    return h->watching;
}

/* Neither a handler in user mode nor a call with a deadline sleeps: they are counted in instructions, and sleep would be free. */
static bool would_stall(const struct hart *h)
{
    bool handler = h->priv == PRV_U && xseg_on(h, PRV_U) && h->segment.irq_level;
    return reservation_holds(h) && !hart_pending(h) && !handler && !allowance_limited(h);
}

static enum flow watch(struct hart *h, const struct insn *i, uint64_t until)
{
    h->watching = true;
    h->wait_until = until;
    return sleep_on(h, i);
}

/* With mstatus.TW the time limit, which may always be 0, is 0. */
BODY(wrs_nto)
{
    if (!would_stall(h))
        return FLOW_NEXT;
    if (h->priv != PRV_M && h->csr.mstatus & MSTATUS_TW)
        return raise_illegal(h, i);
    return watch(h, i, UINT64_MAX);
}

BODY(wrs_sto)
{
    if (!would_stall(h) || !h->board.mtime)
        return FLOW_NEXT;
    h->at = i;
    return watch(h, i, h->board.mtime(h->board.context) + STO_TICKS);
}
