/* The board's clock (Google's goldfish RTC): one alarm, in nanoseconds. */
#ifndef SERVICES_TIMER_ALARM_H
#define SERVICES_TIMER_ALARM_H

#include <stdint.h>

/* Binds the clock's interrupt and keeps it bound, as the service's first thread: returns an error only. */
long alarm_serve(void);
/* The alarm rings at `at` ticks, or now where that is past. Replaces what was set. */
void alarm_set(uint64_t at);
/* How often it has rung. */
uint32_t alarm_rings(void);
/* Sleeps until it has rung more often than that. */
void alarm_wait(uint32_t rings);

#endif
