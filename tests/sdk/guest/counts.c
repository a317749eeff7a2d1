/* What a call costs in instructions, all modes, client loop included and an empty loop taken off, as
 * decisions.md defines it: 1,000 calls. Boot argument: 1 far, 2 ipc, 3 direct. */
#include <stdio.h>

#include "postern/service.h"
#include "postern/syscall.h"
#include "tests/sdk/tiny.h"

enum { CALLS = 1000 };
enum { FAR = 1, IPC = 2, DIRECT = 3 };

static char data[64];
static int passed, failed;

static uint64_t instructions(void)
{
    uint64_t n;
    __asm__ volatile("rdinstret %0" : "=r"(n) : : "memory");
    return n;
}

/* One loop each, so that the compiler sees the call. */
#define COUNT(name, call)                                \
    static __attribute__((noinline)) uint64_t name(void) \
    {                                                    \
        uint64_t from = instructions();                  \
        for (int i = 0; i < CALLS; i++) {                \
            call;                                        \
            __asm__ volatile("" : : : "memory");         \
        }                                                \
        return instructions() - from;                    \
    }

COUNT(empty, (void)0)
COUNT(null, tiny_null())
COUNT(buffer, tiny_buffer(data, sizeof data))
COUNT(light, tiny_light())

static void tell(const char *what, uint64_t (*count)(void), uint64_t most)
{
    count(); /* warm */
    uint64_t n = count() - empty();
    uint64_t per_call = (n + CALLS - 1) / CALLS;
    int good = per_call <= most;
    printf("%s %s, instructions (at most %lu): %lu.%03lu\n", good ? "ok  " : "FAIL", what, most, n / CALLS, n % CALLS);
    passed += good;
    failed += !good;
}

int main(void)
{
    static const uint64_t most[][3] = {[FAR] = {25, 45, 18}, [IPC] = {540, 800, 540}, [DIRECT] = {4, 6, 4}};
    const uint64_t *limit = most[postern_boot_argument % 4];
    empty();
    tell("null call", null, limit[0]);
    tell("call with a 64-byte buffer", buffer, limit[1]);
    tell("null call, lighter stubs", light, limit[2]);
    printf("%d passed, %d failed\n", passed, failed);
    postern_shutdown(failed > 0);
    return failed > 0;
}
