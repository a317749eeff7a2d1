/* picolibc's retargetable locks over postern_lock. Recursive where picolibc wants them to be: depth counts
 * what the holder took beyond the first time. */
#include <stdlib.h>
#include <sys/lock.h>

#include "postern/lock.h"
#include "postern/service.h"

struct __lock {
    struct postern_lock lock;
    uint64_t owner; /* thread id + 1, valid while locked */
    unsigned depth;
};

struct __lock __lock___libc_recursive_mutex;

static int mine(const struct __lock *l)
{
    return __atomic_load_n(&l->owner, __ATOMIC_RELAXED) == postern_thread() + 1;
}

void __retarget_lock_init(_LOCK_T *lock)
{
    *lock = calloc(1, sizeof **lock);
}

void __retarget_lock_close(_LOCK_T lock)
{
    free(lock);
}

void __retarget_lock_acquire(_LOCK_T lock)
{
    (void)postern_lock(&lock->lock);
    __atomic_store_n(&lock->owner, postern_thread() + 1, __ATOMIC_RELAXED);
    lock->depth = 0;
}

void __retarget_lock_release(_LOCK_T lock)
{
    __atomic_store_n(&lock->owner, 0, __ATOMIC_RELAXED);
    postern_unlock(&lock->lock);
}

void __retarget_lock_init_recursive(_LOCK_T *lock)
{
    __retarget_lock_init(lock);
}

void __retarget_lock_close_recursive(_LOCK_T lock)
{
    __retarget_lock_close(lock);
}

void __retarget_lock_acquire_recursive(_LOCK_T lock)
{
    if (mine(lock))
        lock->depth++;
    else
        __retarget_lock_acquire(lock);
}

void __retarget_lock_release_recursive(_LOCK_T lock)
{
    if (lock->depth)
        lock->depth--;
    else
        __retarget_lock_release(lock);
}
