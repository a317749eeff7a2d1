/* A hart that has nobody to run. */
#include "flag.h"
#include "hart.h"
#include "hw.h"
#include "irq.h"
#include "loaded.h"
#include "lock.h"
#include "sched.h"

enum { SIP_TIMER = 1 << 5, SIP_EXTERNAL = 1 << 9 };

void sched_idle(void)
{
    struct hart *self = hart_self();

    self->current = 0;
    sched_charge(0);
    loaded_keep(0);
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
