/* The gates, on the clients' threads, and the service's own thread, which rings. */
#include <stdbool.h>
#include <stddef.h>

#include <postern/error.h>
#include <postern/lock.h>
#include <postern/platform.h>
#include <postern/service.h>
#include <postern/syscall.h>
#include <postern/thread.h>

#include "timer/alarm.h"
#include "timer/table.h"

enum { AT_ONCE = 16, PRIORITY = 22 };

static struct postern_lock lock; /* guards the table and the alarm */
static uint64_t armed = UINT64_MAX;

/* The service's thread is more urgent than its clients, and looks through all timers when it rings: it does so as often as they like
 * for a while (BURST times), but then once in EVERY ticks; what is due meanwhile rings together. */
#define EVERY (PLAT_TIMEBASE_HZ / 4000)
enum { BURST = 64 };
static uint64_t spent; /* up to when its turns so far would last, EVERY each */

static void spend(uint64_t now)
{
    spent = (spent > now ? spent : now) + EVERY;
}

/* With the lock: the alarm rings for the earliest timer. */
static void arm(void)
{
    uint64_t earliest = table_earliest();
    if (earliest < spent - BURST * EVERY && spent > BURST * EVERY)
        earliest = spent - BURST * EVERY;
    if (earliest == armed)
        return;
    armed = earliest;
    if (earliest != UINT64_MAX)
        alarm_set(earliest);
}

static int start(uint64_t at, uint64_t period, bool sleeps)
{
    int error;
    postern_lock(&lock);
    struct timer *t = table_new(postern_badge(), postern_thread(), &error);
    if (t) {
        t->at = at;
        t->period = period;
        if (sleeps)
            table_keep(t);
        error = table_handle(t);
        arm();
    }
    postern_unlock(&lock);
    return error;
}

int timer_start(uint64_t at, uint64_t period)
{
    return start(at == UINT64_MAX ? at - 1 : at, period, false);
}

/* With the lock: what has rung since the last time. A timer that is over goes. */
static uint32_t take_rings(struct timer *t)
{
    uint32_t rung = __atomic_exchange_n(&t->rung, 0, __ATOMIC_ACQUIRE);
    if (rung && t->at == UINT64_MAX)
        table_free(t);
    return rung;
}

long timer_wait(int handle)
{
    for (;;) {
        postern_lock(&lock);
        struct timer *t = table_find(handle, postern_badge());
        uint32_t rung = t ? take_rings(t) : 0;
        postern_unlock(&lock);
        if (!t)
            return -PE_BADF;
        if (rung)
            return rung;
        long error = postern_wait(&t->rung, 0, 0);
        if (error < 0 && error != -PE_AGAIN)
            return error;
    }
}

int timer_stop(int handle)
{
    postern_lock(&lock);
    struct timer *t = table_find(handle, postern_badge());
    if (t)
        table_free(t);
    arm();
    postern_unlock(&lock);
    return t ? 0 : -PE_BADF;
}

int timer_sleep_until(uint64_t at)
{
    if (at <= postern_time())
        return 0;
    int handle = start(at == UINT64_MAX ? at - 1 : at, 0, true);
    long result = handle < 0 ? handle : timer_wait(handle);
    return result < 0 ? (int)result : 0;
}

int timer_subscribe(void)
{
    postern_lock(&lock);
    int error = table_subscribe(postern_badge());
    postern_unlock(&lock);
    return error;
}

/* Without the lock, for who is called decides how long it takes. */
static void call(const struct ringing *r)
{
    if (!table_may_call(r)) /* only this thread bars anybody */
        return;
    const uint64_t begin = postern_time();
    const long result = postern_done(&r->done, r->handle, r->count);
    const uint64_t ticks = postern_time() - begin;

    postern_lock(&lock);
    table_called(r, ticks, result);
    postern_unlock(&lock);
}

static void ring_for_ever(void *unused)
{
    static struct ringing ringing[AT_ONCE];

    (void)unused;
    for (;;) {
        uint32_t seen = alarm_rings();
        postern_lock(&lock);
        const uint64_t now = postern_time();
        unsigned n = table_ring(now, ringing, AT_ONCE);
        spend(now);
        postern_unlock(&lock);
        for (unsigned i = 0; i < n; i++)
            call(&ringing[i]);
        postern_lock(&lock);
        armed = UINT64_MAX; /* it has rung */
        arm();
        postern_unlock(&lock);
        if (n < AT_ONCE)
            alarm_wait(seen);
    }
}

int main(void)
{
    long error = postern_thread_start(ring_for_ever, NULL, 16384, PRIORITY);
    return (int)-(error < 0 ? error : alarm_serve());
}
