#include "block/async.h"

#include <stddef.h>

#include <postern/error.h>
#include <postern/service.h>
#include <postern/share.h>
#include <postern/syscall.h>

enum { CLIENTS = 16 };
#define NOBODY UINT64_MAX /* no badge that the image or the loader gives */
enum state { FREE, SUBSCRIBED, BARRED /* its function misbehaved once */ };
_Static_assert(BLOCK_IN_FLIGHT < SLOTS, "whoever waits finds one");

_Static_assert(CLIENTS <= POSTERN_SHARES / 2, "half a hart");

/* A request that is over, and who is to be told. */
struct over {
    uint64_t id;
    int result;
};

static struct client {
    uint64_t badge;
    struct postern_done done;
    enum state state;
    struct postern_share share;
    struct over later[BLOCK_IN_FLIGHT]; /* told when its share allows it, the first first */
    unsigned later_count;
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

/* The place is the caller's now. What its last owner began is told to nobody, also if that had the same badge. */
static void begin(struct client *c)
{
    for (unsigned i = 0; i < SLOTS; i++) {
        if (pending[i].client == c)
            pending[i].badge = NOBODY;
        if (lost[i].client == c)
            lost[i].badge = NOBODY;
    }
    *c = (struct client){.badge = postern_badge()};
}

int async_subscribe(void)
{
    struct postern_done done;
    struct client *c = find(postern_badge());

    if (c && c->state == BARRED && !postern_done_gone(&c->done))
        return -PE_PERM;
    if (!c && !(c = find_place()))
        return -PE_MFILE;
    const bool same = c->state == SUBSCRIBED && c->badge == postern_badge() && !postern_done_gone(&c->done);
    long error = postern_take_offer(&done);
    if (error < 0)
        return (int)error;
    forget_entry(done.entry);
    if (!same)
        begin(c);
    c->done = done;
    c->state = SUBSCRIBED;
    return 0;
}

int async_any(void)
{
    return pending_count + lost_count > 0;
}

/* Requests of a client that it has not been told of. */
static unsigned untold(const struct client *c)
{
    unsigned n = c->later_count;
    for (unsigned slot = 0; slot < SLOTS; slot++)
        n += pending[slot].client == c && pending[slot].badge == c->badge;
    for (unsigned i = 0; i < lost_count; i++)
        n += lost[i].client == c && lost[i].badge == c->badge;
    return n;
}

int async_start(struct disk *disk, uint32_t type, uint64_t sector, uint64_t data, uint32_t len, uint64_t id)
{
    struct dma *dma = device_dma();
    struct client *c = find(postern_badge());
    if (!c || c->state != SUBSCRIBED)
        return -PE_NOENT;
    if (pending_count + lost_count == BLOCK_IN_FLIGHT || (c->later_count && untold(c) == BLOCK_IN_FLIGHT))
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

/* It is over: it waits until its client is told. */
static void put(const struct pending *p, int result)
{
    struct client *c = p->client;
    if (c->state == SUBSCRIBED && c->badge == p->badge)
        c->later[c->later_count++] = (struct over){p->id, result};
}

static void take_over(struct disk *disk)
{
    while (lost_count > 0)
        put(&lost[--lost_count], -PE_IO);
    for (unsigned slot = 0; slot < SLOTS; slot++) {
        const struct slot *s = &disk->queue.slot[slot];
        if (!pending[slot].client || s->state != SLOT_DONE)
            continue;
        put(&pending[slot], s->result);
        queue_free(&disk->queue, (int)slot);
        pending[slot] = (struct pending){0};
        pending_count--;
    }
}

static struct finished take_first(struct client *c)
{
    const struct finished f = {.client = c, .done = c->done, .id = c->later[0].id, .result = c->later[0].result};
    c->later_count--;
    for (unsigned i = 0; i < c->later_count; i++)
        c->later[i] = c->later[i + 1];
    return f;
}

unsigned async_collect(struct disk *disk, struct finished *finished, uint64_t *until)
{
    const uint64_t now = postern_time();
    unsigned n = 0;

    take_over(disk);
    *until = UINT64_MAX;
    for (struct client *c = clients; c < clients + CLIENTS; c++) {
        for (; c->later_count && n < SLOTS && postern_share_from(&c->share) <= now; n++) {
            postern_share_charge(&c->share, now);
            finished[n] = take_first(c);
        }
        if (c->later_count && postern_share_from(&c->share) < *until)
            *until = postern_share_from(&c->share);
    }
    return n;
}

void async_tell(struct finished *f)
{
    const uint64_t begin = postern_time();
    f->told = postern_done(&f->done, f->id, f->result);
    f->ticks = postern_time() - begin;
}

/* Who is gone has left its place; who misbehaved keeps it, so that it does not come back by subscribing anew. */
void async_settle(const struct finished *f)
{
    struct client *c = f->client;
    if (c->state != SUBSCRIBED || c->done.entry != f->done.entry)
        return;
    postern_share_settle(&c->share, f->ticks);
    if (f->told >= 0)
        return;
    c->state = f->told == -PE_REVOKED ? FREE : BARRED;
    c->later_count = 0;
}
