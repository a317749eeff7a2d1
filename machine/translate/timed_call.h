/* Where translated code under a model of time and the model meet: native.now, which has all cycles of issue of the block that
 * runs in it, and the model's clock. */
#pragma once
#include "translate/timed.h"

/* Called with every register as it was. */
#define CALLED __attribute__((no_caller_saved_registers))

static inline struct timed *timed_of(const struct hart *h)
{
    return ((struct translator *)h->engine_state)->timed;
}

static inline struct version *version_at(struct hart *h, uint64_t where)
{
    return &timed_of(h)->version[where >> 12];
}

static inline unsigned insn_at(uint64_t where)
{
    return where >> 7 & 31;
}

static inline const struct block *block_of(const struct hart *h, const struct version *v)
{
    return &h->blocks.slot[v->slot];
}

/* Cycles of the block's issue that are in native.now and yet to come, before instruction n. */
static inline uint64_t issue_ahead(const struct hart *h, const struct version *v, unsigned n)
{
    return v->issued[block_of(h, v)->count] - v->issued[n];
}

/* The model's clock is set to that point, and native.now follows what it did. */
static inline struct timing *clock_at(struct hart *h, uint64_t to_come)
{
    struct timing *t = timed_of(h)->engine->model;
    t->pipe.time = h->native.now - to_come - t->stall;
    return t;
}

static inline void clock_on(struct hart *h, uint64_t to_come)
{
    const struct timing *t = timed_of(h)->engine->model;
    h->native.now = timing_cycles(t) + to_come;
}

/* May something that takes no longer than `most` be charged without reaching the cycle at which the run ends? */
static inline bool time_enough(const struct hart *h, uint64_t most)
{
    return h->native.until - h->native.now > most;
}

/* The model's place for the cycle of the latest use of what a view translates; NULL: its TLB does not hold it. */
uint64_t *timed_use(struct hart *h, const struct view *view, uint64_t ea, bool store);
