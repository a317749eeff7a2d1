#include "sched.h"

#include "flag.h"
#include "handler.h"
#include "hw.h"
#include "loaded.h"
#include "lock.h"
#include "sleep.h"
#include "thread.h"

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

/* It goes on first, for the rest of its slice: else whoever is interrupted more often than a slice ends would keep the others of its priority
 * from running. */
static void leave_off(const struct hart *h, struct thread *t)
{
    uint64_t now = h->slice_end != UINT64_MAX ? hw_time() : 0;
    bool over = now >= h->slice_end;

    t->slice_left = now && !over ? h->slice_end - now : 0;
    enqueue(t, !over);
}

void sched_preempted(const struct hart *h, struct thread *t)
{
    if (t->state == THREAD_RUNNING)
        leave_off(h, t);
}

void sched_wake(struct thread *t, int64_t result)
{
    queue_remove(t);
    sleep_over(t);
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
    if (until != UINT64_MAX || hw_deadline() != XS_NO_DEADLINE)
        sleep_until(t, until);
}

void sched_yield(struct thread *t)
{
    enqueue(t, false);
}

void sched_tick(void)
{
    struct hart *self = hart_self();
    struct thread *t = self->current;
    uint64_t now = hw_time();

    self->timer = 0; /* it has fired, and goes on doing so until it is set anew */
    sleep_wake(now);
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

/* The slice that begins for t (NULL: nobody runs): what was left of its last one. */
static uint64_t take_slice(struct thread *t)
{
    uint64_t left = t ? t->slice_left : 0;
    if (!left)
        return SLICE_TICKS;
    t->slice_left = 0;
    return left;
}

static void arm_timer(struct thread *t)
{
    struct hart *self = hart_self();
    uint64_t when = self->sleepers ? self->sleepers->wake_at : UINT64_MAX;

    /* An idle hart sleeps on one summary of flags; if there are more, it looks at the others now and then. */
    bool timed = t ? ready_from(t->priority) || flags_busy : kernel_shared && flags_busy & (flags_busy - 1);

    if (!timed)
        self->slice_end = UINT64_MAX;
    else if (self->slice_end == UINT64_MAX)
        self->slice_end = hw_time() + take_slice(t);
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
        if (self->expired)
            enqueue(t, false);
        else
            leave_off(self, t);
    }
    self->expired = false;
    self->slice_end = UINT64_MAX;
    return take_ready();
}

/* A handler runs: its hart keeps to the thread that it interrupted until it has returned. */
static struct thread *stay(void)
{
    struct hart *self = hart_self();
    struct thread *t = self->current;
    uint64_t slice_end = self->slice_end;
    bool due = t->state != THREAD_RUNNING || self->expired || ready_from(t->priority + 1u);

    arm_timer(due ? 0 : t);
    if (due) {
        handler_hold();
        self->slice_end = slice_end; /* what is left of it is t's when t is preempted then */
    }
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
    loaded_bring(t);
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
    while (__builtin_expect(!(t = choose()), 0)) {
        arm_timer(0);
        sched_idle();
        if ((t = idle_in_user_mode()))
            return t;
    }
    t->state = THREAD_RUNNING;
    if (self->charged != t)
        sched_charge(t);
    self->current = t;
    arm_timer(t);
    loaded_bring(t);
    if (kernel_shared)
        harts_tell();
    lock_leave();
    return t;
}
