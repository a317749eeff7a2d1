/* Who has a function of his own called when his timers ring, and how much of a hart such functions may take.
 *
 * They run on the service's thread, which is more urgent than the clients. Each call is short (POSTERN_DONE_TIME); but there may be many. So a
 * client has a share of a hart: in the long run 1 / CLIENT_SHARE for its calls and what the service does for them, and CLIENT_BURST of the longest
 * calls at once. All clients together have half a hart. */
#ifndef SERVICES_TIMER_CLIENT_H
#define SERVICES_TIMER_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include <postern/done.h>

#define CLIENT_MAX   16 /* badges that subscribed */
#define CLIENT_SHARE (2 * CLIENT_MAX)
#define CLIENT_BURST 16

struct client {
    uint64_t badge;
    struct postern_done done;
    enum { CLIENT_FREE, CLIENT_SUBSCRIBED, CLIENT_BARRED /* its function misbehaved once */ } state;
    uint64_t spent; /* up to when its calls so far would last, were they its share and no more */
    uint64_t from;  /* when its function may be called next; 0: now, or there is none to be called */
};

extern struct client client_none; /* of who has not subscribed: free */

/* That of a badge, subscribed or barred; else client_none. */
struct client *client_find(uint64_t badge);
/* A place for one more, that of one who is gone if need be. Null: there is none. */
struct client *client_new(uint64_t badge);
/* It misbehaved, and is still there: another instance under its badge begins anew. */
bool client_barred(const struct client *c);
/* Its function is `done` from now on. */
void client_take(struct client *c, const struct postern_done *done);

/* It will be called: as if for as long as it may take. */
void client_charge(struct client *c, uint64_t now);
/* It was called, for so many ticks: what it did not take comes back. Frees or bars it by what the call answered. */
void client_settle(struct client *c, uint64_t ticks, long result);

#endif
