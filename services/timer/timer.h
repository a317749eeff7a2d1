/* timer: waiting for points in time, without polling and without the kernel's clock.
 *
 * Times are ticks of `time` (10 MHz, postern_time()). A timer rings at `at`, and then every `period` ticks (0: once). Who
 * started it waits for it, or has a function of its own called (timer_subscribe). A timer belongs to the badge that
 * started it, and ends with the thread that did. Where timers ring more often than 4 times in a ms for long, those that are due
 * within the next 0.25 ms ring together: late, but as often as they should.
 * Results: >= 0, or a negated PE_* code. */
#ifndef SERVICES_TIMER_TIMER_H
#define SERVICES_TIMER_TIMER_H

#include <stdint.h>

#include <postern/interface.h>

XS_INTERFACE(timer)

#define TIMER_EACH_MAX 1000 /* timers that one badge may have at once */
#define TIMER_MAX      1024 /* and all together */

/* Sleeps until `at`; no function is called for it. Answers 0. */
int timer_sleep_until(uint64_t at);

/* Starts a timer; answers its handle. -PE_MFILE: this badge has TIMER_EACH_MAX; -PE_NOSPC: no timer is left. */
int timer_start(uint64_t at, uint64_t period);

/* Waits until the timer has rung since it was last waited for; answers how often. A timer that rings once is then over.
 * -PE_BADF: it is not the caller's, or over. */
long timer_wait(int timer);

/* -PE_BADF. Answers 0. */
int timer_stop(int timer);

/* Takes the function that the caller offers (postern_offer): from now on it is called with handle and count for each of
 * this badge's timers that rings, on a thread of the service; nobody else need wait for them. One that faults or
 * takes longer than POSTERN_DONE_TIME is not called again; all that are called for one badge together take 1/32 of a hart in the long run, then the next call
 * comes later, with what rang meanwhile. -PE_NOENT: none was offered; -PE_PERM: its function misbehaved before. Answers 0. */
int timer_subscribe(void);

#endif
