/* A lock among the threads that are inside one program, its own and its callers'. It survives the death of
 * its holder: a call that was killed or unwound in the middle leaves its thread id and call serial in the
 * lock, and the next taker asks the kernel whether that call is still active.
 *
 * Free and uncontended, taking and releasing make no kernel entry. Hold no lock across an outgoing call to
 * code that is trusted less. All zero is a free lock. Not for interrupt gates. */
#ifndef POSTERN_LOCK_H
#define POSTERN_LOCK_H

#include <stdint.h>

#include "postern/service.h"
#include "postern/syscall.h"

struct postern_lock {
    uint64_t holder;    /* thread id << 32 | call serial; 0: free */
    uint32_t turn;      /* counts contended releases: the wake-up word */
    uint32_t contended; /* somebody waits for turn */
};

/* How long a waiter sleeps before it looks again whether the holder lives: 10 ms in ticks. */
#define POSTERN_LOCK_RECHECK 100000

static inline uint64_t postern_lock_self(void)
{
    return postern_thread() << 32 | postern_serial();
}

/* Answers 0, or 1 where the last holder died inside: what the lock guards may be half changed. */
static inline int postern_lock(struct postern_lock *lock)
{
    const uint64_t self = postern_lock_self();

    for (;;) {
        uint64_t holder = 0;
        if (__atomic_compare_exchange_n(&lock->holder, &holder, self, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
            return 0;

        uint32_t turn = __atomic_load_n(&lock->turn, __ATOMIC_ACQUIRE);
        if (postern_frame_alive(holder >> 32, (uint32_t)holder) != 1 &&
            __atomic_compare_exchange_n(&lock->holder, &holder, self, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
            return 1;
        __atomic_store_n(&lock->contended, 1, __ATOMIC_SEQ_CST);
        if (__atomic_load_n(&lock->holder, __ATOMIC_SEQ_CST) == holder)
            postern_wait(&lock->turn, turn, POSTERN_LOCK_RECHECK);
    }
}

static inline void postern_unlock(struct postern_lock *lock)
{
    __atomic_store_n(&lock->holder, 0, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&lock->contended, __ATOMIC_SEQ_CST) != 0) {
        __atomic_store_n(&lock->contended, 0, __ATOMIC_RELAXED);
        __atomic_add_fetch(&lock->turn, 1, __ATOMIC_RELEASE);
        postern_wake(&lock->turn, UINT32_MAX);
    }
}

#endif
