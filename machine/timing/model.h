/* The timing model: what a stream of events costs on the machine that a profile describes.
 *
 * It knows no instruction set and no machine: it is told of issued operations, of lines fetched, of accesses by space,
 * effective and physical address, of branches, traps and steps of the segment unit. The same stream costs the same,
 * always. */
#pragma once
#include "timing/memory.h"
#include "timing/pairs.h"
#include "timing/pipe.h"
#include "timing/predict.h"
#include "timing/tlb.h"

/* What a walk reads: filled in by whoever knows the tables. */
struct timing_walk {
    unsigned reads;   /* of entries, outermost first */
    uint64_t pte[4];  /* their physical addresses */
    unsigned shift;   /* of the page found */
    unsigned lookups; /* of the segment look-aside buffer */
    unsigned table_reads;
    uint64_t table; /* physical address of a descriptor that had to be read */
    bool shared;    /* the page is in every space of this kind */
};
typedef void timing_walker(void *context, uint64_t space, uint64_t address, struct timing_walk *walk);

/* Cycles by cause; `issue` is what remains of the whole. */
struct timing_stalls {
    uint64_t fetch, data, store, translation, control, system, segment, device, divide;
};

struct timing_counters {
    uint64_t instructions, operands; /* operands: cycles waited for results */
    uint64_t branches, mispredicts;
    uint64_t itlb_misses, dtlb_misses, walks, pte_reads;
    uint64_t slb_lookups, segment_bytes, redirects, traps;
    struct timing_stalls stall;
};

enum { STORES_MOST = 64 };
#define TIMING_NO_LINE UINT64_MAX

struct timing {
    const struct timing_profile *profile;
    struct memory *memory;
    unsigned hart;
    struct pipe pipe;
    uint64_t stall; /* all cycles that are not the pipe's */
    struct predictor predictor;
    struct tlbs tlbs;
    uint64_t store_done[STORES_MOST]; /* when a store that missed will have been done */
    uint64_t line;                    /* effective address of the line being executed; TIMING_NO_LINE: none */
    timing_walker *walk;
    void *walk_context;
    struct timing_counters counters;
    struct quick quick; /* empty, unless somebody has the memory keep it */
    struct pairs pairs;
};

struct timing_system {
    struct timing_profile profile;
    struct memory memory;
    struct timing *hart;
    unsigned harts;
};

/* NULL: no memory. */
struct timing_system *timing_new(const struct timing_profile *profile, unsigned harts);
void timing_free(struct timing_system *s);
void timing_reset(struct timing *t); /* cold, and at cycle 0 */

static inline uint64_t timing_cycles(const struct timing *t)
{
    return t->pipe.time + t->stall;
}

enum timing_access { TIMING_LOAD, TIMING_STORE, TIMING_ZERO };
enum timing_trap { TIMING_EXCEPTION, TIMING_ECALL, TIMING_RETURN };

static inline void timing_issue(struct timing *t, const struct pipe_op *op)
{
    t->counters.instructions++;
    t->counters.operands += pipe_issue(&t->pipe, op);
}
/* The line of code at effective address `line` (its first byte); the one before it is left. */
void timing_fetch(struct timing *t, uint64_t space, uint64_t line, uint64_t pa);
void timing_data(struct timing *t, enum timing_access access, uint64_t space, uint64_t address, uint64_t pa,
                 unsigned size);
void timing_predicted(struct timing *t, enum prediction prediction);
void timing_divide(struct timing *t, unsigned bits); /* a division whose quotient has so many bits */
void timing_atomic(struct timing *t);
void timing_device(struct timing *t);
void timing_fence(struct timing *t);
void timing_fence_code(struct timing *t);
void timing_csr_write(struct timing *t);
void timing_trap(struct timing *t, enum timing_trap what);
/* Steps of the segment unit: look-ups in its buffer, `size` bytes of memory, and where a far call or return goes. */
void timing_lookups(struct timing *t, uint64_t lookups);
void timing_table(struct timing *t, bool write, uint64_t pa, unsigned size);
void timing_redirect(struct timing *t);
/* What addresses mean has changed without a change of space: a TLB without tags is emptied, and the line being executed is
 * left. */
void timing_switch(struct timing *t);
/* Control is at `place` now: a crossing, if it was not there. */
void timing_place(struct timing *t, uint32_t place);
/* The rows of t->pairs are complete as of now. */
void timing_settle(struct timing *t);
