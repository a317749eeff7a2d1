#include "deadline.h"

#include "abi/platform.h"
#include "hart.h"
#include "hw.h"
#include "loaded.h"
#include "thread.h"

static uint64_t less(uint64_t left, uint64_t n)
{
    return n < left ? left - n : 0;
}

void deadline_charge(struct thread *t, uint64_t instructions)
{
    uint64_t left = loaded_deadline(t);

    if (hart_self()->loaded == t)
        hw_set_deadline(less(left, instructions));
    else
        t->ctx.dl = less(left, instructions);
}

uint64_t deadline_before_wait(struct thread *t, uint64_t until)
{
    uint64_t now = hw_time();

    loaded_sync(t);
    t->waits_since = now;
    uint64_t ticks = t->ctx.dl / PLAT_INSTRUCTIONS_PER_TICK + (t->ctx.dl % PLAT_INSTRUCTIONS_PER_TICK != 0);
    return until > now && ticks < until - now ? now + ticks : until;
}

void deadline_after_wait(struct thread *t)
{
    uint64_t ticks = hw_time() - t->waits_since;

    bool fits = ticks <= t->ctx.dl / PLAT_INSTRUCTIONS_PER_TICK;
    t->ctx.dl = fits ? t->ctx.dl - ticks * PLAT_INSTRUCTIONS_PER_TICK : 0;
}
