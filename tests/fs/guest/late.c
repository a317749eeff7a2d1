/* Requests that are with the disk while things change; the machine runs with --disk-latency, 10 ms a request. */
#include <string.h>

#include "block/block.h"
#include "report.h"

#include "postern/buffer.h"
#include "postern/error.h"
#include "postern/service.h"
#include "postern/thread.h"

enum { AT = 8, MILLISECOND = 10000, UNDER_WAY = 1 };

static struct postern_buffer mine;
static _Alignas(8) char copy[BLOCK_SECTOR];
static int handle;
static volatile long result;

#define MINE ((char *)postern_load(9, (uint64_t)mine.alias))

static int all(const char *p, char c)
{
    return p[0] == c && memcmp(p, p + 1, BLOCK_SECTOR - 1) == 0;
}

static void writer(void *arg)
{
    (void)arg;
    result = block_write_registered(AT, handle, 0, BLOCK_SECTOR);
}

static void reader(void *arg)
{
    (void)arg;
    result = block_read_registered(AT, handle, 0, BLOCK_SECTOR);
}

static long begin(void (*what)(void *))
{
    result = UNDER_WAY;
    const long thread = postern_thread_start(what, NULL, 65536, 8);
    postern_sleep(2 * MILLISECOND);
    expect("the request is with the disk", result, UNDER_WAY);
    return thread;
}

static void withdrawn_under_way(void)
{
    memset(MINE, 'x', BLOCK_SECTOR);
    expect("writes a sector", block_write(AT, MINE, BLOCK_SECTOR), 0);
    memset(MINE, 'y', BLOCK_SECTOR);
    handle = block_register(MINE, BLOCK_SECTOR);
    begin(writer);
    expect("O7 withdraws while the disk has the request", postern_buffer_withdraw(&mine), 0);
    while (result == UNDER_WAY)
        postern_sleep(MILLISECOND);
    expect("O7 the disk is refused", result, -PE_FAULT);
    expect("reads the sector", block_read(AT, copy, BLOCK_SECTOR), 0);
    expect("O7 nothing was written", all(copy, 'x'), 1);
    expect("gives it back", block_unregister(handle), 0);
}

static void freed_under_way(void)
{
    static struct postern_buffer next;

    handle = block_register_room(MINE, BLOCK_SECTOR);
    begin(reader);
    expect("rule 14: frees the memory while the disk has the request", postern_buffer_free(&mine), 0);
    expect("the pages come back at once", postern_buffer_new(&next, 4096, SYS_PERM_R | SYS_PERM_W), 0);
    memset(postern_load(9, (uint64_t)next.alias), 'n', BLOCK_SECTOR);
    while (result == UNDER_WAY)
        postern_sleep(MILLISECOND);
    expect("rule 14: the disk is refused", result, -PE_FAULT);
    expect("rule 14: the next owner's bytes are as they were", all(postern_load(9, (uint64_t)next.alias), 'n'), 1);
    expect("gives it back", block_unregister(handle), 0);
    postern_buffer_free(&next);
}

static void killed_under_way(void)
{
    memset(MINE, 'k', BLOCK_SECTOR);
    handle = block_register_room(MINE, BLOCK_SECTOR);
    const long thread = begin(reader);
    expect("kills the caller while the disk has the request", postern_thread_kill((uint64_t)thread) >= 0, 1);
    expect("the next caller goes on", block_read(AT, copy, BLOCK_SECTOR), 0);
    expect("with the right sector", all(copy, 'x'), 1);
    postern_sleep(30 * MILLISECOND);
    expect("the dead caller's request was forgotten", all(MINE, 'k'), 1);
    expect("registered buffers stay", block_read_registered(AT, handle, 0, BLOCK_SECTOR), 0);
    expect("and are reached", all(MINE, 'x'), 1);
    expect("gives it back", block_unregister(handle), 0);
}

static int fresh(void)
{
    return (int)postern_buffer_new(&mine, 4096, SYS_PERM_R | SYS_PERM_W);
}

int main(void)
{
    expect("new memory", fresh(), 0);
    withdrawn_under_way();
    postern_buffer_free(&mine);
    expect("new memory", fresh(), 0);
    freed_under_way();
    expect("new memory", fresh(), 0);
    killed_under_way();
    return report_end();
}
