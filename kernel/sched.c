#include "sched.h"

#include "abi/errors.h"
#include "flag.h"
#include "handler.h"
#include "hw.h"
#include "irq.h"
#include "thread.h"

enum { SIP_TIMER = 1 << 5, SIP_EXTERNAL = 1 << 9 };

struct hart harts[HARTS_MAX];

void sched_init(uint64_t hart_id)
{
    struct hart *self = hart_self();
    uint64_t stack = self->stack;
    *self = (struct hart){.id = hart_id, .stack = stack, .slice_end = UINT64_MAX, .timer = UINT64_MAX};
}

/* Instructions since the last switch by the scheduler go to the thread that it had chosen: what a server does
 * for its caller by the direct IPC switch is the caller's. */
static void charge(struct thread *next)
{
    uint64_t now = hw_instret();
    if (hart_self()->charged)
        hart_self()->charged->instructions += now - hart_self()->charged_from;
    hart_self()->charged = next;
    hart_self()->charged_from = now;
}

static void enqueue(struct thread *t, bool front)
{
    struct queue *q = &hart_self()->ready_queue[t->priority];
    t->state = THREAD_READY;
    (front ? queue_push : queue_put)(q, t);
    hart_self()->ready |= 1ull << t->priority;
}

void sched_ready(struct thread *t)
{
    enqueue(t, false);
}

void sched_wake(struct thread *t, int64_t result)
{
    queue_remove(t);
    sched_forget(t);
    if (t->flags)
        flag_leave(t);
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
    struct thread **at = &hart_self()->sleepers;
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
    struct thread **at = &hart_self()->sleepers;
    while (*at != t)
        at = &(*at)->sleep_next;
    *at = t->sleep_next;
    t->sleeping = false;
    t->sleep_next = 0;
    t->wake_at = UINT64_MAX;
}

void sched_gone(struct thread *t)
{
    if (hart_self()->charged == t)
        charge(0);
    if (hart_self()->loaded == t)
        hart_self()->loaded = 0;
    if (hart_self()->current == t)
        hart_self()->current = 0;
}

static void wake_sleepers(uint64_t now)
{
    while (hart_self()->sleepers && hart_self()->sleepers->wake_at <= now) {
        struct thread *t = hart_self()->sleepers;
        sched_wake(t, t->state == THREAD_SLEEPING ? 0 : -PE_TIMEOUT);
    }
}

void sched_tick(void)
{
    uint64_t now = hw_time();
    struct thread *t = hart_self()->current;

    hart_self()->timer = 0; /* it has fired, and goes on doing so until it is set anew */
    wake_sleepers(now);
    if (flags_busy)
        flags_look();
    if (t && t->state == THREAD_RUNNING && now >= hart_self()->slice_end)
        enqueue(t, false);
}

static struct thread *take_ready(void)
{
    unsigned p = 63 - (unsigned)__builtin_clzll(hart_self()->ready);
    struct thread *t = hart_self()->ready_queue[p].head;

    queue_remove(t);
    if (!hart_self()->ready_queue[p].head)
        hart_self()->ready &= ~(1ull << p);
    return t;
}

/* queue_remove elsewhere (kills) may have emptied a queue whose bit is set. */
static void drop_empty(void)
{
    while (hart_self()->ready && !hart_self()->ready_queue[63 - __builtin_clzll(hart_self()->ready)].head)
        hart_self()->ready &= ~(1ull << (63 - __builtin_clzll(hart_self()->ready)));
}

static bool somebody_above(unsigned priority)
{
    drop_empty();
    return priority < PRIORITIES - 1 && hart_self()->ready >> (priority + 1);
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
    if (flags_busy)
        flags_look();
}

static void arm_timer(struct thread *t)
{
    uint64_t when = hart_self()->sleepers ? hart_self()->sleepers->wake_at : UINT64_MAX;

    if (!t || (!(hart_self()->ready >> t->priority & 1) && !flags_busy))
        hart_self()->slice_end = UINT64_MAX;
    else if (hart_self()->slice_end == UINT64_MAX)
        hart_self()->slice_end = hw_time() + SLICE_TICKS;
    if (hart_self()->slice_end < when)
        when = hart_self()->slice_end;
    if (when != hart_self()->timer)
        hw_set_timer(hart_self()->timer = when);
}

static struct thread *choose(void)
{
    struct thread *t = hart_self()->current;

    if (t && t->state == THREAD_RUNNING) {
        if (!somebody_above(t->priority))
            return t;
        enqueue(t, true); /* preempted, not at the end of its slice: it goes on first */
    }
    drop_empty();
    hart_self()->slice_end = UINT64_MAX;
    return hart_self()->ready ? take_ready() : 0;
}

static void bring_state(struct thread *t)
{
    if (hart_self()->loaded == t)
        return;
    if (hart_self()->loaded)
        hw_save(&hart_self()->loaded->ctx);
    hw_load(&t->ctx);
    hart_self()->loaded = t;
}

/* A handler runs: its hart keeps to the thread that it interrupted until it has returned. */
static struct thread *stay(void)
{
    struct thread *t = hart_self()->current;
    bool due = t->state != THREAD_RUNNING || somebody_above(t->priority);

    if (due)
        handler_hold();
    arm_timer(due ? 0 : t);
    return t;
}

/* In user mode a bound source is delivered; the fetch that fails comes back here. */
static struct thread *idle_in_user_mode(void)
{
    struct thread *t = hart_self()->ready ? 0 : handler_idle();
    if (!t)
        return 0;
    t->ctx.pc = 0;
    hart_self()->current = t;
    bring_state(t);
    return t;
}

struct thread *sched_next(void)
{
    struct thread *t;

    if (hw_running())
        return stay();
    if (flags_busy && (!hart_self()->current || hart_self()->current->state != THREAD_RUNNING))
        flags_look();
    while (!(t = choose())) {
        hart_self()->current = 0;
        arm_timer(0);
        wait_for_interrupt();
        if ((t = idle_in_user_mode()))
            return t;
    }
    t->state = THREAD_RUNNING;
    if (hart_self()->charged != t)
        charge(t);
    hart_self()->current = t;
    drop_empty();
    arm_timer(t);
    bring_state(t);
    return t;
}

void sched_sync(struct thread *t)
{
    if (hart_self()->loaded != t)
        return;
    hw_save(&t->ctx);
    hart_self()->loaded = 0;
}

uint64_t sched_lsp(const struct thread *t)
{
    return hart_self()->loaded == t ? hw_lsp() : t->ctx.lsp;
}

uint64_t sched_s1(const struct thread *t)
{
    return hart_self()->loaded == t ? hw_s1() : t->ctx.s1;
}
