#include "block/async.h"

#include <stddef.h>

#include <postern/error.h>
#include <postern/service.h>

enum { CLIENTS = 16 };
enum state { FREE, SUBSCRIBED, BARRED /* its function misbehaved once */ };
_Static_assert(BLOCK_IN_FLIGHT < SLOTS, "whoever waits finds one");

static struct client {
    uint64_t badge;
    struct postern_done done;
    enum state state;
} clients[CLIENTS];

/* By slot of the queue; and what the device had when it was reset, in any order. Together at most BLOCK_IN_FLIGHT. */
struct pending {
    struct client *client; /* NULL: none, or of a call that waits */
    uint64_t badge, id;
};
static struct pending pending[SLOTS], lost[SLOTS];
static unsigned pending_count, lost_count;

static struct client *find(uint64_t badge)
{
    for (struct client *c = clients; c < clients + CLIENTS; c++)
        if (c->state != FREE && c->badge == badge)
            return c;
    return NULL;
}

/* A free place, or that of one who is gone. */
static struct client *find_place(void)
{
    for (struct client *c = clients; c < clients + CLIENTS; c++)
        if (c->state == FREE)
            return c;
    for (struct client *c = clients; c < clients + CLIENTS; c++)
        if (postern_done_gone(&c->done))
            return c;
    return NULL;
}

/* The kernel has given the entry of one who is gone to another. */
static void forget_entry(uint64_t entry)
{
    for (struct client *c = clients; c < clients + CLIENTS; c++)
        if (c->done.entry == entry)
            c->state = FREE;
}

int async_subscribe(void)
{
    struct postern_done done;
    struct client *c = find(postern_badge());

    if (c && c->state == BARRED && !postern_done_gone(&c->done))
        return -PE_PERM;
    if (!c && !(c = find_place()))
        return -PE_MFILE;
    long error = postern_take_offer(&done);
    if (error < 0)
        return (int)error;
    forget_entry(done.entry);
    *c = (struct client){postern_badge(), done, SUBSCRIBED};
    return 0;
}

int async_any(void)
{
    return pending_count + lost_count > 0;
}

int async_start(struct disk *disk, uint32_t type, uint64_t sector, uint64_t data, uint32_t len, uint64_t id)
{
    struct dma *dma = device_dma();
    struct client *c = find(postern_badge());
    if (!c || c->state != SUBSCRIBED)
        return -PE_NOENT;
    if (pending_count + lost_count == BLOCK_IN_FLIGHT)
        return -PE_AGAIN;
    dma->avail_flags = 0; /* from now on the device interrupts */
    const int slot = queue_submit(&disk->queue, dma, device_window(), type, sector, data, len);
    if (slot < 0)
        return slot;
    pending[slot] = (struct pending){c, c->badge, id};
    pending_count++;
    disk->requests++;
    disk->bytes += len;
    return 0;
}

void async_lose(void)
{
    for (unsigned slot = 0; slot < SLOTS; slot++) {
        if (pending[slot].client)
            lost[lost_count++] = pending[slot];
        pending[slot] = (struct pending){0};
    }
    pending_count = 0;
}

/* Is there somebody to be told of it? */
static unsigned tell_of(const struct pending *p, int result, struct finished *f)
{
    *f = (struct finished){p->badge, p->id, p->client->done, result};
    return p->client->state == SUBSCRIBED && p->client->badge == p->badge;
}

unsigned async_collect(struct disk *disk, struct finished *finished)
{
    unsigned n = 0;
    while (lost_count > 0)
        n += tell_of(&lost[--lost_count], -PE_IO, &finished[n]);
    for (unsigned slot = 0; slot < SLOTS; slot++) {
        const struct slot *s = &disk->queue.slot[slot];
        if (!pending[slot].client || s->state != SLOT_DONE)
            continue;
        n += tell_of(&pending[slot], s->result, &finished[n]);
        queue_free(&disk->queue, (int)slot);
        pending[slot] = (struct pending){0};
        pending_count--;
    }
    return n;
}

long async_tell(const struct finished *f)
{
    return postern_done(&f->done, f->id, f->result);
}

/* Who is gone has left its place; who misbehaved keeps it, so that it does not come back by subscribing anew. */
void async_forget(const struct finished *f, long error)
{
    struct client *c = find(f->badge);
    if (c)
        c->state = error == -PE_REVOKED ? FREE : BARRED;
}
