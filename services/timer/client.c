#include "timer/client.h"

#include <stddef.h>

#include <postern/error.h>
#include <postern/platform.h>
#include <postern/syscall.h>

/* Of a call, in ticks of `spent`. OWN: what the service takes for it, most of it for looking at all timers. */
enum { OWN = 16 };
#define PRICE(ticks) (((uint64_t)(ticks) + OWN) * CLIENT_SHARE)
#define PRICE_MOST   PRICE(POSTERN_DONE_TIME / PLAT_INSTRUCTIONS_PER_TICK)
#define CREDIT       ((CLIENT_BURST - 1) * PRICE_MOST) /* what may be spent beforehand, besides a call */

struct client client_none;
static struct client clients[CLIENT_MAX];

struct client *client_find(uint64_t badge)
{
    for (struct client *c = clients; c < clients + CLIENT_MAX; c++)
        if (c->state != CLIENT_FREE && c->badge == badge)
            return c;
    return &client_none;
}

static struct client *find_place(void)
{
    for (struct client *c = clients; c < clients + CLIENT_MAX; c++)
        if (c->state == CLIENT_FREE)
            return c;
    for (struct client *c = clients; c < clients + CLIENT_MAX; c++)
        if (postern_done_gone(&c->done))
            return c;
    return NULL;
}

struct client *client_new(uint64_t badge)
{
    struct client *c = find_place();
    if (c)
        *c = (struct client){.badge = badge};
    return c;
}

static void set_from(struct client *c)
{
    c->from = c->state == CLIENT_SUBSCRIBED && c->spent > CREDIT ? c->spent - CREDIT : 0;
}

bool client_barred(const struct client *c)
{
    return c->state == CLIENT_BARRED && !postern_done_gone(&c->done);
}

void client_take(struct client *c, const struct postern_done *done)
{
    for (struct client *other = clients; other < clients + CLIENT_MAX; other++)
        if (other->done.entry == done->entry) /* the kernel has given it to this one: the other is gone */
            other->state = CLIENT_FREE, other->from = 0;
    c->done = *done;
    c->state = CLIENT_SUBSCRIBED;
    set_from(c);
}

void client_charge(struct client *c, uint64_t now)
{
    c->spent = (c->spent > now ? c->spent : now) + PRICE_MOST;
    set_from(c);
}

void client_settle(struct client *c, uint64_t ticks, long result)
{
    c->spent += PRICE(ticks) - PRICE_MOST;
    if (result < 0)
        c->state = result == -PE_REVOKED ? CLIENT_FREE : CLIENT_BARRED;
    set_from(c);
}
