/* Instructions told to the model one by one: what the timing engine's parts share, and what another engine needs that
 * executes by itself and tells the model the same. */
#pragma once
#include "core/hart_state.h"
#include "timing/engine/engine.h"

enum op_kind {
    OP_PLAIN,
    OP_ATOMIC,
    OP_ZERO,
    OP_DIVIDE,
    OP_BRANCH,
    OP_JUMP,
    OP_INDIRECT,
    OP_CSR,
    OP_FENCE,
    OP_FENCE_CODE,
    OP_FENCE_TLB,
    OP_RETURN,
    OP_SEGMENT,
    OP_FAR, /* far call and return */
    OP_DROP /* sg.inval */
};

/* An instruction as the pipe sees it. Made once for each decoded one, and made anew when another lies there. */
struct mark {
    exec_fn *exec; /* of which instruction; NULL: none */
    uint32_t word;
    uint8_t kind;
    bool narrow, is_signed; /* OP_DIVIDE */
    bool store;
    uint8_t size; /* of a plain load or store, bytes at x[rs1] + imm; 0: it is none */
    struct pipe_op op;
};

enum { ACCESSES = 8 };

struct timing_engine {
    struct timing *model;
    struct hart *hart;
    struct observer observer;
    uint64_t until;                          /* cycles */
    uint64_t epoch;                          /* of the segment unit, as last seen */
    uint64_t space;                          /* of the line being executed */
    const struct insn *fetched;              /* an instruction whose lines have been fetched already; NULL: none */
    struct observed_access access[ACCESSES]; /* of the instruction that runs */
    unsigned accesses;
    struct mark mark[BLOCK_ARENA], lone[2];
};

void ops_build(void);
void mark_make(struct mark *mark, const struct insn *i, const struct timing_profile *profile);
/* The model's name of what a context of the TLB translates; 0: physical. */
uint64_t space_of(uint64_t context);
timing_walker walk_tables;
/* What the instruction cost that has been executed, its issue apart. */
void charge(struct timing_engine *e, const struct mark *mark, const struct insn *i, uint64_t lookups);
void charge_accesses(struct timing_engine *e, const struct mark *mark); /* those that it was told of */
/* Of jumps, by their registers: what is a call, and, of indirect ones, what is a return (unprivileged manual, table 2.1). */
static inline bool is_link(unsigned reg)
{
    return reg == 1 || reg == 5;
}
static inline bool is_call(const struct insn *i)
{
    return is_link(i->rd);
}
static inline bool is_return(const struct insn *i)
{
    return is_link(i->rs1) && !(is_call(i) && i->rd == i->rs1);
}
/* Look-ups in the segment look-aside buffer so far. */
static inline uint64_t lookups_of(const struct hart *h)
{
    return h->counters.n[XS_CTR_SLB_HITS] + h->counters.n[XS_CTR_SLB_MISSES];
}
/* An instruction of a block, as the pipe sees it. */
const struct mark *mark_of(struct timing_engine *e, const struct insn *i);
/* A load or store that hits the machine's TLB: its body will find the same. NULL: it will not. */
const struct tlb_entry *mark_hit(const struct hart *h, const struct mark *mark, uint64_t ea);
void charge_hit(struct timing_engine *e, const struct mark *mark, const struct tlb_entry *entry, uint64_t ea);
uint32_t place_of(const struct hart *h);
/* Runs at most `budget` instructions of a block, from `first` on, by their bodies. False: stopped by a break- or watchpoint. */
bool timing_interpret(struct timing_engine *e, const struct block *b, const struct insn *first, uint64_t *budget);
struct timing_engine *timing_engine_new(struct hart *h,
                                        struct timing *model); /* the hart's observer; NULL: no memory */
unsigned quotient_bits(const struct mark *mark, uint64_t a, uint64_t b);
