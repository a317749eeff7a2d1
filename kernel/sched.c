#include "sched.h"

#include "abi/errors.h"
#include "hw.h"
#include "irq.h"
#include "thread.h"

enum { SIP_TIMER = 1 << 5, SIP_EXTERNAL = 1 << 9 };

struct hart hart0;

void sched_init(uint64_t hart_id)
{
    uint64_t stack = hart0.stack;
    hart0 = (struct hart){.id = hart_id, .stack = stack, .slice_end = UINT64_MAX, .timer = UINT64_MAX};
}

/* Instructions since the last switch by the scheduler go to the thread that it had chosen: what a server does
 * for its caller by the direct IPC switch is the caller's. */
static void charge(struct thread *next)
{
    uint64_t now = hw_instret();
    if (hart0.charged)
        hart0.charged->instructions += now - hart0.charged_from;
    hart0.charged = next;
    hart0.charged_from = now;
}

static void enqueue(struct thread *t, bool front)
{
    struct queue *q = &hart0.ready_queue[t->priority];
    t->state = THREAD_READY;
    (front ? queue_push : queue_put)(q, t);
    hart0.ready |= 1ull << t->priority;
}

void sched_ready(struct thread *t)
{
    enqueue(t, false);
}

void sched_wake(struct thread *t, int64_t result)
{
    queue_remove(t);
    sched_forget(t);
    t->endpoint = 0;
    *context_x(&t->ctx, REG_A0) = (uint64_t)result;
    sched_ready(t);
}

void sched_block(struct thread *t, int state, struct queue *q, uint64_t until)
{
    t->state = (uint8_t)state;
    if (q)
        queue_insert(q, t);
    if (until == UINT64_MAX)
        return;
    t->wake_at = until;
    t->sleeping = true;
    struct thread **at = &hart0.sleepers;
    while (*at && (*at)->wake_at <= until)
        at = &(*at)->sleep_next;
    t->sleep_next = *at;
    *at = t;
}

void sched_yield(struct thread *t)
{
    enqueue(t, false);
}

void sched_forget(struct thread *t)
{
    if (!t->sleeping)
        return;
    struct thread **at = &hart0.sleepers;
    while (*at != t)
        at = &(*at)->sleep_next;
    *at = t->sleep_next;
    t->sleeping = false;
    t->sleep_next = 0;
    t->wake_at = UINT64_MAX;
}

void sched_gone(struct thread *t)
{
    if (hart0.charged == t)
        charge(0);
    if (hart0.loaded == t)
        hart0.loaded = 0;
    if (hart0.current == t)
        hart0.current = 0;
}

static void wake_sleepers(uint64_t now)
{
    while (hart0.sleepers && hart0.sleepers->wake_at <= now) {
        struct thread *t = hart0.sleepers;
        sched_wake(t, t->state == THREAD_SLEEPING ? 0 : -PE_TIMEOUT);
    }
}

void sched_tick(void)
{
    uint64_t now = hw_time();
    struct thread *t = hart0.current;

    hart0.timer = 0; /* it has fired, and goes on doing so until it is set anew */
    wake_sleepers(now);
    if (t && t->state == THREAD_RUNNING && now >= hart0.slice_end)
        enqueue(t, false);
}

static struct thread *take_ready(void)
{
    unsigned p = 63 - (unsigned)__builtin_clzll(hart0.ready);
    struct thread *t = hart0.ready_queue[p].head;

    queue_remove(t);
    if (!hart0.ready_queue[p].head)
        hart0.ready &= ~(1ull << p);
    return t;
}

/* queue_remove elsewhere (kills) may have emptied a queue whose bit is set. */
static void drop_empty(void)
{
    while (hart0.ready && !hart0.ready_queue[63 - __builtin_clzll(hart0.ready)].head)
        hart0.ready &= ~(1ull << (63 - __builtin_clzll(hart0.ready)));
}

static bool somebody_above(unsigned priority)
{
    drop_empty();
    return priority < PRIORITIES - 1 && hart0.ready >> (priority + 1);
}

static void wait_for_interrupt(void)
{
    charge(0);
    hw_idle();
    uint64_t pending = hw_pending();
    if (pending & SIP_TIMER)
        sched_tick();
    if (pending & SIP_EXTERNAL)
        irq_fire();
}

static void arm_timer(struct thread *t)
{
    uint64_t when = hart0.sleepers ? hart0.sleepers->wake_at : UINT64_MAX;

    if (!t || !(hart0.ready >> t->priority & 1))
        hart0.slice_end = UINT64_MAX;
    else if (hart0.slice_end == UINT64_MAX)
        hart0.slice_end = hw_time() + SLICE_TICKS;
    if (hart0.slice_end < when)
        when = hart0.slice_end;
    if (when != hart0.timer)
        hw_set_timer(hart0.timer = when);
}

static struct thread *choose(void)
{
    struct thread *t = hart0.current;

    if (t && t->state == THREAD_RUNNING) {
        if (!somebody_above(t->priority))
            return t;
        enqueue(t, true); /* preempted, not at the end of its slice: it goes on first */
    }
    drop_empty();
    hart0.slice_end = UINT64_MAX;
    return hart0.ready ? take_ready() : 0;
}

static void bring_state(struct thread *t)
{
    if (hart0.loaded == t)
        return;
    if (hart0.loaded)
        hw_save(&hart0.loaded->ctx);
    hw_load(&t->ctx);
    hart0.loaded = t;
}

struct thread *sched_next(void)
{
    struct thread *t;

    while (!(t = choose())) {
        hart0.current = 0;
        arm_timer(0);
        wait_for_interrupt();
    }
    t->state = THREAD_RUNNING;
    if (hart0.charged != t)
        charge(t);
    hart0.current = t;
    drop_empty();
    arm_timer(t);
    bring_state(t);
    return t;
}

void sched_sync(struct thread *t)
{
    if (hart0.loaded != t)
        return;
    hw_save(&t->ctx);
    hart0.loaded = 0;
}

uint64_t sched_lsp(const struct thread *t)
{
    return hart0.loaded == t ? hw_lsp() : t->ctx.lsp;
}

uint64_t sched_s1(const struct thread *t)
{
    return hart0.loaded == t ? hw_s1() : t->ctx.s1;
}
