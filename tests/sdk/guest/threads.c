/* Several threads of one client in a service with thread-local storage and a lock. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "postern/error.h"
#include "postern/lock.h"
#include "postern/output.h"
#include "postern/syscall.h"
#include "postern/thread.h"
#include "tests/sdk/local.h"

enum { THREADS = 5, ROUNDS = 50, GENERATIONS = 20, KILLS = 400 };

static int passed, failed;
static volatile uint32_t finished;
static long last[THREADS], wrong;
static struct postern_lock lock;
static long guarded;
static _Thread_local long mine = 7;

static void expect(const char *what, long got, long wanted)
{
    printf("%s %s: %ld\n", got == wanted ? "ok  " : "FAIL", what, got);
    if (got != wanted)
        printf("     wanted %ld\n", wanted);
    passed += got == wanted;
    failed += got != wanted;
}

static void done(void)
{
    __atomic_add_fetch(&finished, 1, __ATOMIC_SEQ_CST);
    postern_wake(&finished, 1);
}

static void wait_for(uint32_t threads)
{
    for (uint32_t n; (n = finished) < threads;)
        postern_wait(&finished, n, 0);
    finished = 0;
}

static void work(void *arg)
{
    long *out = arg;
    mine += out - last;
    for (int i = 0; i < ROUNDS; i++) {
        *out = local_count(1, 2, 3, 4, 5, 6, 7, 8);
        postern_lock(&lock);
        long was = guarded;
        postern_yield();
        guarded = was + 1;
        postern_unlock(&lock);
    }
    wrong += mine != 7 + (out - last);
    done();
}

static void together(void)
{
    long bad = 0;
    for (int i = 0; i < THREADS; i++)
        bad += postern_thread_start(work, &last[i], 16384, 8) < 0;
    expect("threads that could not start", bad, 0);
    wait_for(THREADS);
    for (int i = 0; i < THREADS; i++)
        bad += last[i] != (100 + ROUNDS) * 1000000l + 204;
    expect("threads whose count in the service is not their own", bad, 0);
    expect("threads whose own locals were disturbed", wrong, 0);
    expect("increments under the lock", guarded, THREADS * ROUNDS);
}

static void once(void *arg)
{
    *(long *)arg = local_count(0, 0, 0, 0, 0, 0, 0, 0);
    done();
}

/* Blocks of dead threads go to new ones, and start afresh. */
static void generations(void)
{
    long bad = 0;
    for (int i = 0; i < GENERATIONS; i++) {
        bad += postern_thread_start(once, &last[0], 16384, 9) < 0;
        wait_for(1);
        bad += last[0] != 101000000;
    }
    expect("new threads that found old locals", bad, 0);
}

static void churn(void *arg)
{
    void *held[8] = {NULL};
    for (uint32_t r = (uint32_t)(uint64_t)arg;; r = r * 1664525 + 1013904223) {
        free(held[r >> 29]);
        held[r >> 29] = malloc(r >> 16 & 255);
        if (held[r >> 29])
            memset(held[r >> 29], 0xa5, r >> 16 & 255);
    }
}

/* Blocks that share memory, or that cannot be had. */
static long overlaps(void)
{
    enum { BLOCKS = 400, SIZE = 200 };
    static unsigned char *block[BLOCKS];
    long bad = 0;
    for (int i = 0; i < BLOCKS; i++) {
        block[i] = malloc((size_t)(i * 7 % SIZE) + 1);
        if (block[i])
            memset(block[i], i & 255, (size_t)(i * 7 % SIZE) + 1);
    }
    for (int i = 0; i < BLOCKS; i++)
        for (int j = 0; j < i * 7 % SIZE + 1; j++)
            bad += !block[i] || block[i][j] != (i & 255);
    for (int i = 0; i < BLOCKS; i++)
        free(block[i]);
    return bad;
}

/* Threads are killed at any instruction of malloc and free: what the others have must stay whole. */
static void kills(void)
{
    long bad = 0;
    for (uint32_t i = 0; i < KILLS; i++) {
        long tid = postern_thread_start(churn, (void *)(uint64_t)(i * 2654435761u), 16384, 8);
        bad += tid < 0;
        postern_sleep(20 + i * 7 % 41);
        bad += postern_thread_kill((uint64_t)tid) < 0;
        if (i % 10 == 0)
            bad += overlaps();
    }
    expect("damage by threads that were killed in malloc", bad + overlaps(), 0);
}

static void locks(void)
{
    expect("lock of the service", local_lock(0), 0);
    expect("holder that dies", local_lock(1), -PE_CALLEE);
    expect("next holder is told", local_lock(0), 1);
    expect("lock is whole again", local_lock(0), 0);
}

/* Longer than one system call writes. */
static void output(void)
{
    static char text[3 * SYS_DEBUG_MAX + 1];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 64 == 63 || i + 1 == sizeof text ? '\n' : '.';
    expect("bytes of a long text that were written", postern_output(text, sizeof text), sizeof text);
}

int main(void)
{
    errno = EDOM;
    expect("errno of the service", local_errno(ERANGE), ENOMEM);
    expect("errno of the client", errno, EDOM);
    together();
    generations();
    locks();
    kills();
    output();
    printf("%d passed, %d failed\n", passed, failed);
    postern_shutdown(failed > 0);
    return failed > 0;
}
