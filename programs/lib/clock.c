/* Time of day from the clock device (goldfish RTC), whose window the loader grants read-only; since the machine's start where it was
 * not granted. */
#include <stddef.h>
#include <sys/time.h>
#include <time.h>

#include <postern/platform.h>
#include <postern/service.h>
#include <postern/syscall.h>

#define NS_PER_SECOND 1000000000u
#define NS_PER_TICK   (NS_PER_SECOND / PLAT_TIMEBASE_HZ)

/* The device's registers: reading the low half latches the high one. Nanoseconds since 1970. */
struct rtc {
    uint32_t time_low, time_high;
};

POSTERN_IMPORT(rtc_import, "rtc");

static uint64_t nanoseconds(void)
{
    static uint64_t base; /* at time 0, once read */

    if (base == 0 && rtc_import.selector != 0) {
        const volatile struct rtc *rtc = postern_load(10, rtc_import.selector);
        const uint64_t low = rtc->time_low;
        base = ((uint64_t)rtc->time_high << 32 | low) - postern_time() * NS_PER_TICK;
    }
    return base + postern_time() * NS_PER_TICK;
}

int gettimeofday(struct timeval *tv, void *zone)
{
    const uint64_t now = nanoseconds();

    (void)zone;
    tv->tv_sec = (time_t)(now / NS_PER_SECOND);
    tv->tv_usec = (suseconds_t)(now % NS_PER_SECOND / 1000);
    return 0;
}
