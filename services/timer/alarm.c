#include "timer/alarm.h"

#include <postern/interrupt.h>
#include <postern/platform.h>
#include <postern/service.h>
#include <postern/syscall.h>

/* Registers, in words. */
enum { TIME_LOW = 0, TIME_HIGH = 1, ALARM_LOW = 2, ALARM_HIGH = 3, IRQ_ENABLED = 4, CLEAR_INTERRUPT = 7 };
#define NS_PER_TICK (1000000000 / PLAT_TIMEBASE_HZ)
#define LEVEL       3
#define BUDGET      20000 /* instructions in each period: the handler takes about 25, and a wake some 700 of the kernel's */
#define PERIOD      10000 /* ticks: 1 ms */

POSTERN_IMPORT(rtc_window, "rtc");
POSTERN_IMPORT(rtc_irq, "irq-rtc");

static uint32_t rings;

static volatile uint32_t *window(void)
{
    return postern_load(7, rtc_window.selector);
}

/* Nothing but the device and the word: all else takes a lock, and is the thread's. */
static void rang(void)
{
    window()[CLEAR_INTERRUPT] = 0;
    __atomic_add_fetch(&rings, 1, __ATOMIC_RELEASE);
    postern_wake(&rings, 1);
}
POSTERN_HANDLER(rang, 512);

uint32_t alarm_rings(void)
{
    return __atomic_load_n(&rings, __ATOMIC_ACQUIRE);
}

void alarm_wait(uint32_t seen)
{
    postern_wait(&rings, seen, 0);
}

void alarm_set(uint64_t at)
{
    volatile uint32_t *rtc = window();
    uint64_t low = rtc[TIME_LOW], ns = (uint64_t)rtc[TIME_HIGH] << 32 | low; /* the low half latches the high one */
    uint64_t now = postern_time();

    if (at > now)
        ns = at - now < (UINT64_MAX - ns) / NS_PER_TICK ? ns + (at - now) * NS_PER_TICK : UINT64_MAX;
    rtc[ALARM_HIGH] = (uint32_t)(ns >> 32);
    rtc[ALARM_LOW] = (uint32_t)ns; /* arms */
}

long alarm_serve(void)
{
    long error = postern_irq_bind(rtc_irq.selector, postern_gate_of(rang), LEVEL, BUDGET, PERIOD, 0);
    if (error < 0)
        return error;
    window()[IRQ_ENABLED] = 1;
    return postern_irq_keep(rtc_irq.selector, PERIOD);
}
