/* Clients of the disk that die with a buffer registered and a function subscribed, and give nothing back. One program in two roles, by
 * argument: 1 registers, subscribes, and is killed; 0 kills it, has it made again, and lets it come under another badge each time. */
#include <stdio.h>

#include "block/block.h"
#include "postern/buffer.h"
#include "postern/done.h"
#include "postern/error.h"
#include "postern/service.h"
#include "postern/syscall.h"

POSTERN_IMPORT(block_entry, "block");
POSTERN_IMPORT(board_entry, "deaths");
POSTERN_IMPORT(mortal_entry, "mortal");

enum { LIVES = 100, BADGES = 100 }; /* more than there are buffers, and places for subscribers */

struct board {
    uint64_t index;                            /* of the mortal's entry for the disk */
    int go, told, handle, subscribed, started; /* go: which life it is, from 1 on */
    int bad, again;   /* bad: its function faults; again: what it is told when it subscribes once more then */
    uint64_t strange; /* calls for what another life began */
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

static volatile int bad;
static volatile uint64_t mine, done_calls, done_strange;

static void request_done(uint64_t id, long result)
{
    done_strange += id != mine || result != 0;
    done_calls++;
    if (bad)
        __builtin_trap();
}
POSTERN_CALLBACK(request_done, 512);

static void *room(struct postern_buffer *b)
{
    return postern_buffer_new(b, 4096, SYS_PERM_R | SYS_PERM_W) < 0 ? NULL : postern_load(9, (uint64_t)b->alias);
}

static int subscribe(void)
{
    postern_offer(block_entry.selector, postern_gate_of(request_done), 0);
    return block_subscribe();
}

static _Noreturn void mortal(void)
{
    struct postern_buffer b;

    board()->index = block_entry.selector;
    while (!board()->go)
        postern_sleep(100);
    mine = (uint64_t)board()->go;
    bad = board()->bad;
    const int handle = block_register_room(room(&b), 4096), subscribed = subscribe();
    board()->handle = handle;
    board()->subscribed = subscribed;
    board()->started = block_start_read(0, handle, 0, 4096, mine);
    board()->told = 1;
    for (;;) {
        board()->strange = done_strange;
        if (bad && done_calls && !board()->again)
            board()->again = subscribe();
        postern_sleep(100);
    }
}

/* One life. Answers whether it got what it asked for. */
static int live(int life)
{
    while (!board()->index)
        postern_sleep(100);
    const long given = postern_grant(mortal_entry.selector, board()->index, block_entry.selector, 0, UINT64_MAX,
                                     (uint64_t)(BADGES + life));
    board()->go = life + 1;
    while (!board()->told)
        postern_sleep(100);
    if (life % 2) /* else the next one is there before the disk has done what this one began */
        postern_sleep(10000);
    return given >= 0 && board()->handle > 0 && board()->subscribed == 0 && board()->started == 0;
}

static int die(void)
{
    const long killed = postern_prog_kill(mortal_entry.selector), ended = postern_prog_wait(mortal_entry.selector, 0);

    board()->strange = 0;
    board()->index = 0;
    board()->go = board()->told = 0;
    return killed >= 0 && ended >= 256;
}

/* Barred is who misbehaved, not whoever comes under its badge later. */
static void barred(void)
{
    const int life = LIVES + 1;

    board()->bad = 1;
    postern_prog_restart(mortal_entry.selector);
    const int fine = live(life);
    for (int i = 0; i < 10000 && !board()->again; i++)
        postern_sleep(100);
    const int again = board()->again;
    expect("one whose function faults is barred", again, fine && again == -PE_PERM);
    die();
    board()->bad = board()->again = 0;
    postern_prog_restart(mortal_entry.selector);
    const int next = live(life);
    expect("its next instance is not", board()->subscribed, next);
    die();
}

int main(void)
{
    static struct postern_buffer buffer;
    uint64_t strange = 0;
    long good = 0, died = 0;

    if (postern_boot_argument)
        mortal();
    setvbuf(stdout, NULL, _IONBF, 0);
    postern_sleep(20000); /* the driver's thread is there */
    const int handle = block_register_room(room(&buffer), 4096);
    expect("registers, and subscribes", handle, handle > 0 && subscribe() == 0);
    for (int life = 0; life < LIVES; life++) {
        good += live(life);
        strange += board()->strange;
        died += die();
        if (life + 1 < LIVES)
            postern_prog_restart(mortal_entry.selector);
    }
    expect("clients that die get what they ask for, however many died before", good, good == LIVES);
    expect("and do die", died, died == LIVES);
    expect("nobody is called for what one began who is dead", (long)strange, strange == 0);
    barred();
    postern_sleep(1000000); /* what the last one started has come to nothing */
    const int started = block_start_read(0, handle, 0, 4096, 0);
    postern_sleep(1000000);
    expect("who lives is called for its own requests alone", (long)done_calls,
           started == 0 && done_calls == 1 && done_strange == 0);
    printf("%d passed, %d failed\n", passed, failed);
    postern_shutdown(failed > 0);
    return 0;
}
