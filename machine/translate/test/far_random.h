/* What a round of far.c consists of, by chance: a program, the world that it runs in, and what a kernel does meanwhile. */
#pragma once
#include "world.h"

enum { FUNCTIONS = 4, FIRST = 128, WORDS_EACH = 96, SAVED = 12, PLAIN = 0x3ff };
enum { S2 = 18, S3, S4, S5, S6, S7, S8, S9, S10, S11, T4 = 29, T5 };

struct thread {
    bool there;
    uint64_t x[33], csr[SAVED];
    struct xs_reg reg[16];
};

struct far_round {
    struct pair *p;
    bool
        marks; /* most calls succeed, and much is stored about the stack's low-water mark; else they are refused in all ways */
    bool windows;       /* of marks: the client grants its stack, not a segment of data */
    bool floats;        /* of marks: FP, too */
    unsigned registers; /* how many hold what the client grants, all the same */
    unsigned calm;      /* one instruction of so many may be anything */
    struct thread other;
};

/* Where a function begins, in its segment. */
static inline uint64_t far_function(uint64_t number)
{
    return CODE_AT + 4 * (FIRST + WORDS_EACH * number);
}

void far_program(const struct far_round *r); /* at HERE: a client that calls the functions behind the gates, for ever */
void far_begin(struct far_round *r, struct pair *p);
void far_restart(const struct far_round *r);  /* the client, at its beginning; what was learnt stays */
void far_switch_threads(struct far_round *r); /* another thread, with the same stack, goes on where it was */
