#include "sched.h"

#include "abi/errors.h"
#include "deadline.h"
#include "flag.h"
#include "handler.h"
#include "hw.h"
#include "ipc.h"
#include "irq.h"
#include "lock.h"
#include "thread.h"

enum { SIP_TIMER = 1 << 5, SIP_EXTERNAL = 1 << 9 };

struct ready shared_ready;

void sched_init(uint64_t hart_id)
{
    struct hart *h = &harts[hart_id];
    uint64_t stack = h->stack;
    *h = (struct hart){.id = hart_id, .stack = stack, .slice_end = UINT64_MAX, .timer = UINT64_MAX};
}

/* Instructions since the last switch by the scheduler go to the thread that it had chosen: what a server does
 * for its caller by the direct IPC switch is the caller's. */
void sched_charge(struct thread *next)
{
    struct hart *self = hart_self();
    uint64_t now = hw_instret();
    if (self->charged)
        self->charged->instructions += now - self->charged_from;
    self->charged = next;
    self->charged_from = now;
}

/* Where a thread is when it is ready. A machine with one hart has no use for a second place. */
static struct ready *place_of(const struct thread *t)
{
    if (t->bound)
        return &harts[t->bound - 1].ready;
    return kernel_shared ? &shared_ready : &hart_self()->ready;
}

static void enqueue(struct thread *t, bool front)
{
    ready_put(place_of(t), t, front);
}

void sched_ready(struct thread *t)
{
    enqueue(t, false);
}

void sched_bind(struct thread *t, unsigned bound)
{
    hart_stop_thread(t);
    t->bound = (uint8_t)bound;
    if (t->state != THREAD_READY)
        return;
    queue_remove(t);
    sched_ready(t);
}

void sched_preempted(struct thread *t)
{
    if (t->state == THREAD_RUNNING)
        enqueue(t, true);
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
    struct hart *self = hart_self();

    t->state = (uint8_t)state;
    if (q)
        queue_insert(q, t);
    if (hw_deadline() != XS_NO_DEADLINE)
        until = deadline_before_wait(t, until);
    if (until == UINT64_MAX)
        return;
    t->wake_at = until;
    t->sleeps_on = self;
    struct thread **at = &self->sleepers;
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
    if (!t->sleeps_on)
        return;
    if (t->ctx.dl != XS_NO_DEADLINE)
        deadline_after_wait(t);
    struct thread **at = &t->sleeps_on->sleepers;
    while (*at != t)
        at = &(*at)->sleep_next;
    *at = t->sleep_next;
    t->sleeps_on = 0;
    t->sleep_next = 0;
    t->wake_at = UINT64_MAX;
}

void sched_gone(struct thread *t)
{
    struct hart *self = hart_self();
    if (self->charged == t)
        sched_charge(0);
    for (unsigned n = 0; n < hart_count; n++) /* after a switch by the fast path it is charged where it does not run */
        if (harts[n].charged == t)
            harts[n].charged = 0;
    if (self->loaded == t)
        self->loaded = 0;
    if (self->current == t)
        self->current = 0;
}

static void wake_sleepers(uint64_t now)
{
    struct thread *t;
    while ((t = hart_self()->sleepers) && t->wake_at <= now) {
        if (t->state == THREAD_REPLY)
            ipc_leave(t);
        sched_wake(t, t->state == THREAD_SLEEPING ? 0 : -PE_TIMEOUT);
    }
}

void sched_tick(void)
{
    struct hart *self = hart_self();
    struct thread *t = self->current;
    uint64_t now = hw_time();

    self->timer = 0; /* it has fired, and goes on doing so until it is set anew */
    wake_sleepers(now);
    if (flags_busy)
        flags_look();
    if (!t || t->state != THREAD_RUNNING || now < self->slice_end)
        return;
    if (hw_running())
        self->expired = true; /* the hart keeps to it until the handler has returned */
    else
        enqueue(t, false);
}

/* Is somebody of that priority or a higher one ready for this hart? */
static bool ready_from(unsigned priority)
{
    struct ready *own = &hart_self()->ready;
    if (priority == PRIORITIES)
        return false;
    if (own->bits >> priority && ready_top(own) >= (int)priority)
        return true;
    return kernel_shared && shared_ready.bits >> priority && ready_top(&shared_ready) >= (int)priority;
}

/* Of two places with somebody equally urgent, each has its turn. */
static struct thread *take_ready(void)
{
    struct hart *self = hart_self();
    int own = ready_top(&self->ready), shared = kernel_shared ? ready_top(&shared_ready) : -1;

    if (own < 0 && shared < 0)
        return 0;
    if (own == shared)
        self->turn = !self->turn;
    bool mine = own > shared || (own == shared && self->turn);
    return ready_take(mine ? &self->ready : &shared_ready, mine ? own : shared);
}

static void arm_timer(const struct thread *t)
{
    struct hart *self = hart_self();
    uint64_t when = self->sleepers ? self->sleepers->wake_at : UINT64_MAX;

    /* An idle hart sleeps on one summary of flags; if there are more, it looks at the others now and then. */
    bool timed = t ? ready_from(t->priority) || flags_busy : kernel_shared && flags_busy & (flags_busy - 1);

    if (!timed)
        self->slice_end = UINT64_MAX;
    else if (self->slice_end == UINT64_MAX)
        self->slice_end = hw_time() + SLICE_TICKS;
    if (self->slice_end < when)
        when = self->slice_end;
    if (when != self->timer)
        hw_set_timer(self->timer = when);
}

static struct thread *choose(void)
{
    struct hart *self = hart_self();
    struct thread *t = self->current;

    if (t && t->state == THREAD_RUNNING) {
        bool here = !t->bound || t->bound == self->id + 1;
        if (here && !self->expired && !ready_from(t->priority + 1u))
            return t;
        enqueue(t, !self->expired); /* preempted, not at the end of its slice: it goes on first */
    }
    self->expired = false;
    self->slice_end = UINT64_MAX;
    return take_ready();
}

/* With several harts a thread's state is on a hart only while it runs there. */
static void keep_state(const struct thread *t)
{
    struct hart *self = hart_self();
    if (!self->loaded || self->loaded == t || (!t && !kernel_shared))
        return;
    hw_save(&self->loaded->ctx);
    self->loaded = 0;
}

static void bring_state(struct thread *t)
{
    keep_state(t);
    if (hart_self()->loaded != t)
        hw_load(&t->ctx);
    hart_self()->loaded = t;
}

/* Until an interrupt: the timer's, a device's, or another hart's that has found work for this one. */
static void idle(void)
{
    struct hart *self = hart_self();

    self->current = 0;
    sched_charge(0);
    keep_state(0);
    arm_timer(0);
    harts_tell();
    self->idle = true;
    const uint32_t *watch = kernel_shared && flags_busy ? flags_watch(self->id) : 0;
    lock_leave();
    if (watch)
        hw_watch(watch, 0);
    else
        hw_idle();
    lock_take();
    sched_resume();
}

void sched_resume(void)
{
    hart_self()->idle = false;
    uint64_t pending = hw_pending();
    if (pending & SIP_TIMER)
        sched_tick();
    if (pending & SIP_EXTERNAL)
        irq_fire();
    if (flags_busy)
        flags_look();
    hart_heed();
}

/* A handler runs: its hart keeps to the thread that it interrupted until it has returned. */
static struct thread *stay(void)
{
    const struct hart *self = hart_self();
    struct thread *t = self->current;
    bool due = t->state != THREAD_RUNNING || self->expired || ready_from(t->priority + 1u);

    if (due)
        handler_hold();
    arm_timer(due ? 0 : t);
    harts_tell();
    lock_leave();
    return t;
}

/* In user mode a bound source is delivered; the fetch that fails comes back here. */
static struct thread *idle_in_user_mode(void)
{
    struct thread *t = ready_from(0) ? 0 : handler_idle();
    if (!t)
        return 0;
    t->ctx.pc = 0;
    hart_self()->current = t;
    bring_state(t);
    lock_leave();
    return t;
}

struct thread *sched_next(void)
{
    struct hart *self = hart_self();
    struct thread *t;

    if (kernel_shared)
        hart_heed();
    if (hw_running())
        return stay();
    if (self->lent)
        lock_give_back();
    if (flags_busy && (!self->current || self->current->state != THREAD_RUNNING))
        flags_look();
    while (!(t = choose())) {
        idle();
        if ((t = idle_in_user_mode()))
            return t;
    }
    t->state = THREAD_RUNNING;
    if (self->charged != t)
        sched_charge(t);
    self->current = t;
    arm_timer(t);
    bring_state(t);
    if (kernel_shared)
        harts_tell();
    lock_leave();
    return t;
}

void sched_sync(struct thread *t)
{
    hart_stop_thread(t);
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

uint64_t sched_deadline(const struct thread *t)
{
    return hart_self()->loaded == t ? hw_deadline() : t->ctx.dl;
}
