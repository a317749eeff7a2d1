/* Internal state of a hart, for core/ and mmu/. Others use core/hart.h. */
#pragma once
#include "core/block.h"
#include "core/engine.h"
#include "core/hart.h"
#include "core/insn.h"
#include "core/observer.h"
#include "mmu/tlb.h"

/* Why the instruction at pc was not executed. */
struct trap {
    uint64_t cause, tval, info; /* info: for CSR xinfo, when the cause is one of Xseg's */
};

struct watchpoint {
    uint64_t ea, size;
    bool read, write;
};

enum { TABLE_PAGES = 8 };
enum { BREAKPOINTS = 64, WATCHPOINTS = 16 };

struct hart {
    /* What instruction bodies touch all the time. */
    uint64_t x[33]; /* x[REG_SINK]: writes to x0 */
    uint64_t pc;
    uint64_t instret;              /* instructions retired before the current block; see hart_instret */
    const struct insn *first, *at; /* of the block that runs; `at` is set before anything that may ask for instret */
    enum privilege priv;
    uint64_t f[32];
    uint64_t fcsr;    /* flags still pending in the host's FP status are not in it; see core/fp_env.h */
    unsigned fp_mode; /* rounding mode that the host's FP unit is set to, as RISC-V numbers it */
    bool fp_lent;     /* within hart_run: the host's FP status belongs to the guest */
    bool attention;   /* something to do before the next block: interrupt, stop */

    /* Addresses. A view with limit 0 is stale: the slow path makes it anew. */
    uint64_t offset_mask[2]; /* [0] fetch, [1] data: effective address bits that are the offset in a view */
    struct view fetch_view[16], data_view[16];
    uint32_t views_made;      /* those that are not stale: bit n fetch, bit 16 + n data */
    struct view watched_view; /* of data, the last one asked for: what is kept while there are watchpoints */
    struct tlb tlb;
    struct table_page {
        uint64_t page;
        uint8_t *host;            /* NULL: none */
    } table_page[2][TABLE_PAGES]; /* of the kernel's tables, for reads and writes by the hart itself; see mmu/sv39.c */
    uint64_t seen_epoch;          /* of segment.epoch, when the views were last dropped */

    struct hart_csrs csr;                  /* mip here: only what software wrote */
    uint64_t lines;                        /* interrupt lines, as mip bits */
    bool sources;                          /* the interrupt controller has requests that nobody has claimed */
    uint64_t allowed_end;                  /* in U-mode: instret at which budget or deadline end; UINT64_MAX: never */
    bool stimer;                           /* time >= stimecmp, as last polled */
    uint64_t cycle_offset, instret_offset; /* written counter = instret + offset; frozen value when inhibited */
    struct trap trap;
    uint64_t reservation;    /* physical address of LR's doubleword or word, RESERVATION_NONE: none */
    uint64_t reserved_value; /* what LR read there */
    unsigned reserved_size;  /* of it, in bytes */
    bool waiting;            /* WFI found nothing pending */
    bool watching;           /* it waits (WRS) for its reservation to be broken, too */
    uint64_t wait_until;     /* and no longer than to this mtime; UINT64_MAX: no limit */
    bool stop_asked;

    struct xs_hart segment;
    struct xs_counters counters;

    const struct engine *engine; /* NULL: the interpreter */
    void *engine_state;
    struct observer *observer; /* NULL: nobody */
    bool walking;              /* a page-table walk of the machine's own: no observer is told */
    struct native native;
    struct block_cache blocks;
    unsigned id;
    struct bus *bus;
    struct hart_board board;

    /* Debugger */
    uint64_t breakpoint[BREAKPOINTS];
    unsigned breakpoints;
    struct watchpoint watchpoint[WATCHPOINTS];
    unsigned watchpoints;
    bool step_over; /* the last run stopped before the instruction at pc; the next run executes it */
    unsigned trace_kinds;
    void (*trace_sink)(void *context, const struct trace_event *event);
    void *trace_context;
};

#define RESERVATION_NONE (~(uint64_t)0)

/* mstatus fields (privileged manual 1.12, figure 3.7) */
#define MSTATUS_SIE       (UINT64_C(1) << 1)
#define MSTATUS_MIE       (UINT64_C(1) << 3)
#define MSTATUS_SPIE      (UINT64_C(1) << 5)
#define MSTATUS_MPIE      (UINT64_C(1) << 7)
#define MSTATUS_SPP       (UINT64_C(1) << 8)
#define MSTATUS_MPP       (UINT64_C(3) << 11)
#define MSTATUS_MPP_SHIFT 11
#define MSTATUS_FS        (UINT64_C(3) << 13)
#define MSTATUS_MPRV      (UINT64_C(1) << 17)
#define MSTATUS_SUM       (UINT64_C(1) << 18)
#define MSTATUS_MXR       (UINT64_C(1) << 19)
#define MSTATUS_TVM       (UINT64_C(1) << 20)
#define MSTATUS_TW        (UINT64_C(1) << 21)
#define MSTATUS_TSR       (UINT64_C(1) << 22)
#define MSTATUS_UXL       (UINT64_C(2) << 32)
#define MSTATUS_SXL       (UINT64_C(2) << 34)
#define MSTATUS_SD        (UINT64_C(1) << 63)

#define SATP_MODE(satp) ((satp) >> 60)
enum { SATP_BARE = 0, SATP_SV39 = 8 };
#define ENVCFG_CBZE  (UINT64_C(1) << 7)
#define MENVCFG_STCE (UINT64_C(1) << 63)

/* interrupt numbers */
enum { IRQ_SSI = 1, IRQ_MSI = 3, IRQ_STI = 5, IRQ_MTI = 7, IRQ_SEI = 9, IRQ_MEI = 11 };

/* exception causes (table 3.6); Xseg's are in abi/causes.h */
enum {
    CAUSE_FETCH_MISALIGNED,
    CAUSE_FETCH_ACCESS,
    CAUSE_ILLEGAL,
    CAUSE_BREAKPOINT,
    CAUSE_LOAD_MISALIGNED,
    CAUSE_LOAD_ACCESS,
    CAUSE_STORE_MISALIGNED,
    CAUSE_STORE_ACCESS,
    CAUSE_ECALL_U,
    CAUSE_ECALL_S,
    CAUSE_ECALL_M = 11,
    CAUSE_FETCH_PAGE,
    CAUSE_LOAD_PAGE,
    CAUSE_STORE_PAGE = 15
};

/* Is Xseg on for code of this privilege? M-mode never knows of it. */
static inline bool xseg_on(const struct hart *h, enum privilege priv)
{
    return priv != PRV_M && SATP_MODE(h->csr.satp) == XS_SATP_MODE;
}

static inline void count(struct hart *h, unsigned counter)
{
    h->counters.n[counter]++;
}

/* Mode, translation or permissions may have changed: views are made anew, interrupts looked at again. */
void hart_mode_changed(struct hart *h);
/* The segment unit may have changed what addresses mean. */
static inline void hart_segments_changed(struct hart *h)
{
    if (h->segment.epoch != h->seen_epoch)
        views_drop(h);
}
