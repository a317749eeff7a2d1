/* A ring whose server runs on another hart: no system calls; the deaths of either side and their successors on the old ring. Server
 * and client are threads of this program. */
#include <stdio.h>

#include "postern/counter.h"
#include "postern/queue.h"
#include "postern/syscall.h"
#include "postern/thread.h"

POSTERN_IMPORT(segment, "ring-queue");

enum { REQUESTS = 1000, DEATHS = 30, SUM, ENTRIES, INSTRUCTIONS };

uint64_t xs_ipc_badge; /* the serving loop's */
static struct queue_client queue = {.segment = &segment};
static int passed, failed;

static void expect(const char *what, long got, long wanted)
{
    printf("%s %s: %ld\n", got == wanted ? "ok  " : "FAIL", what, got);
    if (got != wanted)
        printf("     wanted %ld\n", wanted);
    passed += got == wanted;
    failed += got != wanted;
}

static long perform(const volatile struct postern_request *r, const struct postern_windows *w)
{
    (void)w;
    switch (r->function) {
    case ENTRIES: return (long)postern_counter(KERNEL_ENTRIES);
    case INSTRUCTIONS: return (long)postern_instructions();
    default: return (long)(r->arg[0] + r->arg[1]);
    }
}

static void serve(void *hart)
{
    postern_thread_bind(0, (uint64_t)hart);
    queue_serve(segment.selector, perform);
}

static long new_server(uint64_t hart)
{
    return postern_thread_start(serve, (void *)hart, 16384, 8);
}

static long call(uint64_t function, uint64_t a, uint64_t b)
{
    struct queue_shared *s;
    long result = queue_begin(&queue, &s);
    if (result == 0) {
        *queue_slot(&queue, s) = (struct postern_request){function, 0, {a, b}};
        result = queue_call(&queue, s);
    }
    queue_end(&queue);
    return result;
}

static void steady(long harts)
{
    call(SUM, 0, 0);
    long theirs = call(ENTRIES, 0, 0), ours = (long)postern_counter(KERNEL_ENTRIES);
    long their_work = call(INSTRUCTIONS, 0, 0), wrong = 0;
    uint64_t our_work = postern_instructions();
    for (long i = 0; i < REQUESTS; i++)
        wrong += call(SUM, (uint64_t)i, 7) != i + 7;
    our_work = postern_instructions() - our_work;
    their_work = call(INSTRUCTIONS, 0, 0) - their_work;
    ours = (long)postern_counter(KERNEL_ENTRIES) - ours;
    theirs = call(ENTRIES, 0, 0) - theirs;
    expect("results that are wrong", wrong, 0);
    if (harts < 2)
        return;
    expect("kernel entries of the client for a thousand requests", ours, 0);
    expect("kernel entries of the server", theirs, 0);
    printf("figure queued_request_across_harts_client %lu\n", (unsigned long)our_work / REQUESTS);
    printf("figure queued_request_across_harts_server %ld\n", their_work / REQUESTS);
}

/* The server dies at any moment, and another goes on with the ring as it finds it: a request is answered when it has one. */
static void dead_servers(uint64_t hart, long server)
{
    long wrong = 0, killed = 0, r;
    for (uint64_t i = 0; i < DEATHS; i++) {
        for (uint64_t n = 0; n < i % 7; n++)
            wrong += call(SUM, n, i) != (long)(n + i);
        if (i % 3 == 0)
            postern_sleep(20 + i * 13);
        killed += postern_thread_kill((uint64_t)server) >= 0;
        server = new_server(hart);
        while ((r = call(SUM, i, 1)) == -PE_KILLED) /* before the new one has said who it is */
            postern_sleep(50);
        wrong += r != (long)i + 1;
    }
    expect("servers killed", killed, DEATHS);
    expect("wrong results of their successors", wrong, 0);
}

static void call_for_ever(void *hart)
{
    postern_thread_bind(0, (uint64_t)hart);
    for (uint64_t i = 0;; i++)
        call(SUM, i, i);
}

static void dead_clients(long harts)
{
    long wrong = 0;
    for (uint64_t i = 0; i < DEATHS; i++) {
        long tid = postern_thread_start(call_for_ever, (void *)(i % (uint64_t)harts), 16384, 8);
        postern_sleep(37 + i * 13);
        wrong += postern_thread_kill((uint64_t)tid) < 0;
        wrong += call(SUM, i, 2) != (long)i + 2;
    }
    expect("wrong results after a client died", wrong, 0);
}

int main(void)
{
    long harts = postern_thread_bind(0, 0);
    long server = new_server((uint64_t)harts - 1);

    steady(harts);
    dead_servers((uint64_t)harts - 1, server);
    dead_clients(harts);
    printf("%d passed, %d failed\n", passed, failed);
    postern_shutdown(failed > 0);
    return failed > 0;
}
