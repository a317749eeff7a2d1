#include "timer/client.h"

#include <stddef.h>

#include <postern/error.h>
#include <postern/syscall.h>

/* Ticks that the service itself takes for a call, most of them for looking at all timers. */
enum { OWN = 16 };

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
    c->from = c->state == CLIENT_SUBSCRIBED ? postern_share_from(&c->share) : 0;
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
    postern_share_charge(&c->share, now);
    set_from(c);
}

void client_settle(struct client *c, uint64_t ticks, long result)
{
    postern_share_settle(&c->share, ticks + OWN);
    if (result < 0)
        c->state = result == -PE_REVOKED ? CLIENT_FREE : CLIENT_BARRED;
    set_from(c);
}
