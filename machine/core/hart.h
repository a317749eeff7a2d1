/* One RV64GC hart with Xseg: architectural state and the reference interpreter's entry points.
 * Privileged behaviour: RISC-V privileged manual 1.12; Xseg: docs/manual. One thread of the host runs it all. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/bus.h"
#include "segment/segment.h"

enum privilege { PRV_U = 0, PRV_S = 1, PRV_M = 3 };

/* What the board gives every hart. Called back from hart_run. */
struct hart_board {
    void *context;
    uint64_t (*mtime)(void *context);                  /* current mtime, 10 MHz ticks */
    void (*timer_changed)(void *context, unsigned id); /* stimecmp or menvcfg.STCE was written */
    /* sg.inval by hart `id`: the board calls hart_invalidate for every other hart, and has the devices drop it, before it
     * returns. */
    void (*invalidate)(void *context, unsigned id, unsigned kind, uint64_t a, uint64_t b);
    /* Interrupts in user mode; all three or none. The first source above `after` whose request nobody has claimed, 0:
     * none; and what a hart does at a handler's entry and return, whatever the controller's enables say. */
    unsigned (*irq_next)(void *context, unsigned after);
    void (*irq_claim)(void *context, unsigned source);
    void (*irq_complete)(void *context, unsigned source);
    /* sg.dev: loads register `n` of the device whose own registers are at `pa`. false: none with segment registers is
     * there, or it takes physical addresses. NULL: no device has any. */
    bool (*device_load)(void *context, uint64_t pa, unsigned n, const struct xs_reg *image);
};

enum hart_stop {
    STOP_BUDGET,     /* the instruction budget is used up */
    STOP_WFI,        /* WFI, WRS with nothing pending; pc is past it */
    STOP_BREAKPOINT, /* a debugger breakpoint or watchpoint is at pc (not executed) */
    STOP_ASKED,      /* hart_ask_stop was called (finisher, debugger, ^C) */
};

struct hart_csrs {
    uint64_t mstatus, misa, medeleg, mideleg, mie, mip, mtvec, mcounteren, mscratch, mepc, mcause, mtval, menvcfg,
        mcountinhibit;
    uint64_t stvec, scounteren, sscratch, sepc, scause, stval, satp, senvcfg, stimecmp, xinfo;
    uint64_t pmpcfg[2], pmpaddr[16];
    uint64_t mhartid;
};

struct hart; /* defined in core/hart_state.h for the machine's own units */

struct hart *hart_new(unsigned id, struct bus *bus, const struct hart_board *board);
void hart_free(struct hart *h);
void hart_reset(struct hart *h, uint64_t pc, uint64_t a0, uint64_t a1, uint64_t a2); /* M-mode */

/* Runs at most `budget` instructions. Retired instructions are exact: instret grows by what was executed. */
enum hart_stop hart_run(struct hart *h, uint64_t budget);
void hart_ask_stop(struct hart *h); /* from a device, within hart_run: takes effect before the next instruction */
uint64_t hart_instret(const struct hart *h);
uint64_t hart_cycles(const struct hart *h); /* as a model of time counts them; without one: instructions */
/* With a model of time: hart_run ends, as if asked, behind the instruction that reaches this cycle. */
void hart_run_until(struct hart *h, uint64_t cycles);

/* Interrupt lines: bit numbers of mip (3 MSIP, 7 MTIP, 11 MEIP, 9 SEIP); level. Takes effect before the next block. */
void hart_set_line(struct hart *h, unsigned bit, bool level);
/* The requests that nobody has claimed changed; `any`: there are some. For interrupts in user mode. */
void hart_set_sources(struct hart *h, bool any);
bool hart_pending(const struct hart *h);        /* would WFI fall through? */
bool hart_wakes(const struct hart *h);          /* after STOP_WFI: is there what the hart waits for? */
bool hart_watches(const struct hart *h);        /* after STOP_WFI: it was WRS */
uint64_t hart_next_timer(const struct hart *h); /* mtime at which Sstc's timer fires or WRS ends; UINT64_MAX: never */
void hart_lose_reservation(struct hart *h);     /* another hart has run */
/* What an sg.inval of another hart drops here (manual, 9.4). */
void hart_invalidate(struct hart *h, unsigned kind, uint64_t a, uint64_t b);
void hart_poll_timer(struct hart *h); /* board: mtime may have reached stimecmp */

/* Debugger and tests. Register numbers: 0-31 x, 32 pc, 33-64 f. */
uint64_t hart_get_reg(const struct hart *h, unsigned n);
void hart_set_reg(struct hart *h, unsigned n, uint64_t value);
bool hart_csr_get(struct hart *h, unsigned csr, uint64_t *value); /* no privilege check, no side effect */
bool hart_csr_set(struct hart *h, unsigned csr, uint64_t value);
enum privilege hart_privilege(const struct hart *h);
struct xs_hart *hart_segment(struct hart *h);
struct xs_counters *hart_counters(struct hart *h);
/* Memory as the code now running on the hart sees it (any register its view reaches; as an S-mode debugger: all sixteen
 * registers incl. latent ones for reading). size bytes; returns how many were done. Never traps, counts nothing. */
uint64_t hart_peek(struct hart *h, uint64_t ea, void *to, uint64_t size);
uint64_t hart_poke(struct hart *h, uint64_t ea, const void *from, uint64_t size);
bool hart_add_breakpoint(struct hart *h, uint64_t pc); /* false: too many. Any selector: pc alone decides */
void hart_remove_breakpoint(struct hart *h, uint64_t pc);
bool hart_add_watchpoint(struct hart *h, uint64_t ea, uint64_t size, bool read, bool write);
void hart_remove_watchpoint(struct hart *h, uint64_t ea, uint64_t size);

/* Trace: called for each event of a kind that is on. Kinds are bits. */
enum trace_kind { TRACE_CALL = 1, TRACE_FAULT = 2, TRACE_TLB = 4, TRACE_SYSCALL = 8, TRACE_INTERRUPT = 16 };
struct trace_event {
    enum trace_kind kind;
    uint64_t instret, pc, value[4]; /* call: vsel, gate, callee selector, new pc; fault: cause, stval, xinfo;
                                       tlb: selector, page; syscall: number, a0, a1, a2 */
    const char *name;               /* "call", "return", "fault", "miss", "syscall", ... */
};
/* From a device, within hart_run: an access of its own was refused (a fault event "dma"; value: dmafault, address). */
void hart_trace_dma(struct hart *h, const struct xs_dmafault *fault, uint64_t address);
void hart_set_trace(struct hart *h, unsigned kinds, void (*sink)(void *context, const struct trace_event *event),
                    void *context);

/* Hash over the whole architectural state (not RAM), for replay and lockstep tests. */
uint64_t hart_state_hash(const struct hart *h);
