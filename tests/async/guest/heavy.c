/* A client of the disk whose own function takes almost as long as it may, for as many requests as it can start (argument 1), and one of the same
 * priority beside it (0): that has its half of the hart all the same, and is told in time. */
#include <stdio.h>

#include "block/block.h"
#include "postern/buffer.h"
#include "postern/done.h"
#include "postern/error.h"
#include "postern/service.h"
#include "postern/syscall.h"

POSTERN_IMPORT(block_entry, "block");
POSTERN_IMPORT(board_entry, "meeting");

enum { TICKS = 200000, TURNS = 6000, LATE_MOST = 120000 };
enum { GO = 1, STOP, STOPPED };

struct board {
    int state;
    uint64_t started, told, wrong;
};

static int passed, failed;
static void expect(const char *what, long got, int good)
{
    printf("%s %s: %ld\n", good ? "ok  " : "FAIL", what, got);
    passed += good;
    failed += !good;
}

static volatile struct board *board(void)
{
    return postern_load(8, board_entry.selector);
}

static volatile uint64_t told, turns, failures, sum, told_at;

static void request_done(uint64_t id, long result)
{
    sum += id;
    failures += result != 0;
    told++;
    told_at = postern_time();
    for (unsigned i = 0; postern_boot_argument && i < TURNS; i++)
        turns++;
}
POSTERN_CALLBACK(request_done, 512);

static int prepare(void)
{
    static struct postern_buffer b;

    postern_sleep(20000); /* the driver's thread is there */
    postern_buffer_new(&b, 4096, SYS_PERM_R | SYS_PERM_W);
    const int handle = block_register_room(postern_load(9, (uint64_t)b.alias), 4096);
    postern_offer(block_entry.selector, postern_gate_of(request_done), 0);
    return block_subscribe() == 0 ? handle : -1;
}

static _Noreturn void heavy(void)
{
    const int handle = prepare();
    uint64_t started = 0;

    while (!board()->state)
        postern_sleep(1000);
    while (board()->state == GO)
        started += block_start_read(0, handle, 0, BLOCK_SECTOR, started) == 0;
    for (int i = 0; i < 1000 && told < started; i++)
        postern_sleep(1000);
    board()->started = started;
    board()->told = told;
    board()->wrong = failures + (sum != started * (started - 1) / 2);
    board()->state = STOPPED;
    for (;;)
        postern_sleep(10000000);
}

static uint64_t work(void)
{
    const uint64_t end = postern_time() + TICKS;
    uint64_t n = 0;
    while (postern_time() < end)
        n++;
    return n;
}

int main(void)
{
    if (postern_boot_argument)
        heavy();
    setvbuf(stdout, NULL, _IONBF, 0);
    const int handle = prepare();
    expect("registers, and subscribes", handle, handle > 0);
    const uint64_t alone = work();
    board()->state = GO;
    postern_sleep(TICKS); /* it has used up what it may take at once */
    const uint64_t beside = work() * 1000 / alone;
    expect("thousandths of what is done alone, beside a function that takes all that it may", (long)beside,
           beside > 400);
    const uint64_t from = postern_time();
    int started = -PE_AGAIN;
    while (started == -PE_AGAIN)
        started = block_start_read(0, handle, 0, BLOCK_SECTOR, 0);
    while (told == 0 && postern_time() - from < 100 * (uint64_t)TICKS)
        postern_sleep(100);
    expect("the other is told of its own request, so many ticks later", (long)(told_at - from),
           told == 1 && told_at - from < LATE_MOST);
    board()->state = STOP;
    while (board()->state != STOPPED)
        postern_sleep(1000);
    expect("it could start requests", (long)board()->started, board()->started > 20);
    expect("and is told of each", (long)board()->told, board()->told == board()->started && board()->wrong == 0);
    printf("%d passed, %d failed\n", passed, failed);
    postern_shutdown(failed > 0);
    return 0;
}
