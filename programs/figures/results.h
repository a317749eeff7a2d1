/* Four programs measure, one per binding, one after the other, and leave their prices in one segment. */
#ifndef PROGRAMS_FIGURES_RESULTS_H
#define PROGRAMS_FIGURES_RESULTS_H

#include "measure.h"

#define RESULTS_FILE "/bin/lua" /* what is read: any file of some size */

/* Whose turn it is, in this order; the queue and the wake-ups come after the others. */
enum binding {
    BINDING_IPC,
    BINDING_DIRECT,
    BINDING_FAR,
    BINDINGS,
    BINDING_QUEUE = BINDINGS,
    BINDING_WAKES,  /* no binding: waking threads */
    BINDING_REVOKE, /* nor this: revocation */
    TURNS,
    BINDING_NONE = TURNS
};

struct queue_prices {
    struct counts null_call;    /* one request and its completion, through the stub */
    struct counts ten, hundred; /* so many in flight; per round, not per request */
};

struct wake_prices {
    uint64_t system_call;                    /* option A: the waker's whole cost */
    uint64_t set;                            /* option B: the waker's whole cost */
    uint64_t look_10, look_1000, look_10000; /* option B: the scheduler's, with so many blocked and one flag set */
};

struct results {
    uint32_t turn; /* whose turn it is: a binding */
    struct prices prices[BINDINGS];
    struct queue_prices queue;
    struct wake_prices wakes;
    uint64_t revoke_1, revoke_1000; /* instructions of seg_destroy with so many holders */
    char wrong[TURNS][80];          /* what went wrong; "" : nothing */
};

/* The segment, in sg3 of the running program. */
struct results *results_segment(void);

/* Sleeps until it is the turn of that binding. */
void results_wait(enum binding binding);

/* Passes the turn on. */
void results_pass(enum binding binding);

/* Leaves what went wrong; null: nothing. */
void results_tell(enum binding binding, const char *wrong);

/* Measures, leaves the prices and passes the turn on. */
void results_measure(enum binding binding, const char *path);

#endif
