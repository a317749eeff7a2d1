/* The same calls under every binding: each line of the transcript must be the same in all of them.
 * Boot argument 1: stubs check what comes back (far, ipc); 0: plain calls (direct). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "postern/error.h"
#include "postern/service.h"
#include "postern/syscall.h"
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
    memory();
    if (postern_boot_argument)
        refusals();
    printf("%d passed, %d failed\n", passed, failed);
    postern_shutdown(failed > 0);
    return failed > 0;
}
