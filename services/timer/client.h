/* Who has a function of his own called when his timers ring, and his share of a hart for that (postern/share.h). All clients together have half a
 * hart at most. */
#ifndef SERVICES_TIMER_CLIENT_H
#define SERVICES_TIMER_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include <postern/done.h>
#include <postern/share.h>

#define CLIENT_MAX 16 /* badges that subscribed */
_Static_assert(CLIENT_MAX <= POSTERN_SHARES / 2, "half a hart");

struct client {
    uint64_t badge;
    struct postern_done done;
    enum { CLIENT_FREE, CLIENT_SUBSCRIBED, CLIENT_BARRED /* its function misbehaved once */ } state;
    struct postern_share share;
    uint64_t from; /* when its function may be called next; 0: now, or there is none to be called */
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
