/* A client that writes into the ring what no stub would, a server that lies about its count, and the deaths of both. */
#include <stdio.h>
#include <string.h>

#include "everything/requests.h"
#include "postern/queue.h"
#include "postern/syscall.h"
#include "postern/thread.h"
#include "tests/sdk/everything.h"
#include "tests/sdk/spy.h"

POSTERN_IMPORT(real_segment, "everything-queue");
POSTERN_IMPORT(fake_segment, "fake-queue");

enum { DATA = offsetof(struct queue_shared, data), FAR_AHEAD = 1 << 30, DEATHS = 40 };

static int passed, failed;

static void expect(const char *what, long got, long wanted)
{
    printf("%s %s: %ld\n", got == wanted ? "ok  " : "FAIL", what, got);
    if (got != wanted)
        printf("     wanted %ld\n", wanted);
    passed += got == wanted;
    failed += got != wanted;
}

/* One request as it stands in the slot. From the first on, this is the ring's client and the stubs are not. */
static long send(uint64_t function, uint64_t a0, uint64_t a1)
{
    struct queue_client q = {.segment = &real_segment};
    struct queue_shared *s;
    long result = queue_begin(&q, &s);
    if (result == 0) {
        *queue_slot(&q, s) = (struct postern_request){function, 0, {a0, a1}};
        result = queue_call(&q, s);
    }
    queue_end(&q);
    return result;
}

static void producer(void)
{
    enum { SUM = 1, FILL = 2, LENGTH = 4, AREA = 5, BATCH = 17 };
    expect("function that does not exist", send(1000, 0, 0), -PE_NOSYS);
    expect("function number of 33 bits", send(1ull << 32, 0, 0), -PE_NOSYS);
    expect("batch in a queue", send(BATCH, DATA, 80), -PE_NOSYS);
    expect("buffer where it may be", send(FILL, DATA, 64), 64);
    expect("buffer in the ring itself", send(FILL, 128, 64), -PE_FAULT);
    expect("buffer that begins in the ring", send(FILL, DATA - 1, 64), -PE_FAULT);
    expect("buffer behind the segment", send(SUM, 1 << 20, 1), -PE_FAULT);
    expect("length beyond the segment", send(SUM, DATA, 1 << 20), -PE_FAULT);
    expect("length that wraps", send(SUM, DATA + 64, -(uint64_t)32), -PE_FAULT);
    expect("pointer into the server", send(SUM, 1ull << 60 | 0x1000, 8), -PE_FAULT);
    expect("pointer into its register", send(SUM, 3ull << 60 | DATA, 8), -PE_FAULT);
    expect("null with a length", send(SUM, 0, 8), -PE_FAULT);
    expect("null structure", send(AREA, 0, 0), -PE_FAULT);
    expect("string outside", send(LENGTH, 64, 0), -PE_FAULT);
    expect("the server works", send(0, 0, 0), 0);
}

/* The server takes no more than a ring; when the client is sensible again, so is all. */
static void wild_count(uint32_t ahead)
{
    struct queue_client q = {.segment = &real_segment};
    struct queue_shared *s = queue_show(&q);
    const uint32_t before = s->completed;

    __atomic_store_n(&s->submitted, before + ahead, __ATOMIC_SEQ_CST);
    queue_ring(&s->server_sleeps);
    postern_sleep(1000);
    expect("requests done for a wild count", s->completed - before, 0);
    __atomic_store_n(&s->submitted, before, __ATOMIC_SEQ_CST);
    queue_hide();
    expect("and work for a sensible client", send(0, 0, 0), 0);
}

/* Nobody serves this ring but ourselves. */
static void consumer(void)
{
    struct queue_client q = {.segment = &fake_segment};
    struct queue_shared *s = queue_show(&q);
    int slots = 0;

    expect("nothing has completed in an empty ring", queue_done(&q, s) == NULL, 1);
    s->completed = 1;
    expect("nor when the server says so", queue_done(&q, s) == NULL, 1);
    s->completed = 0;
    while (slots < 1000 && queue_slot(&q, s)) {
        queue_submit(&q, s);
        slots++;
    }
    expect("requests until the ring is full", slots, QUEUE_SLOTS);
    s->completed = QUEUE_SLOTS + 1;
    expect("more completed than was asked for", queue_done(&q, s) == NULL, 1);
    s->completed = (uint32_t)-1;
    expect("a count that goes back", queue_done(&q, s) == NULL, 1);
    s->completed = 1;
    expect("one has completed", queue_done(&q, s) == &s->slot[0], 1);
    queue_drop(&q);
    expect("and no second", queue_done(&q, s) == NULL, 1);
    expect("its slot is free", queue_slot(&q, s) == &s->slot[0], 1);
    s->server = 0xdead;
    expect("a server that is dead", queue_wait(&q, s), -PE_KILLED);
    s->submitted = s->completed + QUEUE_SLOTS + 1;
    queue_hide();
    struct queue_client second = {.segment = &fake_segment};
    expect("counts that are nonsense", queue_begin(&second, &s), -PE_PROTO);
    queue_end(&second);
}

static char text[3000];

static void call_for_ever(void *arg)
{
    (void)arg;
    for (;;)
        everything_sum(text, sizeof text);
}

static void dead_threads(void)
{
    long wrong = 0;
    for (int i = 0; i < DEATHS; i++) {
        long tid = postern_thread_start(call_for_ever, NULL, 16384, 8);
        postern_sleep(37 + (uint64_t)i * 13);
        wrong += postern_thread_kill((uint64_t)tid) < 0;
        wrong += everything_byte(i) != i;
        wrong += everything_short(-i) != -i;
    }
    expect("results after a thread died in a call", wrong, 0);
}

static void dead_server(void)
{
    expect("server works", spy_intact(), 1);
    expect("server dies in the call", spy_crash(0), -PE_KILLED);
    expect("the next call says so too", spy_intact(), -PE_KILLED);
    expect("other servers go on", send(0, 0, 0), 0);
}

int main(void)
{
    dead_threads();
    producer();
    wild_count(FAR_AHEAD);
    wild_count(QUEUE_SLOTS + 1);
    wild_count((uint32_t)-1);
    consumer();
    dead_server();
    printf("%d passed, %d failed\n", passed, failed);
    postern_shutdown(failed > 0);
    return failed > 0;
}
