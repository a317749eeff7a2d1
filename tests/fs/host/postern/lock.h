/* The SDK's lock as the host tests see it: one thread, whose death inside a call a test can stage. */
#ifndef POSTERN_LOCK_H
#define POSTERN_LOCK_H

struct postern_lock {
    int held;
};

int postern_lock(struct postern_lock *lock);
void postern_unlock(struct postern_lock *lock);

#endif
