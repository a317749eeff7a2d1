/* A client of the timer service that has its own function do too much, by argument: ENDLESS never returns; HEAVY takes almost as long as
 * it may, for many timers that ring all the time; LIGHT does nothing, for all the timers that it may have. */
#include "board.h"
#include "postern/done.h"
#include "postern/service.h"
#include "postern/syscall.h"
#include "timer/timer.h"

POSTERN_IMPORT(timer_entry, "timer");
POSTERN_IMPORT(board_entry, "board");

enum { ENDLESS_TIMERS = 10, HEAVY_TIMERS = 20, HEAVY_TURNS = 6000 };

static uint64_t how;
static int timers[TIMER_EACH_MAX];
static volatile uint64_t calls, rings, turns;

static void request_done(uint64_t id, long count)
{
    (void)id;
    calls++;
    rings += (uint64_t)count;
    for (unsigned i = 0; how == ENDLESS || (how == HEAVY && i < HEAVY_TURNS); i++)
        turns++;
}
POSTERN_CALLBACK(request_done, 512);

static volatile struct board *board(void)
{
    return postern_load(8, board_entry.selector);
}

static int subscribe(void)
{
    postern_offer(timer_entry.selector, postern_gate_of(request_done), 0);
    return timer_subscribe();
}

int main(void)
{
    how = postern_boot_argument;
    while (!board()->go[how])
        postern_sleep(10000);
    board()->subscribed[how] = subscribe();
    const int many = how == HEAVY ? HEAVY_TIMERS : how == LIGHT ? TIMER_EACH_MAX : ENDLESS_TIMERS;
    const uint64_t first = postern_time() + 20000; /* all are due at once */
    for (int i = 0; i < many; i++)
        timers[i] = timer_start(first, 1);
    for (board()->told[how] = 1; board()->go[how] == 1; postern_sleep(1000)) {
        board()->calls[how] = calls;
        board()->rings[how] = rings;
    }
    for (int i = 0; i < many; i++)
        timer_stop(timers[i]);
    board()->again[how] = subscribe();
    board()->told[how] = 2;
    for (;;)
        postern_sleep(10000000);
}
