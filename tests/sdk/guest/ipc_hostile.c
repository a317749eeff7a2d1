/* A client that sends what no stub would, to `ipc` servers; and a server that reaches for its client. */
#include <stdio.h>
#include <string.h>

#include "postern/ipc.h"
#include "postern/syscall.h"
#include "tests/sdk/everything.h"
#include "tests/sdk/spy.h"

POSTERN_IMPORT(server, "everything");

/* Function numbers are the order of declaration in everything.h. */
enum { SUM = 1, FILL = 2, LENGTH = 4, AREA = 5, NOTHING = 200, NULL_BUFFER = 1 << IPC_NULL_SHIFT };

static int passed, failed;

static void expect(const char *what, long got, long wanted)
{
    printf("%s %s: %ld\n", got == wanted ? "ok  " : "FAIL", what, got);
    if (got != wanted)
        printf("     wanted %ld\n", wanted);
    passed += got == wanted;
    failed += got != wanted;
}

static long send(uint64_t word0, uint64_t word1)
{
    return ipc_call(server.selector, word0, word1, 0, 0);
}

static void before_sharing(void)
{
    expect("function that does not exist", send(NOTHING, 0), -PE_NOSYS);
    expect("buffer without a session", send(SUM, 8), -PE_FAULT);
    expect("string without a session", send(LENGTH, 0), -PE_FAULT);
}

static void after_sharing(void)
{
    static char data[4096];
    memset(data, 'x', sizeof data);
    expect("a call as it should be", everything_sum(data, sizeof data), 4096 * 'x');
    expect("length beyond the buffer", send(SUM, 65536), -PE_FAULT);
    expect("length of all memory", send(SUM, -(uint64_t)1), -PE_FAULT);
    expect("length that wraps", send(SUM, -(uint64_t)64), -PE_FAULT);
    expect("length that wraps, to be written", send(FILL, -(uint64_t)64), -PE_FAULT);
    expect("null with a length", send(SUM | NULL_BUFFER, 8), -PE_FAULT);
    expect("string without an end", send(LENGTH, 0), -PE_NAMETOOLONG);
    expect("a larger call needs a larger buffer", everything_fill(data, 1, 0), 1);
}

static void large(void)
{
    static char data[300000];
    expect("300000 bytes through a buffer that grows", everything_fill(data, sizeof data, 1), 300000);
    expect("its last byte", data[299999], (char)(1 + 299999 * 7));
    expect("65536 bytes afterwards", everything_fill(data, 65536, 2), 65536);
}

/* The server must not die of a client that takes its buffer away. */
static void withdrawn(void)
{
    long segment = postern_seg_create(65536, 0);
    expect("a buffer of one's own is shared", postern_ecall2(SYS_IPC_SHARE, server.selector, (uint64_t)segment) > 0, 1);
    expect("it holds what it should", send(SUM, 64), 0);
    long alias = postern_seg_alias((uint64_t)segment, 65536, SYS_PERM_R, 0);
    expect("an alias for reading is not taken", postern_ecall2(SYS_IPC_SHARE, server.selector, (uint64_t)alias),
           -PE_PERM);
    expect("writing goes on into the one before", send(FILL, 64), 64);
    expect("and is destroyed", postern_seg_destroy((uint64_t)segment), 0);
    expect("call with a destroyed buffer", send(SUM, 64), -PE_FAULT);
    expect("the server goes on", everything_null(), 0);
}

static void isolation(void)
{
    expect("server works", spy_intact(), 1);
    expect("server that touches its client faults, the call fails", spy_read(11ull << 60) < 0, 1);
    expect("calls to a dead server fail", spy_intact() < 0, 1);
    expect("other servers go on", everything_null(), 0);
}

int main(void)
{
    before_sharing();
    after_sharing();
    large();
    withdrawn();
    isolation();
    printf("%d passed, %d failed\n", passed, failed);
    postern_shutdown(failed > 0);
    return failed > 0;
}
