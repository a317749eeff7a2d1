#include <stdio.h>

#include <postern/buffer.h>
#include <postern/counter.h>
#include <postern/done.h>
#include <postern/error.h>
#include <postern/service.h>
#include <postern/syscall.h>

#include "block/block.h"
#include "tour.h"
#include "tour/wild.h"

#define REQUESTS 64
#define PLACE    4096

POSTERN_IMPORT(block_entry, "block");

static struct postern_buffer buffer;
static uint64_t done_count, done_wrong, done_thread;
static uint32_t places = (1u << BLOCK_IN_FLIGHT) - 1; /* free ones of the buffer */

/* On a thread of block's own. */
static void request_done(uint64_t place, long result)
{
    done_wrong += result != 0;
    done_thread = postern_thread();
    __atomic_or_fetch(&places, 1u << place, __ATOMIC_RELEASE);
    __atomic_add_fetch(&done_count, 1, __ATOMIC_RELEASE);
}
POSTERN_CALLBACK(request_done, 512);

static uint64_t dones(void)
{
    return __atomic_load_n(&done_count, __ATOMIC_ACQUIRE);
}

static int subscribe(void)
{
    if (postern_buffer_new(&buffer, BLOCK_IN_FLIGHT * PLACE, SYS_PERM_R | SYS_PERM_W) < 0)
        return -1;
    int handle = block_register_room(postern_load(9, (uint64_t)buffer.alias), BLOCK_IN_FLIGHT * PLACE);
    long error = postern_offer(block_entry.selector, postern_gate_of(request_done), 0);
    if (error >= 0)
        error = block_subscribe();
    return error < 0 ? (int)error : handle;
}

/* Asks for `count` blocks without waiting for any; answers when all are done, or what went wrong. */
static int ask(int handle, unsigned count)
{
    uint64_t goal = dones() + count;
    for (unsigned n = 0; n < count;) {
        uint32_t free = __atomic_load_n(&places, __ATOMIC_ACQUIRE);
        if (free == 0)
            continue;
        unsigned place = (unsigned)__builtin_ctz(free);
        __atomic_and_fetch(&places, ~(1u << place), __ATOMIC_RELEASE);
        int error = block_start_read(n * 8ull, handle, place * PLACE, PLACE, place);
        if (error < 0)
            return error;
        n++;
    }
    while (dones() < goal)
        ;
    return 0;
}

static void row(const char *what, uint64_t count, const char *note)
{
    printf("    %-34s %10llu   %s\n", what, (unsigned long long)count, note);
}

static int told(int handle)
{
    uint64_t interrupts = postern_counter(INTERRUPTS);
    int error = ask(handle, REQUESTS);

    interrupts = postern_counter(INTERRUPTS) - interrupts;
    row("requests, none waited for", REQUESTS, "block_start_read");
    row("calls of the tour's function", dones(), "on a thread of block's own");
    row("interrupts", interrupts, "to a handler in block, in user mode");
    printf("\n");
    return error != 0 || dones() != REQUESTS || done_wrong != 0 || done_thread == postern_thread() ||
           interrupts < REQUESTS;
}

/* wild subscribes a function that never ends. */
static int endless(int handle)
{
    uint64_t before = postern_instructions();
    int first = wild_ask();
    uint64_t took = postern_instructions() - before;
    int second = wild_ask(), error = ask(handle, BLOCK_IN_FLIGHT);

    printf("    wild, too, asks the disk for a block, and its function never ends. The call is ended at its\n"
           "    deadline of %u instructions, and wild is called no more. The interrupt handler called nobody.\n\n",
           POSTERN_DONE_TIME);
    row("instructions until that was over", took, "the kernel's included");
    printf("    wild's next request: %s\n", second == 0 ? "TAKEN" : postern_error_text(second));
    printf("    The tour's next %u requests: %s\n\n", BLOCK_IN_FLIGHT, error == 0 ? "done" : "NOT DONE");
    return first != 0 || took < POSTERN_DONE_TIME || took > 2 * POSTERN_DONE_TIME || second != -PE_PERM || error != 0;
}

int tour_calls(void)
{
    printf("6. The disk calls back\n\n"
           "    A request need not be waited for. When it is done the disk interrupts block, in user mode and\n"
           "    without the kernel, whatever is running; block's thread then calls a function of the client's.\n\n");
    int handle = subscribe();
    if (handle < 0) {
        printf("    block takes no such requests: %s\n\n", postern_error_text(handle));
        return 1;
    }
    int failed = told(handle);
    return failed | endless(handle);
}
