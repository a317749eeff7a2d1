/* Translation under a model of time: blocks that count cycles as they run, exactly as timing/engine does instruction by
 * instruction.
 *
 * What an instruction waits for in the pipe depends on the instructions before it alone, so a block has a translation (a
 * version) for each state of the pipe in which it was ever entered, with its cycles as constants; the state behind it is a
 * constant, too. What hits in caches, TLB and predictor is found by code in a line, in lists that hold only what hits; all else is
 * the model's. Nothing is charged that could reach the cycle at which the run must end: the interpreting engine goes on
 * there. */
#pragma once
#include "timing/engine/steps.h"
#include "translate/translator.h"

enum { VERSIONS = 1 << 17, PIPE_STATES = 1 << 12, EDGES = 1 << 18, NOBODY = 0 };

/* Counts in native.done: blocks, loads and stores that translated code did itself. A run is short enough for them. */
enum { DONE_BITS = 21, RUN_MOST = 1 << 19 };
#define DONE(blocks, loads, stores) \
    ((uint64_t)(blocks) | (uint64_t)(loads) << DONE_BITS | (uint64_t)(stores) << 2 * DONE_BITS)

/* A pipe at cycle 0: how long each result that is under way will take. */
struct pipe_state {
    _Alignas(8) uint8_t left[PIPE_SINK];
    uint8_t slots, accesses;
};

struct version {
    uint32_t next, serial; /* of the same block; NOBODY: none. Serial of the block's translations */
    uint16_t slot;
    bool in_line;                     /* the line of its first instruction is being executed already */
    uint16_t first, last, end;        /* states: at its entry, before its last instruction, behind it */
    uint16_t operands;                /* cycles of it that are waits for operands */
    uint16_t issued[BLOCK_INSNS + 1]; /* cycles of issue before each instruction; and of all */
    uint64_t line;                    /* of the last instruction; TIMING_NO_LINE: not known */
    const void *code;
};

/* A branch or jump as the predictor knows it. */
struct edge {
    uint64_t pc, target, back, key;
    struct btb_line *place; /* in the target buffer, where it was last */
    bool call, ret;
};

/* Where the predictor goes in C with what is rare. */
struct ways {
    const uint8_t *went, *stayed, *jumped, *missed, *went_far;
};

struct timed {
    struct timing_engine *engine;
    bool pipe_known;            /* native.pipe says what the model's pipe would */
    const struct insn *missing; /* whose line has yet to be fetched; NULL: of none */
    unsigned block;             /* its slot */
    const struct insn
        *rest;     /* of a block that was left for want of time: the interpreting engine goes on; NULL: none was */
    uint64_t most; /* neither a data access that hits the TLB nor a division takes longer, */
    uint64_t most_fetch;         /* nor a fetch */
    uint64_t told;               /* instructions that had retired when the model was last told of them */
    void (*reset)(void *engine); /* of the hart: what else must be done */
    uint64_t nowhere;            /* cycle of the latest use of what is in no TLB */
    struct version version[VERSIONS];
    unsigned versions;
    uint32_t of[BLOCK_SLOTS]; /* a block's first version */
    struct pipe_state state[PIPE_STATES];
    unsigned states;
    uint16_t state_at[2 * PIPE_STATES]; /* by hash; 0: none */
    struct edge edge[EDGES];
    unsigned edges;
    /* stubs */
    const uint8_t *probe, *line, *fetch, *divide[4], *quit, *wrong_taken, *wrong_not_taken, *jump, *call, *back,
        *indirect, *indirect_call;
    struct ways ways;
};

/* --- timed_version.c --- */
void versions_flush(struct timed *c);
/* The version for a state; NULL: none yet. */
struct version *version_find(struct timed *c, const struct block *b, unsigned slot, unsigned state, bool in_line);
/* A new one, without code; NULL: no room. */
struct version *version_new(struct timed *c, struct block *b, unsigned slot, unsigned state, bool in_line);
void version_drop(struct timed *c);                                    /* the newest one, which has no code */
unsigned state_of_pipe(struct timed *c, const struct pipe *p);         /* its number; PIPE_STATES: no room */
void pipe_place(struct timed *c, const struct pipe *p, uint64_t time); /* the model's pipe := p, at `time` */
void pipe_of_state(const struct timed *c, unsigned state, struct pipe *p);
/* The pipe before instruction n of a version, and what it had waited for operands. */
uint64_t pipe_before(struct timed *c, const struct hart *h, const struct version *v, unsigned n, struct pipe *p);

/* --- timed_block.c, timed_access.c --- */
bool translate_timed(struct translator *t, struct block *b, struct version *v);
void timed_look_up(struct work *w, const struct row *row, const struct insn *i, struct cold *miss);
row_fn timed_branch, timed_jal, timed_jalr;
bool timed_inline(const struct row *row, unsigned kind, bool fp); /* by code of its own, or by its body? */
uint64_t timed_done(struct timed *c, const struct block *b,
                    unsigned from); /* what accesses from there on add to native.done */
void emit_timed_cold(struct work *w, const struct cold *c);
void timed_site(const struct work *w, struct site *site); /* a chain at the version's end */
void emit_state(struct out *o, unsigned pipe);            /* native.pipe := pipe */
/* [CLOCK + offset] */
void emit_rc(struct out *o, bool wide, unsigned opcode, unsigned reg, int32_t offset);

/* --- timed_stubs.c --- */
void timed_stubs(struct translator *t, struct out *o);
void timed_edge(struct work *w, bool taken); /* rdx: edge of a branch; taken: that it goes this way */
void timed_predictor(struct timed *c, struct out *o, const struct ways *ways);
struct edge *edge_new(struct timed *c, const struct insn *i, uint64_t target);

/* --- called by translated code ------------------------------------------------------------------------- */
/* With every register as it was. Answer 0: nothing has been done, and the instruction is to be left to the interpreting engine. */
typedef uint64_t timed_fn(struct hart *h, uint64_t a, uint64_t b, uint64_t c);
/* An instruction's place in its version, and what an access is: PROBE_*. */
#define WHERE(version, n, what) ((uint64_t)(version) << 12 | (uint64_t)(n) << 7 | (what))
timed_fn timed_probe;  /* address, where: what to add to it, 0: its body must run */
timed_fn timed_line;   /* host address, where: the line of the data cache is not in the lists */
timed_fn timed_fetch;  /* line, where */
timed_fn timed_divide; /* dividend, divisor, where, by `what`: 1 narrow, 2 signed */
/* These always answer 1. Edge in b. */
timed_fn timed_went, timed_stayed;  /* a branch */
timed_fn timed_jumped;              /* a branch whose direction was right, or a direct jump: its target */
timed_fn timed_missed;              /* a taken branch whose direction was wrong: its target */
timed_fn timed_went_far;            /* an indirect jump to a */
native_fn timed_body, timed_access; /* slot: of the version */
native_fn timed_quit;               /* leaves before the instruction */
const void *timed_onward(struct hart *h, const struct insn *i, unsigned version);

void timed_count(struct hart *h, uint64_t retired); /* tells the model of instructions; `retired`: so far */
void timed_tell(struct hart *h);                    /* and of native.done */
