/* The timers. One lock guards them and those who are told of them (client.h); the functions here are called with it held. */
#ifndef SERVICES_TIMER_TABLE_H
#define SERVICES_TIMER_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include <postern/done.h>

#include "timer/timer.h"

struct client;

struct timer {
    uint64_t badge, thread; /* whose; 0 in `thread`: free */
    struct client *client;  /* that of its badge, client_none where that has not subscribed */
    uint64_t at, period;    /* at: UINT64_MAX: it rings no more */
    uint32_t generation;
    bool kept;     /* for who waits: nobody is called for it */
    uint32_t rung; /* since it was last waited for; whoever waits sleeps on this word */
};

/* The timer that a handle names, if it is this badge's; else null. */
struct timer *table_find(int handle, uint64_t badge);
int table_handle(const struct timer *t);
/* A free timer: null and *error where there is none. */
struct timer *table_new(uint64_t badge, uint64_t thread, int *error);
/* Its ring is for who waits for it, also where its badge subscribes. */
void table_keep(struct timer *t);
void table_free(struct timer *t);
uint64_t table_earliest(void); /* UINT64_MAX: none will ring */

/* What has to be called for timers that rang; outside the lock. */
struct ringing {
    struct client *client;
    struct postern_done done;
    uint64_t handle;
    long count;
};
/* Rings what is due, wakes who waits. Fills in at most `room` of those to be called, and answers how many. Timers of a client
 * that has used up its share go on being due. */
unsigned table_ring(uint64_t now, struct ringing *ringing, unsigned room);
/* Not if its client has misbehaved, or gone, meanwhile. */
bool table_may_call(const struct ringing *ringing);
/* It was called, which took so many ticks and answered `result`. Who is gone, or misbehaved, is not called again. */
void table_called(const struct ringing *ringing, uint64_t ticks, long result);

/* From now on the function that the caller offers is called for what its badge starts. 0, noent, nospc, perm (barred). */
int table_subscribe(uint64_t badge);

#endif
