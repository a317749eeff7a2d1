/* What picolibc asks of an operating system, as far as no service is needed for it. All weak: a program's
 * library may know better. */
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/times.h>
#include <unistd.h>

#include "abi/platform.h"
#include "postern/service.h"
#include "postern/syscall.h"

_Noreturn void _exit(int code)
{
    postern_exit(code & 0xff);
}

__attribute__((weak)) pid_t getpid(void)
{
    return (pid_t)postern_thread();
}

/* raise() and abort() come here: signals do not exist, the program ends as a shell would tell it. */
__attribute__((weak)) int kill(pid_t pid, int signal)
{
    (void)pid;
    _exit(128 + signal);
}

__attribute__((weak)) clock_t times(struct tms *buf)
{
    clock_t now = (clock_t)(postern_time() / (PLAT_TIMEBASE_HZ / CLOCKS_PER_SEC));
    *buf = (struct tms){.tms_utime = now};
    return now;
}

__attribute__((weak)) int gettimeofday(struct timeval *tv, void *zone)
{
    (void)zone;
    uint64_t ticks = postern_time();
    tv->tv_sec = (time_t)(ticks / PLAT_TIMEBASE_HZ);
    tv->tv_usec = (suseconds_t)(ticks % PLAT_TIMEBASE_HZ / (PLAT_TIMEBASE_HZ / 1000000));
    return 0;
}
