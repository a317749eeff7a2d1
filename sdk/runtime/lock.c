#include "postern/lock.h"

#include "postern/service.h"
#include "postern/syscall.h"

#define POLL_TICKS 100000 /* 10 ms: how long a dead holder can go unnoticed */

static uint64_t self(void)
{
    return postern_thread() << 32 | postern_serial();
}

int postern_try_lock(struct postern_lock *lock)
{
    uint64_t none = 0;
    return atomic_compare_exchange_strong_explicit(&lock->holder, &none, self(), memory_order_acquire,
                                                   memory_order_relaxed);
}

int postern_holds(const struct postern_lock *lock)
{
    return atomic_load_explicit(&lock->holder, memory_order_relaxed) == self();
}

static int dead(uint64_t holder)
{
    return postern_frame_alive(holder >> 32, (uint32_t)holder) == 0;
}

/* Takes the lock over when `holder` still is what it names and is dead. */
static int take_over(struct postern_lock *lock, uint64_t holder)
{
    return dead(holder) && atomic_compare_exchange_strong(&lock->holder, &holder, self());
}

static enum postern_lock_result wait_turn(struct postern_lock *lock)
{
    for (;;) {
        uint32_t turn = atomic_load(&lock->turn);
        uint64_t holder = atomic_load(&lock->holder);
        if (!holder && postern_try_lock(lock))
            return POSTERN_LOCKED;
        if (holder == self())
            __builtin_trap(); /* it would wait for itself, for ever */
        if (holder && take_over(lock, holder))
            return POSTERN_RECOVERED;
        if (holder)
            postern_wait(&lock->turn, turn, POLL_TICKS);
    }
}

enum postern_lock_result postern_lock(struct postern_lock *lock)
{
    if (postern_try_lock(lock))
        return POSTERN_LOCKED;
    atomic_fetch_add(&lock->waiters, 1);
    enum postern_lock_result result = wait_turn(lock);
    atomic_fetch_sub(&lock->waiters, 1);
    return result;
}

void postern_unlock(struct postern_lock *lock)
{
    atomic_store(&lock->holder, 0);
    if (atomic_load(&lock->waiters)) {
        atomic_fetch_add(&lock->turn, 1);
        postern_wake(&lock->turn, 1);
    }
}
