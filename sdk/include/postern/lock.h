/* A lock that survives its holder. It names the holder by thread and call, so that whoever finds it taken by
 * a call that was killed or has faulted takes it over, and is told so.
 *
 * Never hold one across a call to another service: that service decides how long it takes. */
#ifndef POSTERN_LOCK_H
#define POSTERN_LOCK_H

#include <stdatomic.h>
#include <stdint.h>

/* All zero: free. */
struct postern_lock {
    _Atomic uint64_t holder;  /* 0, or thread id << 32 | serial of the holder's call; no thread has id 0 */
    _Atomic uint32_t turn;    /* changes at every release that somebody may be waiting for */
    _Atomic uint32_t waiters; /* at least as many as wait */
};

enum postern_lock_result {
    POSTERN_LOCKED,    /* taken */
    POSTERN_RECOVERED, /* taken from a dead holder: what the lock guards may be half changed */
};

/* Waits until the lock is free or its holder is dead. Taking it twice in one call is a fault. */
enum postern_lock_result postern_lock(struct postern_lock *lock);

/* 1: taken; 0: held by somebody alive or dead. Never waits. */
int postern_try_lock(struct postern_lock *lock);

/* Does this call hold it? In a cleanup gate: did the call that is unwound? */
int postern_holds(const struct postern_lock *lock);

void postern_unlock(struct postern_lock *lock);

#endif
