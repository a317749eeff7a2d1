/* The file system and its driver as IPC servers, killed at random while they are used, and made again: messages under way come back with an
 * error, later ones succeed when they are tried again, by the same endpoints and shared buffers; nothing that was acknowledged is lost. */
#include <stdio.h>
#include <string.h>

#include "fs/fs.h"

#include "postern/error.h"
#include "postern/service.h"
#include "postern/syscall.h"
#include "postern/thread.h"

enum { SERVERS = 2, NAMES = 3, SIZE = 9000, TRIES = 10000, KILLS = 30, LIFE = 1100000 };

POSTERN_IMPORT(kill0, "kill0");
POSTERN_IMPORT(kill1, "kill1");

static int passed, failed;
static volatile long kills[SERVERS];
static volatile int at_work, killer_gone;
static uint32_t seed = 20261126;
static _Alignas(8) char data[SIZE], back[SIZE];
static long acknowledged[NAMES], errors, strange;

static void expect(const char *what, int good, long got)
{
    printf("%s %s: %ld\n", good ? "ok  " : "FAIL", what, got);
    passed += good;
    failed += !good;
}

static uint32_t roll(uint32_t n)
{
    seed ^= seed << 13, seed ^= seed >> 17, seed ^= seed << 5;
    return seed % n;
}

static long restarts(const char *name)
{
    struct info_program p;
    for (uint64_t i = 0; postern_info(SYS_INFO_PROGRAM, i, &p, sizeof(p)) > 0; i++)
        if (strcmp(p.name, name) == 0)
            return (long)p.restarts;
    return -1;
}

static long made_again(void)
{
    return restarts("fs-server") + restarts("block-server");
}

/* Each lives long enough to be made again at once; only then does the client work. */
static void killer(void *unused)
{
    (void)unused;
    for (int i = 0; i < KILLS; i++) {
        postern_sleep(LIFE);
        at_work = 1;
        postern_sleep(500 + roll(20000));
        const int which = i % SERVERS;
        const long before = made_again();
        kills[which] += postern_prog_kill(which ? kill1.selector : kill0.selector) >= 0;
        while (made_again() == before)
            postern_sleep(500);
        postern_sleep(10000);
        at_work = 0;
    }
    killer_gone = at_work = 1;
}

static int is_clear(long error)
{
    return error == -PE_KILLED || error == -PE_REVOKED || error == -PE_BADF || error == -PE_IO || error == -PE_NOENT;
}

static long count(long result)
{
    if (result < 0) {
        errors++;
        if (!is_clear(result)) {
            strange++;
            printf("     strange: %s\n", postern_error_text(result));
        }
        postern_sleep(2000);
    }
    return result;
}

static void fill(long version)
{
    for (size_t i = 0; i < SIZE; i++)
        data[i] = (char)(version * 31 + (long)(i * 7 + i / 251));
}

static int try_version(long version)
{
    char path[16];

    snprintf(path, sizeof(path), "/f%ld", version % NAMES);
    const int handle = fs_open("/new", FS_WRITE | FS_CREATE | FS_TRUNC, 0644);
    if (count(handle) < 0)
        return 0;
    return count(fs_write(handle, data, SIZE, 0)) == SIZE && count(fs_fsync(handle)) == 0 &&
           count(fs_rename("/new", path)) == 0 && count(fs_fsync(handle)) == 0 && count(fs_close(handle)) == 0;
}

static int is_there(long name)
{
    char path[16];

    snprintf(path, sizeof(path), "/f%ld", name);
    fill(acknowledged[name]);
    for (int tries = 0; tries < TRIES; tries++) {
        const int handle = fs_open(path, FS_READ, 0);
        const long size = handle < 0 ? handle : fs_read(handle, back, SIZE, 0);
        if (handle > 0)
            fs_close(handle);
        if (size == SIZE)
            return memcmp(data, back, SIZE) == 0;
        postern_sleep(2000);
    }
    return 0;
}

static void work(void)
{
    long lost = 0, done = 0, version = 0;

    while (!killer_gone) {
        while (!at_work)
            postern_sleep(2000);
        int tries = 0;
        fill(++version);
        while (tries < TRIES && !try_version(version))
            tries++;
        done += tries < TRIES;
        acknowledged[version % NAMES] = version;
        lost += !is_there(version % NAMES);
    }
    expect("claim_O10_calls_of_ipc_servers_succeed_when_tried_again", done == version && done > KILLS, done);
    expect("claim_O10_files_lost_although_acknowledged", lost == 0, lost);
}

int main(void)
{
    postern_thread_start(killer, NULL, 16384, 8);
    work();
    for (int i = 0; i < SERVERS; i++)
        expect("claim_O10_kills_of_an_ipc_server", kills[i] == KILLS / SERVERS, kills[i]);
    const long total = kills[0] + kills[1], made = made_again();
    expect("claim_O10_each_kill_of_an_ipc_server_is_followed_by_a_restart", made >= total, made);
    expect("claim_O10_errors_in_between, more than none", errors > 5, errors);
    expect("claim_O10_errors_that_are_not_clear", strange == 0, strange);
    int closed = -1;
    for (int tries = 0; tries < 10 && closed < 0; tries++) /* the driver's first message to a new file system's */
        closed = fs_unmount();
    expect("closes the file system", closed == 0, closed);
    printf("%d passed, %d failed\n", passed, failed);
    fflush(stdout);
    postern_shutdown(failed > 0);
    return failed > 0;
}
