#include "timer/table.h"

#include <stddef.h>

#include <postern/error.h>
#include <postern/syscall.h>

#include "timer/client.h"

#define INDEX_BITS 10
_Static_assert(TIMER_MAX <= 1 << INDEX_BITS, "a handle is a generation and an index");

static struct timer timers[TIMER_MAX];

int table_handle(const struct timer *t)
{
    return (int)((t->generation & 0xfffff) << INDEX_BITS | (uint32_t)(t - timers));
}

struct timer *table_find(int handle, uint64_t badge)
{
    struct timer *t = &timers[(uint32_t)handle & ((1u << INDEX_BITS) - 1)];
    return handle >= 0 && t->thread && t->badge == badge && table_handle(t) == handle ? t : NULL;
}

void table_free(struct timer *t)
{
    t->thread = 0;
    t->at = UINT64_MAX;
    t->generation++;
    t->rung = 1; /* nobody sleeps on it any more */
    postern_wake(&t->rung, UINT32_MAX);
}

/* What threads that are no more have left behind. */
static void drop_orphans(void)
{
    for (struct timer *t = timers; t < timers + TIMER_MAX; t++)
        if (t->thread && postern_frame_alive(t->thread, 0) == 0)
            table_free(t);
}

static struct timer *free_timer(void)
{
    for (struct timer *t = timers; t < timers + TIMER_MAX; t++)
        if (!t->thread)
            return t;
    return NULL;
}

static unsigned count_of(uint64_t badge)
{
    unsigned count = 0;
    for (const struct timer *t = timers; t < timers + TIMER_MAX; t++)
        count += t->thread && t->badge == badge;
    return count;
}

struct timer *table_new(uint64_t badge, uint64_t thread, int *error)
{
    struct timer *t = free_timer();
    if (!t || count_of(badge) >= TIMER_EACH_MAX) {
        drop_orphans();
        t = free_timer();
    }
    *error = !t ? -PE_NOSPC : count_of(badge) >= TIMER_EACH_MAX ? -PE_MFILE : 0;
    if (*error)
        return NULL;
    t->badge = badge;
    t->thread = thread;
    t->client = client_find(badge);
    t->kept = false;
    t->rung = 0;
    return t;
}

/* When the service may next ring it. */
static uint64_t due(const struct timer *t)
{
    return t->at > t->client->from ? t->at : t->client->from;
}

void table_keep(struct timer *t)
{
    t->kept = true;
    t->client = &client_none;
}

uint64_t table_earliest(void)
{
    uint64_t earliest = UINT64_MAX;
    for (const struct timer *t = timers; t < timers + TIMER_MAX; t++)
        if (t->thread && due(t) < earliest)
            earliest = due(t);
    return earliest;
}

/* What lies behind the end of time never comes; UINT64_MAX is for what does not ring at all. */
static uint64_t later(uint64_t at, uint64_t by)
{
    return by < UINT64_MAX - 1 - at ? at + by : UINT64_MAX - 1;
}

/* How often a timer has rung by now; sets when it does next. */
static uint32_t count_rings(struct timer *t, uint64_t now)
{
    if (t->period == 0) {
        t->at = UINT64_MAX;
        return 1;
    }
    uint64_t times = (now - t->at) / t->period + 1;
    t->at = later(now - (now - t->at) % t->period, t->period);
    return times > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uint32_t)times;
}

static void ring(struct timer *t, uint32_t times)
{
    uint32_t before = __atomic_load_n(&t->rung, __ATOMIC_RELAXED);
    __atomic_store_n(&t->rung, before > UINT32_MAX / 2 ? before : before + times, __ATOMIC_RELEASE);
    if (before == 0)
        postern_wake(&t->rung, UINT32_MAX);
}

unsigned table_ring(uint64_t now, struct ringing *ringing, unsigned room)
{
    unsigned n = 0;
    for (struct timer *t = timers; t < timers + TIMER_MAX && n < room; t++) {
        if (!t->thread || due(t) > now)
            continue;
        uint32_t times = count_rings(t, now);
        struct client *c = t->client;
        if (c->state != CLIENT_SUBSCRIBED) {
            ring(t, times);
            continue;
        }
        client_charge(c, now);
        ringing[n++] = (struct ringing){c, c->done, (uint64_t)table_handle(t), times};
        if (t->period == 0)
            table_free(t);
    }
    return n;
}

int table_subscribe(uint64_t badge)
{
    struct postern_done done;
    struct client *c = client_find(badge);
    if (client_barred(c))
        return -PE_PERM;
    long error = postern_take_offer(&done);
    if (error < 0)
        return (int)error;
    if (c == &client_none && !(c = client_new(badge)))
        return -PE_NOSPC;
    client_take(c, &done);
    for (struct timer *t = timers; t < timers + TIMER_MAX; t++)
        if (t->badge == badge && !t->kept)
            t->client = c;
        else if (t->client == c) /* whose place it had */
            t->client = &client_none;
    return 0;
}

bool table_may_call(const struct ringing *r)
{
    return r->client->state == CLIENT_SUBSCRIBED && r->client->done.entry == r->done.entry;
}

void table_called(const struct ringing *r, uint64_t ticks, long result)
{
    if (table_may_call(r))
        client_settle(r->client, ticks, result);
}
