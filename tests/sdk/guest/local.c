#include "tests/sdk/local.h"

#include <errno.h>
#include <malloc.h>

#include "postern/lock.h"

static _Thread_local long count = 100;
static _Thread_local char first_touch;
static _Thread_local long zero; /* in every thread's block */
static struct postern_lock lock;

long local_count(long a, long b, long c, long d, long e, long f, long g, long h)
{
    count += first_touch ? 1 : 1 + zero;
    first_touch = 1;
    return count * 1000000 + a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h;
}

int local_errno(int value)
{
    errno = value;
    void *volatile none = malloc((size_t)1 << 40);
    free(none);
    return errno;
}

int local_lock(int die)
{
    int recovered = postern_lock(&lock) == POSTERN_RECOVERED;
    if (die)
        __builtin_trap();
    postern_unlock(&lock);
    return recovered;
}
