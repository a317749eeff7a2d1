/* Asynchronous block requests: a client that works on, and is told (D13, D14). Argument: 0 alone; 1 beside clients whose own
 * functions never end, or fault (hostile.c). On several harts the client runs on hart 0, the driver's thread on the last. */
#include <stdio.h>

#include "block/block.h"
#include "board.h"
#include "postern/counter.h"
#include "postern/done.h"
#include "postern/error.h"
#include "postern/service.h"
#include "postern/syscall.h"

POSTERN_IMPORT(block_entry, "block");
POSTERN_IMPORT(board_entry, "board");

enum { REQUESTS = 1000, LENGTH = 4096, BUFFER = BLOCK_IN_FLIGHT * LENGTH };

static int passed, failed;
static void expect(const char *what, long got, int good)
{
    printf("%s %s: %ld\n", good ? "ok  " : "FAIL", what, got);
    passed += good;
    failed += !good;
}

/* --- what the driver's thread calls --- */
static uint64_t done_count, done_errors, done_thread;
static uint64_t last_entries; /* of the driver's hart, at the last completion so far */
static uint8_t seen[REQUESTS];
static uint32_t free_places = (1u << BLOCK_IN_FLIGHT) - 1; /* of the buffer */

/* Option A: the client sleeps in the kernel until this has changed. */
enum { SLEEPS = 100 };
static volatile int sleeps;
static uint32_t rung;

static void request_done(uint64_t id, long result)
{
    if (sleeps) {
        done_errors += result != 0;
        __atomic_add_fetch(&rung, 1, __ATOMIC_RELEASE);
        postern_wake(&rung, 1);
        return;
    }
    last_entries = postern_counter(KERNEL_ENTRIES);
    done_errors += result != 0 || id >= REQUESTS * BLOCK_IN_FLIGHT;
    done_thread = postern_thread();
    seen[id / BLOCK_IN_FLIGHT % REQUESTS]++;
    __atomic_or_fetch(&free_places, 1u << id % BLOCK_IN_FLIGHT, __ATOMIC_RELEASE);
    __atomic_add_fetch(&done_count, 1, __ATOMIC_RELEASE);
}
POSTERN_CALLBACK(request_done, 512);

static uint64_t dones(void)
{
    return __atomic_load_n(&done_count, __ATOMIC_ACQUIRE);
}

/* Memory that a device may hold. */
static void *buffer(void)
{
    long segment = postern_seg_create(BUFFER, 0), alias = postern_seg_alias((uint64_t)segment, BUFFER, 3, 1);
    return alias < 0 ? 0 : postern_load(9, (uint64_t)alias);
}

static uint64_t work, places_mine;

/* One more request, where a place of the buffer is free; else some of the client's own work. */
static unsigned start_or_work(int handle, unsigned n)
{
    uint32_t place = __atomic_load_n(&free_places, __ATOMIC_ACQUIRE);
    if (place == 0) {
        work++;
        return n;
    }
    unsigned at = (unsigned)__builtin_ctz(place);
    __atomic_and_fetch(&free_places, ~(1u << at), __ATOMIC_RELEASE);
    int error =
        block_start_read(n % 200 * 8, handle, (uint64_t)at * LENGTH, LENGTH, (uint64_t)n * BLOCK_IN_FLIGHT + at);
    if (error == 0)
        return n + 1;
    __atomic_or_fetch(&free_places, 1u << at, __ATOMIC_RELEASE);
    places_mine += error != -PE_AGAIN; /* another client has the device's slots: later */
    return n;
}

static int each_once(void)
{
    for (unsigned i = 0; i < REQUESTS; i++)
        if (seen[i] != 1)
            return 0;
    return 1;
}

/* The driver's thread is awake from here on; what it counted is where the measurement begins. */
static void one_before(int handle)
{
    block_start_read(0, handle, 0, LENGTH, 0);
    while (dones() == 0)
        work++;
    done_count = seen[0] = 0;
    work = 0;
}

static void thousand(int handle, long harts)
{
    uint64_t end = postern_time() + 100000000;
    uint64_t there = last_entries, before = postern_counter(KERNEL_ENTRIES);
    unsigned n = 0;

    while ((n < REQUESTS || dones() < REQUESTS) && postern_time() < end) {
        if (n < REQUESTS)
            n = start_or_work(handle, n);
        else
            work++;
    }
    uint64_t entries = postern_counter(KERNEL_ENTRIES) - before;
    there = last_entries - there;
    expect("requests were started", (long)n, n == REQUESTS);
    expect("request_done was called for each", (long)dones(), dones() == REQUESTS && each_once());
    expect("none failed", (long)(done_errors + places_mine), done_errors + places_mine == 0);
    expect("on a thread of the driver", (long)done_thread, done_thread != 0 && done_thread != postern_thread());
    expect("while the client worked", (long)work, harts == 1 || work > REQUESTS);
    if (postern_boot_argument != 0)
        return;
    if (harts == 1)
        expect("kernel entries, on the one hart", (long)entries, entries <= 8 * REQUESTS);
    else
        expect("claim_D13 async_1000_kernel_entries", (long)(entries + there), entries + there == 0);
    printf("figure %s %ld\n", harts == 1 ? "async_1000_kernel_entries_1_hart" : "async_1000_kernel_entries",
           (long)(harts == 1 ? entries : entries + there));
}

/* request_done runs in the client's own code, on the driver's thread: there it may wake who sleeps on a word of the client's. */
static void option_a(int handle)
{
    long early = 0, slept = 0, lost = 0;

    sleeps = 1;
    for (uint32_t n = 0; n < SLEEPS; n++) {
        lost += block_start_read(n % 200 * 8, handle, 0, LENGTH, n) != 0;
        early += __atomic_load_n(&rung, __ATOMIC_ACQUIRE) != n;
        while (__atomic_load_n(&rung, __ATOMIC_ACQUIRE) == n && lost == 0) {
            long error = postern_wait(&rung, n, 1000000);
            slept += error == 0;
            lost += error != 0 && error != -PE_AGAIN;
        }
    }
    sleeps = 0;
    expect("option A: each is told to a client that sleeps", (long)rung,
           rung == SLEEPS && lost == 0 && done_errors == 0);
    expect("option A: which slept once for each that took its time", slept,
           slept + early <= SLEEPS && slept + early > 0);
}

/* Who waits, as the file system does, has a place of its own. */
static void wait_beside_all(int handle, void *room)
{
    uint64_t goal = dones(), end = postern_time() + 100000000;
    for (unsigned i = 0; i < 2 * BLOCK_IN_FLIGHT; i++) /* some are done meanwhile */
        goal += block_start_read(i * 8, handle, 0, LENGTH, i) == 0;
    int read = block_read(0, room, LENGTH);
    expect("a call that waits beside all that may be in flight", read, read == 0);
    while (dones() < goal && postern_time() < end)
        work++;
    expect("all of those were told, too", (long)(goal - dones()), dones() == goal);
}

/* Its device register would name another's memory by then. */
static void unregister_under_way(int handle)
{
    uint64_t before = dones(), end = postern_time() + 100000000;
    int begun = block_start_read(0, handle, 0, LENGTH, 0), busy = block_unregister(handle), told = dones() != before;

    while (dones() == before && postern_time() < end)
        work++;
    int back = block_unregister(handle);
    expect("O8 a buffer is not given back while a request names it", busy,
           begun == 0 && (busy == -PE_BUSY ? back == 0 : told && busy == 0));
}

/* One of them was called once, for as long as a call may take, and never again; the requests above were all done. */
static void others(void)
{
    volatile struct board *board = postern_load(8, board_entry.selector);

    for (unsigned how = BOARD_ENDLESS; how < BOARD_CLIENTS; how++)
        while (!__atomic_load_n(&board->told[how], __ATOMIC_ACQUIRE))
            postern_sleep(1000);
    expect("claim_D14 an endless request_done is called once", (long)board->calls[BOARD_ENDLESS],
           board->calls[BOARD_ENDLESS] == 1);
    uint64_t turns = board->turns[BOARD_ENDLESS];
    expect("claim_D14 for its time and no longer, turns", (long)turns, turns > 1000 && turns < POSTERN_DONE_TIME);
    expect("claim_D14 its next request is not taken", board->next[BOARD_ENDLESS],
           board->next[BOARD_ENDLESS] == -PE_NOENT);
    expect("claim_D14 a request_done that faults is called once", (long)board->calls[BOARD_FAULTS],
           board->calls[BOARD_FAULTS] == 1 && board->next[BOARD_FAULTS] == -PE_NOENT);
    expect("claim_D14 and it does not come back", board->again[BOARD_ENDLESS],
           board->again[BOARD_ENDLESS] == -PE_PERM && board->again[BOARD_FAULTS] == -PE_PERM);
    expect("both had subscribed", board->subscribed[BOARD_ENDLESS],
           board->subscribed[BOARD_ENDLESS] == 0 && board->subscribed[BOARD_FAULTS] == 0);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    long harts = postern_thread_bind(0, UINT64_MAX);
    if (harts > 1)
        postern_thread_bind(0, 0);
    postern_sleep(20000); /* the driver's thread is there */

    void *room = buffer();
    int handle = block_register_room(room, BUFFER);
    expect("a registered buffer", handle, handle > 0);
    int early = block_start_read(0, handle, 0, LENGTH, 1);
    expect("a request without subscription", early, early == -PE_NOENT);
    long offered = postern_offer(block_entry.selector, postern_gate_of(request_done), 0);
    int subscribed = block_subscribe();
    expect("block_subscribe", subscribed, offered == 0 && subscribed == 0);
    int wrong = block_start_read(UINT64_MAX, handle, 0, LENGTH, 1), none = block_start_read(0, handle, 0, 0, 1);
    expect("a request that is refused is not told later", wrong, wrong == -PE_RANGE && none == -PE_INVAL);
    one_before(handle);
    thousand(handle, harts);
    if (postern_boot_argument != 0)
        others();
    option_a(handle);
    wait_beside_all(handle, room);
    int waits = block_read(0, room, LENGTH);
    expect("a call that waits, after all that", waits, waits == 0);
    unregister_under_way(handle);
    printf("%d passed, %d failed\n", passed, failed);
    postern_shutdown(failed > 0);
    return 0;
}
