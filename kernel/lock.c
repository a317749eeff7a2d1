#include "lock.h"

#include "handler.h"
#include "hart.h"
#include "hw.h"

uint32_t kernel_lock;
bool kernel_shared;

enum { NEXT_SHIFT = 16 };

static uint16_t served(uint32_t lock)
{
    return (uint16_t)lock;
}

static void draw_ticket(struct hart *self)
{
    if (self->waiting)
        return; /* it was lent the lock meanwhile, and has been back in user mode */
    self->ticket = (uint16_t)(__atomic_fetch_add(&kernel_lock, 1u << NEXT_SHIFT, __ATOMIC_ACQUIRE) >> NEXT_SHIFT);
    self->waiting = true;
}

/* Who waits sleeps until the lock's word is written, or an interrupt comes: a hart that asks sends one. */
bool lock_wait(void)
{
    struct hart *self = hart_self();
    const struct thread *mine = self->current;

    draw_ticket(self);
    for (uint32_t now; served(now = __atomic_load_n(&kernel_lock, __ATOMIC_ACQUIRE)) != self->ticket;) {
        if (!__atomic_load_n(&self->asked, __ATOMIC_ACQUIRE)) {
            hw_watch(&kernel_lock, now);
        } else if (hw_running()) {
            handler_hold();
            self->lent = true;
            return true;
        } else {
            hart_answer();
        }
    }
    self->waiting = false;
    return self->current == mine;
}

void lock_give_back(void)
{
    hart_self()->lent = false;
    lock_wait();
}

/* Only the holder writes the low half. */
void lock_pass_on(void)
{
    uint16_t *low = (uint16_t *)&kernel_lock;
    if (hart_self()->lent)
        hart_self()->lent = false;
    else
        __atomic_store_n(low, (uint16_t)(*low + 1), __ATOMIC_RELEASE);
}
