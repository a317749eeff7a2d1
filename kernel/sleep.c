#include "sleep.h"

#include "abi/errors.h"
#include "deadline.h"
#include "hart.h"
#include "hw.h"
#include "ipc.h"
#include "sched.h"
#include "thread.h"

void sleep_until(struct thread *t, uint64_t until)
{
    struct hart *self = hart_self();

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

void sleep_forget(struct thread *t)
{
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

void sleep_wake(uint64_t now)
{
    struct thread *t;
    while ((t = hart_self()->sleepers) && t->wake_at <= now) {
        if (t->state == THREAD_REPLY)
            ipc_leave(t);
        sched_wake(t, t->state == THREAD_SLEEPING ? 0 : -PE_TIMEOUT);
    }
}
