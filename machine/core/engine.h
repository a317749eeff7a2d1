/* Another engine behind hart_run, and the state that translated code shares with C. The interpreter remains the
 * reference: whatever an engine does not do itself, it leaves to engine_interpret. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/insn.h"

struct block;

struct engine {
    /* Runs blocks from `b`, the block at h->pc, which has been looked up. Counts and traps as engine_interpret does. */
    bool (*run)(struct hart *h, const struct block *b, uint64_t *budget);
    void (*free)(struct hart *h);
    bool single; /* `run` runs no other block than `b`, so that handlers may run on it */
};

/* Runs at most `budget` instructions of a block. False: stopped by a break- or watchpoint. */
bool engine_interpret(struct hart *h, const struct block *b, uint64_t *budget);

/* Where jumps between pages go, by pc and a number that stands for the context of fetches. */
struct jump {
    uint64_t pc; /* odd: none */
    uint64_t context;
    const void *code;
    uint64_t pipe; /* state of the modelled pipe in which it begins; 0 without a model of time */
};
enum { JUMPS = 512, JUMPS_PER_STATE = 7 /* places between those of one pc in neighbouring states of the pipe */ };

struct far_site;
struct front_side;

struct native {
    int64_t budget;     /* instructions left after the block that runs, and its */
    int64_t hits;       /* TLB hits not yet in the counters; those of the block that runs are all in it */
    int64_t total;      /* instret + budget, constant while translated code runs */
    uint64_t low_water; /* the thread segment's mark, as last seen */
    uint8_t lacks;      /* of what FP instructions may need, what is not so now; bits by the engine */
    enum flow flow;     /* how the last instruction body ended, if it ended the run */
    const struct insn *at;
    /* With a model of time: cycles, those that the block that runs will issue for all in it, and before which one it may run; counts
     * that the model has yet to be told, packed; the state of the pipe by its number. */
    uint64_t now, until, done, fetches;
    uint32_t pipe;
    struct jump jump[JUMPS];
    /* Far calls and returns without C, see translate/far.h. */
    uint32_t serial; /* of the last far call of which views and counters know */
    /* Where and when the reservation was made, if it has not been lost in C. */
    const struct front_side *reserved_side;
    uint32_t reserved_serial;
    uint64_t saves, restores; /* of registers, not yet in the counters */
    struct far_site *asked;   /* the site whose call goes by native_onward */
};
