/* The timer service and completion (D13, D14): sleeps, timers, functions of the client's own; beside a client whose own
 * function never ends, or faults (hostile.c). */
#include <stdio.h>

#include "postern/counter.h"
#include "postern/done.h"
#include "postern/error.h"
#include "postern/service.h"
#include "postern/syscall.h"
#include "timer/timer.h"

POSTERN_IMPORT(timer_entry, "timer");
POSTERN_IMPORT(board_entry, "board"); /* one page shared with the hostile client: its handle, and when it may begin */

static int passed, failed;
static void expect(const char *what, long got, int good)
{
    printf("%s %s: %ld\n", good ? "ok  " : "FAIL", what, got);
    passed += good;
    failed += !good;
}

/* --- what the service calls --- */
enum { TIMERS = 20 };
static uint64_t done_count, done_thread, done_late, done_early;
static uint64_t due[1024]; /* by the index in a handle */

static void request_done(uint64_t id, long count)
{
    uint64_t now = postern_time(), at = due[id % 1024];
    if (at && now > at + done_late)
        done_late = now - at;
    done_early += now < at;
    done_thread = postern_thread();
    __atomic_add_fetch(&done_count, (uint64_t)count, __ATOMIC_RELEASE);
}
POSTERN_CALLBACK(request_done, 512);

static uint64_t dones(void)
{
    return __atomic_load_n(&done_count, __ATOMIC_ACQUIRE);
}

static void test_sleep(void)
{
    uint64_t at = postern_time() + 3000;
    long slept = timer_sleep_until(at);
    expect("timer_sleep_until", slept, slept == 0);
    uint64_t late = postern_time() - at;
    expect("it slept as long as was asked, and little more", (long)late, late < 500);
    expect("a time that is past", timer_sleep_until(5), timer_sleep_until(5) == 0);
}

static void test_timers(void)
{
    int once = timer_start(postern_time() + 1000, 0), often = timer_start(postern_time() + 100, 500);
    long rung = timer_wait(once);
    expect("a timer that rings once", rung, rung == 1);
    expect("is over then", timer_wait(once), timer_wait(once) == -PE_BADF);
    long count = 0;
    uint64_t begin = postern_time();
    while (count < 10)
        count += timer_wait(often);
    uint64_t took = postern_time() - begin;
    expect("ten rings of a periodic one take nine periods", (long)took, took > 3000 && took < 6000);
    long stopped = timer_stop(often);
    expect("timer_stop", stopped, stopped == 0);
    expect("it is over", timer_wait(often), timer_wait(often) == -PE_BADF);
    expect("a handle that is none", timer_stop(-1), timer_stop(-1) == -PE_BADF);
}

static uint64_t work;

static void ask(unsigned count, uint64_t from, uint64_t apart)
{
    for (unsigned i = 0; i < count; i++) {
        uint64_t at = postern_time() + from + i * apart;
        int handle = timer_start(at, 0);
        if (handle >= 0)
            due[handle % 1024] = at;
    }
}

static void work_until(uint64_t goal, uint64_t ticks)
{
    uint64_t end = postern_time() + ticks;
    while (dones() < goal && postern_time() < end)
        work++;
}

static void test_completion(void)
{
    long none = timer_subscribe(), offered = postern_offer(timer_entry.selector, postern_gate_of(request_done), 7);
    expect("timer_subscribe without an offer", none, none == -PE_NOENT);
    expect("postern_offer", offered, offered == 0);
    long taken = timer_subscribe(), again = timer_subscribe();
    expect("timer_subscribe", taken, taken == 0);
    expect("an offer is taken once", again, again == -PE_NOENT);
    ask(TIMERS, 2000, 100);
    work_until(TIMERS, 100000);
    expect("request_done was called for each", (long)dones(), dones() == TIMERS);
    expect("on a thread of the service", (long)done_thread, done_thread != 0 && done_thread != postern_thread());
    expect("while the client worked", (long)work, work > 100);
    expect("none before its time", (long)done_early, done_early == 0);
    expect("in time, at most so late", (long)done_late, done_late < 500);
}

/* What this thread, less urgent than the service's, comes to do in 20 ms: turns of a loop of four instructions. */
static uint64_t done_beside(uint64_t period)
{
    int handle = timer_start(postern_time() + 500, period), never = timer_start(UINT64_MAX - 1, 0);
    uint64_t end = postern_time() + 200000, from = work;
    while (postern_time() < end)
        work++;
    long rang = timer_wait(handle);
    expect("it rang as often as it should have", rang, period == 1 ? rang > 190000 && rang < 200000 : rang == 1);
    expect("they can be stopped", timer_stop(handle), timer_stop(never) == 0);
    return work - from;
}

static void test_hogs(void)
{
    uint64_t alone = done_beside(10000000);
    uint64_t shortest = done_beside(1), longest = done_beside(UINT64_MAX), wraps = done_beside(UINT64_MAX - 100000);
    expect("of work without a timer", (long)alone, alone > 1000);
    expect("beside one that rings all the time", (long)shortest, shortest > alone / 2);
    expect("beside one with a period behind the end of time", (long)longest, longest > alone * 9 / 10);
    expect("and one with almost such a period", (long)wraps, wraps > alone * 9 / 10);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    test_sleep();
    test_timers();
    test_hogs();
    test_completion();
    printf("%d passed, %d failed\n", passed, failed);
    postern_shutdown(failed > 0);
    return 0;
}
