/* A service with thread-local storage: its gates set tp per (service, thread). */
#ifndef TESTS_SDK_LOCAL_H
#define TESTS_SDK_LOCAL_H

#include <postern/interface.h>

XS_INTERFACE(local)

/* Counts the calls of the calling thread, from 100 on. */
long local_count(long a, long b, long c, long d, long e, long f, long g, long h);
/* Sets errno and answers what it is. */
int local_errno(int value);
/* Takes the service's lock; faults while it holds it if `die`. Answers 1 where it was taken from a dead holder. */
int local_lock(int die);

#endif
