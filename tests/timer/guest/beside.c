/* A client of the timer service beside others whose own functions never end, or take all that they may, again and again (hostile.c): it has its
 * share of the hart, and its timers ring in time. */
#include <stdio.h>

#include "board.h"
#include "postern/done.h"
#include "postern/error.h"
#include "postern/service.h"
#include "postern/syscall.h"
#include "timer/timer.h"

POSTERN_IMPORT(timer_entry, "timer");
POSTERN_IMPORT(board_entry, "board");

enum { TICKS = 200000, APART = 5000, LATE_MOST = 3000 };

static int passed, failed;
static void expect(const char *what, long got, int good)
{
    printf("%s %s: %ld\n", good ? "ok  " : "FAIL", what, got);
    passed += good;
    failed += !good;
}

static uint64_t due[TIMER_MAX]; /* by the index in a handle */
static volatile uint64_t calls, latest, early;

static void request_done(uint64_t id, long count)
{
    const uint64_t now = postern_time(), at = due[id % TIMER_MAX];
    early += now < at || count != 1;
    if (now > at + latest)
        latest = now - at;
    calls++;
}
POSTERN_CALLBACK(request_done, 512);

static volatile struct board *board(void)
{
    return postern_load(8, board_entry.selector);
}

/* Turns of a loop in 20 ms; meanwhile timers of its own ring, one after the other. */
static uint64_t work(void)
{
    const uint64_t end = postern_time() + TICKS;
    uint64_t turns = 0, next = postern_time();

    calls = latest = 0;
    for (; postern_time() < end; turns++) {
        if (postern_time() < next)
            continue;
        next += APART;
        const uint64_t at = postern_time() + APART / 2;
        const int handle = timer_start(at, 0);
        if (handle >= 0)
            due[handle % TIMER_MAX] = at;
    }
    return turns;
}

static void begin(unsigned how)
{
    board()->go[how] = 1;
    while (!board()->told[how])
        postern_sleep(100);
    postern_sleep(TICKS); /* it has used up what it may take at once */
}

static void end(unsigned how)
{
    board()->go[how] = 2;
    while (board()->told[how] != 2)
        postern_sleep(100);
}

static void beside(const char *name, uint64_t alone)
{
    char text[100];
    const uint64_t turns = work();

    snprintf(text, sizeof(text), "%s: work, in thousandths of what is done alone", name);
    expect(text, (long)(turns * 1000 / alone), turns * 1000 / alone >= 800);
    snprintf(text, sizeof(text), "%s: timers of others ring, each once", name);
    expect(text, (long)calls, calls == TICKS / APART && early == 0);
    snprintf(text, sizeof(text), "%s: late by so many ticks at most", name);
    expect(text, (long)latest, latest < LATE_MOST);
}

static void test_endless(uint64_t alone)
{
    begin(ENDLESS);
    beside("claim_D14 a function that never ends", alone);
    end(ENDLESS);
    expect("claim_D14 it is called once", (long)board()->calls[ENDLESS], board()->calls[ENDLESS] == 1);
    expect("claim_D14 and does not come back", board()->again[ENDLESS], board()->again[ENDLESS] == -PE_PERM);
}

/* Its function never misbehaves: it goes on being called, as often as its share allows, and is told of every ring. */
static void test_share(unsigned how, const char *name, uint64_t alone, uint64_t calls_least)
{
    char text[100];

    begin(how);
    const uint64_t calls_before = board()->calls[how], rings_before = board()->rings[how], from = postern_time();
    beside(name, alone);
    const uint64_t ticks = postern_time() - from, rings = board()->rings[how] - rings_before;
    snprintf(text, sizeof(text), "%s: it goes on being called", name);
    expect(text, (long)(board()->calls[how] - calls_before), board()->calls[how] > calls_before + calls_least);
    snprintf(text, sizeof(text), "%s: and is told of what rang meanwhile", name);
    expect(text, (long)rings, rings > ticks / 4);
    end(how);
    expect("it may subscribe again", board()->again[how], board()->again[how] == 0);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    postern_offer(timer_entry.selector, postern_gate_of(request_done), 0);
    const int subscribed = timer_subscribe();
    expect("timer_subscribe", subscribed, subscribed == 0);
    const uint64_t alone = work();
    expect("alone: turns", (long)alone, alone > 1000);
    expect("alone: timers ring", (long)calls, calls == TICKS / APART);
    postern_sleep(APART);
    const uint64_t before = calls, at = postern_time() + 3000;
    const long slept = timer_sleep_until(at);
    expect("a subscriber sleeps, too", slept, slept == 0 && postern_time() >= at);
    expect("and is not called for it", (long)(calls - before), calls == before);
    test_endless(alone);
    test_share(HEAVY, "a function that takes all that it may", alone, 5);
    test_share(LIGHT, "a thousand timers that ring all the time", alone, 100);
    printf("%d passed, %d failed\n", passed, failed);
    postern_shutdown(failed > 0);
    return 0;
}
