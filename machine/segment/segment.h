/* The segment unit: segment registers, VST loads, windows, far calls and returns, address checks.
 *
 * A pure library. It owns struct xs_hart and touches nothing else: physical memory is reached through
 * struct xs_port, integer and FP registers are handed in, traps are returned. Every operation either
 * commits wholly or changes nothing and returns a fault.
 * Source of each behaviour: docs/manual (normative); abi/layout.yaml for every bit.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/causes.h"
#include "abi/csrs.h"
#include "abi/insn.h"
#include "abi/layout.h"

/* Counters (abi/csrs.yaml); indexed by hpmcounter number. Owned by the machine, one per hart. */
struct xs_counters {
    uint64_t n[32];
};

/* Physical memory as the segment unit sees it. Addresses and sizes are multiples of 8, size <= 64.
 * false: no memory there (the operation faults with reason `walk`). */
struct xs_port {
    void *context;
    bool (*read)(void *context, uint64_t pa, void *to, size_t size);
    bool (*write)(void *context, uint64_t pa, const void *from, size_t size);
};

enum xs_access { XS_FETCH, XS_LOAD, XS_STORE };

/* A data segment register in its unpacked form; `selector` 0 and valid false when empty. */
struct xs_dreg {
    uint64_t base, limit;
    uint32_t selector, generation;
    bool valid, r, w, keep, thread;
};

/* Why an operation was refused. cause 0: it was not. */
struct xs_fault {
    uint32_t cause;  /* XS_CAUSE_* */
    uint32_t reason; /* XS_REASON_* */
    uint64_t stval;
    uint64_t info; /* for CSR xinfo */
};

enum { XS_SLB_ENTRIES = 64, XS_SLB_WAYS = 8, XS_SLB_SETS = XS_SLB_ENTRIES / XS_SLB_WAYS };
/* One entry of the segment look-aside buffer; see slb.h for what the words mean. */
struct xs_slb_entry {
    uint64_t tag[2];
    uint64_t data[8];
};

/* Everything that the segment unit keeps of one hart. `reg` is indexed by register number; 3-14 are used. */
struct xs_hart {
    struct xs_dreg reg[16];
    uint32_t s1_selector, s1_generation; /* sg1; selector 0 is empty */
    uint32_t s2_selector, s2_generation; /* sg2 */
    uint64_t s2_base, s2_limit;
    uint32_t v, w, g;    /* masks, bit i = register i; XS_MASK_T in v */
    uint64_t lsp, lslim; /* linkage stack, physical */
    uint64_t deadline; /* instructions left to the running call, XS_NO_DEADLINE: any number; the core counts it down */
    uint64_t lw;       /* offset in sg2 */
    uint32_t tid, serial, last_serial;
    bool fpe;
    /* Interrupts: the kernel's tables and the hart's own linkage stack, physical; binding_table 0: off. */
    uint64_t binding_table, thread_table, ilbase, illim;
    uint32_t irq_source, irq_level; /* of the handler that runs; level 0: none */
    uint64_t irq_left;              /* its budget, in instructions; the core counts it down */
    uint64_t gst;                   /* physical address of the GST, from satp.PPN */
    struct xs_slb_entry slb[XS_SLB_ENTRIES];
    uint64_t slb_changes; /* entries that came or went: what was found once is found again while it stays */
    uint8_t slb_way[XS_SLB_SETS];
    struct xs_counters *counters;
    struct xs_port port;
    uint64_t epoch; /* grows whenever anything that an address check reads has changed: registers, masks,
                       sg1, sg2, limits. The core refreshes its views when it sees a new value. LW is apart. */
};

/* Integer and FP registers that calls and returns save, clear and restore; pc of the instruction itself. */
struct xs_gprs {
    uint64_t *x; /* x[32] */
    uint64_t *f; /* f[32] */
    uint64_t *fcsr;
    uint64_t *pc;    /* in: address of sg.call / sg.ret; out: where execution goes on */
    bool fp_written; /* out, when committed: f or fcsr changed (mstatus.FS becomes dirty) */
};

void xs_reset(struct xs_hart *h, struct xs_port port, struct xs_counters *counters);
/* A write of satp with MODE 14: the GST's physical address. Another GST empties the look-aside buffer. */
void xs_set_gst(struct xs_hart *h, uint64_t pa);

/* --- instructions (U-mode unless said). All return cause 0 when committed. ------------------------------- */
struct xs_fault xs_load(struct xs_hart *h, unsigned sgd, uint64_t vsel);
struct xs_fault xs_window(struct xs_hart *h, unsigned sgd, uint64_t ptr, uint64_t len, unsigned perm, uint64_t *rd);
struct xs_fault xs_move(struct xs_hart *h, unsigned sgd, uint64_t ptr, uint64_t *rd);
struct xs_fault xs_call(struct xs_hart *h, uint64_t vsel, unsigned gate, uint64_t mask, struct xs_gprs *gprs);
struct xs_fault xs_return(struct xs_hart *h, struct xs_gprs *gprs);
struct xs_fault xs_query(struct xs_hart *h, unsigned kind, uint64_t ptr, uint64_t vsel, uint64_t *rd);
void xs_clear(struct xs_hart *h, unsigned imm12);
/* sg.dev: what goes into the device register, an empty one for a pointer of nibble 0. Which device, and may this code: the core's. */
struct xs_fault xs_device_value(struct xs_hart *h, uint64_t ptr, struct xs_reg *image);
struct xs_fault xs_device_refused(uint64_t device_ptr, uint32_t reason); /* the same fault, about the device */
/* rule 9; `kernel`: the S-mode form, widened to what the interrupted user code could itself use. */
bool xs_chk(struct xs_hart *h, uint64_t ptr, uint64_t len, unsigned perm, bool kernel);
/* S-mode */
struct xs_fault xs_load_global(struct xs_hart *h, unsigned sgd, uint64_t selector, unsigned perm);
void xs_put_image(struct xs_hart *h, unsigned sg, const struct xs_reg *image);    /* sg.ldr */
void xs_get_image(const struct xs_hart *h, unsigned sg, struct xs_reg *image);    /* sg.str */
void xs_invalidate(struct xs_hart *h, unsigned kind, uint64_t rs1, uint64_t rs2); /* SLB only; the core drops its TLB */

/* --- interrupts, between two instructions of U-mode ------------------------------------------------------- */
/* Level at which `source` would be delivered now: bound, not masked, above the handler that runs. 0: it would not. */
unsigned xs_interrupt_level(struct xs_hart *h, unsigned source);
/* Delivers it: a far call INTERRUPT. `now` is mtime; *gprs->pc is the instruction to come. Refused: cause
 * XS_CAUSE_INTERRUPT, the source is masked and nothing else is changed. xs_return ends it (irq_level falls). */
struct xs_fault xs_interrupt(struct xs_hart *h, unsigned source, uint64_t now, struct xs_gprs *gprs);
/* The handler that runs has no budget left: its source is masked; answers the fault to raise. */
struct xs_fault xs_interrupt_exhausted(struct xs_hart *h);

/* The call that runs has no instruction left: the fault to raise. */
struct xs_fault xs_deadline_reached(void);

/* CSRs of abi/csrs.yaml but xinfo and xidone (its action is the core's). false: no such CSR here. Privilege, and counting thread switches, are the core's
 * business. */
bool xs_csr_read(const struct xs_hart *h, unsigned csr, uint64_t *value);
bool xs_csr_write(struct xs_hart *h, unsigned csr, uint64_t value);

/* --- addresses ------------------------------------------------------------------------------------------- */
/* What one register of the sixteen lets the current code reach, for a core's fast path: an access of n bytes at
 * offset o is inside when o >= base && o + n <= limit. Not usable at all: base 1, limit 0. */
struct xs_view {
    uint64_t base, limit;
    uint32_t selector, generation;
    uint8_t r, w, x, thread; /* register permissions; thread: stores move LW */
};
/* U-mode view of register n: visibility, sg1 (r, w, x by page), sg2, empty sg0, no sg15. Inline: views are made again after
 * every far call. */
static inline struct xs_view xs_user_view(const struct xs_hart *h, unsigned n)
{
    const struct xs_dreg *r = &h->reg[n];
    if (n == XS_SG_CODE && h->s1_selector)
        return (struct xs_view){
            .limit = XS_LIMIT_MAX, .selector = h->s1_selector, .generation = h->s1_generation, .r = 1, .w = 1, .x = 1};
    if (n == XS_SG_THREAD && h->s2_selector)
        return (struct xs_view){.base = h->s2_base,
                                .limit = h->s2_limit,
                                .selector = h->s2_selector,
                                .generation = h->s2_generation,
                                .r = 1,
                                .w = 1,
                                .thread = 1};
    if (n < XS_SG_DATA_FIRST || n > XS_SG_DATA_LAST || !(h->v >> n & 1) || !r->valid)
        return (struct xs_view){.base = 1};
    return (struct xs_view){.base = r->base,
                            .limit = r->limit,
                            .selector = r->selector,
                            .generation = r->generation,
                            .r = r->r,
                            .w = r->w,
                            .thread = r->thread};
}

/* A translation of one page, for the TLB. `r`,`w`,`x` are the page's rights alone. */
struct xs_page {
    uint64_t pa; /* of the page's first byte */
    bool r, w, x;
};

/* Steps 1-4 of an address check, for the whole access before it is split at a page: register, visibility, bounds, register permission. cause 0: go on with the TLB. */
struct xs_fault xs_check(const struct xs_hart *h, uint64_t ea, unsigned size, enum xs_access access);
/* On a TLB miss: reads the descriptor (generation!), the offset against its limit, and walks the segment's page table.
 * PTE: Sv39 format; A/D = 0, W without R, W with X, U = 0, reserved bits: fault. ea is for the fault report.
 * Counts table and PTE reads; the core counts walks, for it walks Sv39 tables too. */
struct xs_fault xs_walk(struct xs_hart *h, uint32_t selector, uint32_t generation, uint64_t ea, enum xs_access access,
                        struct xs_page *page);

/* Stack low-water mark: every store of any kind through sg2 or a window of it (offset in the thread segment). */
static inline void xs_note_store(struct xs_hart *h, uint64_t offset)
{
    if (offset < h->lw)
        h->lw = offset & ~(uint64_t)(XS_WIPE_GRANULE - 1);
}
/* cbo.zero of the granule at `offset` in the thread segment: if it is the lowest dirty one, LW rises past it. */
static inline void xs_note_zero(struct xs_hart *h, uint64_t offset)
{
    offset &= ~(uint64_t)(XS_WIPE_GRANULE - 1);
    if (offset == h->lw)
        h->lw += XS_WIPE_GRANULE;
    else
        xs_note_store(h, offset);
}
