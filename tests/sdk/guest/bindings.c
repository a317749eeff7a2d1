/* The same calls under every binding: each line of the transcript must be the same in all of them.
 * Boot argument 1: stubs check what comes back (far, ipc); 0: plain calls (direct). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "postern/error.h"
#include "postern/service.h"
#include "postern/syscall.h"
#include "postern/thread.h"
#include "tests/sdk/everything.h"

static int passed, failed;

static void expect(const char *what, long got, long wanted)
{
    printf("%s %s: %ld\n", got == wanted ? "ok  " : "FAIL", what, got);
    if (got != wanted)
        printf("     wanted %ld\n", wanted);
    passed += got == wanted;
    failed += got != wanted;
}

static void scalars(void)
{
    expect("null", everything_null(), 0);
    expect("mix of small values", everything_mix(1, -2, 200, -300, 60000, -70000, 4000000000u, 1ull << 40),
           1 - 4 + 600 - 1500 + 420000 - 770000 + 52000000000 + 17l * (1l << 40));
    expect("mix of extremes", everything_mix(0, -128, 255, -32768, 65535, -2147483647 - 1, 4294967295u, 3),
           -256 + 765 - 163840 + 458745 + 11l * (-2147483647 - 1) + 13l * 4294967295 + 51);
    expect("bool result", everything_odd(7) * 10 + everything_odd(8), 10);
    expect("unsigned char result", everything_byte(-1), 255);
    expect("short result", everything_short(0x18000), -32768);
    expect("enum result", everything_color(EVERYTHING_RED), EVERYTHING_BLUE);
}

static void buffers(void)
{
    static unsigned char data[5000];
    unsigned char stack[100];
    long sum = 0;
    expect("fill of the data segment", everything_fill(data, sizeof data, 3), 5000);
    for (size_t i = 0; i < sizeof data; i++)
        sum += data[i];
    expect("sum of what was filled", everything_sum(data, sizeof data), sum);
    expect("bump", everything_bump(data + 1, 10), 10);
    expect("sum after the bump", everything_sum(data, sizeof data), sum + 10);
    memset(stack, 1, sizeof stack);
    expect("sum of a buffer on the stack", everything_sum(stack, sizeof stack), 100);
    expect("fill on the stack", everything_fill(stack + 3, 5, 0), 5);
    expect("neighbours of what was filled", stack[2] + stack[3] + stack[4] + stack[8], 1 + 0 + 7 + 1);
    unsigned char *heap = malloc(200000);
    expect("fill of the heap", everything_fill(heap, 200000, 9), 200000);
    expect("end of the heap buffer", heap[199999], (unsigned char)(9 + 199999 * 7));
    free(heap);
    expect("empty buffer", everything_sum(data, 0), 0);
    expect("null buffer", everything_sum(NULL, 0), -1000);
    expect("trusted", everything_trusted(stack, 2), 3);
}

static void structures(void)
{
    struct everything_point p = {40, 2};
    struct everything_report r;
    char joined[40];
    expect("structure", everything_area(&p), 42);
    everything_forget();
    everything_null();
    everything_sum("abc", 3);
    expect("report", everything_report(&r), 0);
    expect("calls in the report", (long)r.calls, 1);
    expect("bytes in the report", (long)r.bytes, 3);
    expect("name in the report", strcmp(r.name, "everything"), 0);
    expect("string", everything_length("0123456789"), 10);
    expect("empty string", everything_length(""), 0);
    expect("longest string", everything_length("012345678901234567890123456789012345678"), 39);
    expect("join", everything_join("post", "ern", joined, sizeof joined), 8);
    expect("joined", strcmp(joined, "postern"), 0);
    expect("join without room", everything_join("post", "ern", joined, 7), -PE_2BIG);
}

/* Bytes of data[0..size) that are not as they must be when [at, at + len) was filled from `seed` and the rest is 0x55. */
static long strange_bytes(const unsigned char *data, size_t size, size_t at, size_t len, unsigned char seed)
{
    long strange = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char wanted = i >= at && i < at + len ? (unsigned char)(seed + (i - at) * 7) : 0x55;
        strange += data[i] != wanted;
    }
    return strange;
}

static void random_buffers(void)
{
    static unsigned char data[9000];
    uint32_t r = 12345;
    long strange = 0;
    for (int i = 0; i < 200; i++) {
        r = r * 1664525 + 1013904223;
        size_t at = r >> 8 & 4095, len = r >> 20 & (i & 1 ? 63 : 4095);
        memset(data, 0x55, sizeof data);
        strange += everything_fill(data + at, len, (unsigned char)r) != (long)len;
        strange += strange_bytes(data, sizeof data, at, len, (unsigned char)r);
    }
    expect("strange bytes after random fills", strange, 0);
}

enum { WORKERS = 4, ROUNDS = 60 };
static volatile uint32_t finished;
static long mixed_up[WORKERS];

static void work(void *arg)
{
    static unsigned char data[WORKERS][3000];
    long *mine = arg;
    size_t n = (size_t)(mine - mixed_up);
    for (int i = 0; i < ROUNDS; i++) {
        size_t len = 3000 - 7 * n - (size_t)i;
        memset(data[n], 0x55, sizeof data[n]);
        *mine += everything_fill(data[n], len, (unsigned char)(i + (int)n)) != (long)len;
        *mine += strange_bytes(data[n], sizeof data[n], 0, len, (unsigned char)(i + (int)n));
    }
    __atomic_add_fetch(&finished, 1, __ATOMIC_SEQ_CST);
    postern_wake(&finished, 1);
}

static void parallel(void)
{
    long bad = 0;
    for (int i = 0; i < WORKERS; i++)
        bad += postern_thread_start(work, &mixed_up[i], 16384, 8) < 0;
    for (uint32_t n; (n = finished) < WORKERS;)
        postern_wait(&finished, n, 0);
    for (int i = 0; i < WORKERS; i++)
        bad += mixed_up[i];
    expect("calls of threads that were mixed up", bad, 0);
}

static void memory(void)
{
    void *last = NULL, *block;
    long blocks = 0;
    errno = 0;
    while (blocks < 1000 && (block = malloc(60000))) {
        *(void **)block = last;
        last = block;
        blocks++;
    }
    expect("memory runs out", blocks > 10 && blocks < 100, 1);
    expect("errno when it has run out", errno, ENOMEM);
    for (; last; last = block) {
        block = *(void **)last;
        free(last);
    }
    expect("memory is there again", (block = malloc(60000)) != NULL, 1);
    free(block);
}

static void refusals(void)
{
    char buffer[8];
    expect("string too long", everything_length("0123456789012345678901234567890123456789"), -PE_NAMETOOLONG);
    expect("null string", everything_length(NULL), -PE_FAULT);
    expect("null structure", everything_area(NULL), -PE_FAULT);
    expect("null buffer with a length", everything_sum(NULL, 8), -PE_FAULT);
    expect("length that lies", everything_lie(100), -PE_PROTO);
    expect("badge", (long)everything_badge(), 77);
    expect("after refusals", everything_fill(buffer, 8, 1), 8);
}

int main(void)
{
    scalars();
    buffers();
    structures();
    random_buffers();
    parallel();
    memory();
    if (postern_boot_argument)
        refusals();
    printf("%d passed, %d failed\n", passed, failed);
    postern_shutdown(failed > 0);
    return failed > 0;
}
