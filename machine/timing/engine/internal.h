/* What the timing engine's parts share. */
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
    struct observed_access access[ACCESSES]; /* of the instruction that runs */
    unsigned accesses;
    struct mark mark[BLOCK_ARENA], lone[2];
};

void ops_build(void);
void mark_make(struct mark *mark, const struct insn *i, const struct timing_profile *profile);
/* The model's name of what a context of the TLB translates; 0: physical. */
uint64_t space_of(uint64_t context);
timing_walker walk_tables;
/* What the instruction cost that has been executed. */
void charge(struct timing_engine *e, const struct mark *mark, const struct insn *i, uint64_t lookups);
void charge_accesses(struct timing_engine *e, const struct mark *mark); /* those that it was told of */
unsigned quotient_bits(const struct mark *mark, uint64_t a, uint64_t b);
