/* Exhaustive comparison on small sizes: every state that a group of steps can reach with sg3 and sg4 and so many levels
 * of calls, in the library and in the model at once. A state is both sides in 16 bytes; it is unpacked into a pair of
 * worlds, each step of the group is taken and compared, and the outcomes that are new are explored in turn.
 *
 * What steps do not look at is the same in every state: registers x and f, serials, LW, and the stack pointer, which
 * depends on the level alone. */
#pragma once
#include "pair.h"

enum { LEVELS = 4, REGS = 2, CONTENTS = 16 };

struct step {
    char what; /* l load, k kernel load, c clear, w window, s window of the stack, m move, C call, r return, R revoke */
    unsigned a, b;
};

struct state {
    uint64_t eager; /* per level 13 bits: per register {visible, granted, content 4}, T */
    uint64_t lazy;  /* per level 15 bits: V, W, G of two registers each, T, contents of the two slots */
    /* bits of `lazy` above 60 and of `eager` above 52: see pack() */
};

/* Explores; fails the test on a difference. `depth` is the number of frames, the bottom one included. */
void explore(const char *name, const struct step *steps, unsigned count, unsigned depth);

/* state.c: between the 16 bytes and a pair of worlds. */
struct contents {
    struct xs_reg known[CONTENTS];
    unsigned count;
};
struct state pack(struct pair *p, struct contents *c, unsigned revoked);
unsigned unpack(struct pair *p, const struct contents *c, struct state s); /* answers what is revoked */
extern const unsigned REVOCABLE[4];
