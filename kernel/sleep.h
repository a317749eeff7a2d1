/* Threads that wait until a time at the latest. Each hart's timer watches those who began to wait there (hart.sleepers). */
#pragma once
#include <stdint.h>

#include "thread.h"

/* The current thread, which waits, is woken at that time (UINT64_MAX: never), or by its deadline if that is sooner. */
void sleep_until(struct thread *t, uint64_t until);
/* It waits no more: its timeout is forgotten, its deadline has come nearer. */
void sleep_forget(struct thread *t);
static inline void sleep_over(struct thread *t)
{
    if (t->sleeps_on)
        sleep_forget(t);
}
/* Wakes those of this hart whose time has come. */
void sleep_wake(uint64_t now);
