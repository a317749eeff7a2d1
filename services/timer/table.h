/* The timers and who is told of them. One lock guards both; the functions here are called with it held. */
#ifndef SERVICES_TIMER_TABLE_H
#define SERVICES_TIMER_TABLE_H

#include <stdint.h>

#include <postern/done.h>

#include "timer/timer.h"

#define TIMER_CLIENTS 16 /* badges that subscribed */

struct timer {
    uint64_t badge, thread; /* whose; 0 in `thread`: free */
    uint64_t at, period;    /* at: UINT64_MAX: it rings no more */
    uint32_t generation;
    uint32_t rung; /* since it was last waited for; whoever waits sleeps on this word */
};

struct client {
    uint64_t badge;
    struct postern_done done;
    enum { CLIENT_FREE, CLIENT_SUBSCRIBED, CLIENT_BARRED /* its function misbehaved once */ } state;
};

/* The timer that a handle names, if it is this badge's; else null. */
struct timer *table_find(int handle, uint64_t badge);
int table_handle(const struct timer *t);
/* A free timer: null and *error where there is none. */
struct timer *table_new(uint64_t badge, uint64_t thread, int *error);
void table_free(struct timer *t);
uint64_t table_earliest(void); /* UINT64_MAX: none will ring */

/* What has to be called for timers that rang; outside the lock. */
struct ringing {
    struct client *client;
    struct postern_done done;
    uint64_t handle;
    long count;
};
/* Rings what is due, wakes who waits. Fills in at most `room` of those to be called, and answers how many: `room` says that
 * there may be more. */
unsigned table_ring(uint64_t now, struct ringing *ringing, unsigned room);

/* The subscription of a badge, made where there is none; null: no room. */
struct client *table_client(uint64_t badge, int make);

#endif
