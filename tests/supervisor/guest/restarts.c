/* Services are killed at random while they are used: calls in flight come back with an error, later ones succeed when
 * they are tried again, nothing that was acknowledged is lost, and nothing leaks. */
#include <stdio.h>
#include <string.h>

#include "fs/fs.h"
#include "null/null.h"
#include "supervisor/supervisor.h"
#include "timer/timer.h"

#include "postern/buffer.h"
#include "postern/error.h"
#include "postern/service.h"
#include "postern/syscall.h"
#include "postern/thread.h"

enum { SERVICES = 4, NAMES = 5, SIZE = 3000, VERSIONS = 80, MANY = 100000 };

POSTERN_IMPORT(kill0, "kill0");
POSTERN_IMPORT(kill1, "kill1");
POSTERN_IMPORT(kill2, "kill2");
POSTERN_IMPORT(kill3, "kill3");

static int passed, failed;
static volatile long kills[SERVICES];
static volatile int enough, killer_gone;
static uint32_t seed = 20261126;
static _Alignas(8) char data[SIZE], back[SIZE];
static long acknowledged[NAMES], errors, strange;
static uint64_t segments;

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

static long kill_service(unsigned i)
{
    const uint64_t entries[SERVICES] = {kill0.selector, kill1.selector, kill2.selector, kill3.selector};
    return postern_prog_kill(entries[i]);
}

static uint64_t restarts(int i)
{
    struct supervisor_record record = {0};
    supervisor_look(i, &record);
    return record.restarts;
}

static void killed_and_made_again(unsigned i)
{
    const uint64_t before = restarts((int)i);

    kills[i] += kill_service(i) >= 0;
    while (restarts((int)i) == before)
        postern_sleep(500);
}

static void killer(void *unused)
{
    (void)unused;
    while (!enough) {
        postern_sleep(4000 + roll(50000));
        killed_and_made_again(roll(SERVICES));
    }
    killer_gone = 1;
}

/* What a call of a service may answer that has died, is being made again, or has lost the one that it calls. */
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
    memcpy(data, &version, sizeof(version));
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

static long version_there(int name)
{
    char path[16];
    long version = -1;

    snprintf(path, sizeof(path), "/f%d", name);
    for (int tries = 0; tries < MANY; tries++) {
        const int handle = fs_open(path, FS_READ, 0);
        const long size = handle < 0 ? handle : fs_read(handle, back, SIZE, 0);
        if (handle > 0)
            fs_close(handle);
        if (size == SIZE) {
            memcpy(&version, back, sizeof(version));
            fill(version);
            return memcmp(data, back, SIZE) == 0 ? version : -1;
        }
        postern_sleep(2000);
    }
    return -1;
}

static void work(void)
{
    long lost = 0, calls = 0, slept = 0;

    for (long version = 1; version <= VERSIONS; version++) {
        fill(version);
        for (int tries = 0; tries < MANY && !try_version(version); tries++)
            fill(version);
        acknowledged[version % NAMES] = version;
        for (int i = 0; i < 50; i++, calls++)
            while (count(null_call()) < 0)
                ;
        while (count(timer_sleep_until(postern_time() + 500)) < 0)
            slept++;
        const int name = (int)roll(NAMES);
        if (acknowledged[name] != 0)
            lost += version_there(name) != acknowledged[name];
    }
    expect("claim_O10_files_lost_although_acknowledged", lost == 0, lost);
    expect("claim_O10_sleeps_that_a_killed_driver_ended, tried again", slept >= 0, slept);
    expect("claim_O10_calls_succeed_when_tried_again", calls == 50L * VERSIONS, calls);
}

/* Pages that nobody but this program has, and segments. */
static uint64_t free_pages(void)
{
    struct info_kernel info;
    struct info_program program;

    postern_info(SYS_INFO_KERNEL, 0, &info, sizeof(info));
    segments = info.segments;
    for (uint64_t i = 0; postern_info(SYS_INFO_PROGRAM, i, &program, sizeof(program)) > 0; i++)
        if (strcmp(program.name, "restarts") == 0)
            return info.pages_free + program.used / 4096;
    return 0;
}

/* All services as they are before their first call. */
static uint64_t fresh(void)
{
    for (unsigned i = 0; i < SERVICES; i++)
        killed_and_made_again(i);
    postern_sleep(500000); /* their own threads have begun, on other harts too, and what ended is gone */
    return free_pages();
}

static void a_handle_outlives_the_service(void)
{
    const int handle = fs_open("/kept", FS_WRITE | FS_READ | FS_CREATE, 0644);

    expect("a file is opened", handle > 0, handle);
    killed_and_made_again(2);
    const int other = fs_open("/other", FS_WRITE | FS_READ | FS_CREATE, 0644);
    const long error = fs_read(handle, back, SIZE, 0);
    fs_close(other);
    expect("claim_O10_a_handle_of_the_ended_instance_is_badf", error == -PE_BADF, error);
}

static int holds(int handle, uint64_t at, char c)
{
    return fs_read(handle, back, 512, at) == 512 && back[0] == c && memcmp(back, back + 1, 511) == 0;
}

/* The next instance's first buffer has the place of the old one's: no old handle, and no old map, names it. */
static void a_buffer_outlives_no_driver(void)
{
    enum { BLOCK = 4096 };
    struct postern_buffer mine = {0};
    const int handle = fs_open("/mapped", FS_WRITE | FS_READ | FS_CREATE, 0644);
    long error = postern_buffer_new(&mine, 2 * BLOCK, SYS_PERM_R | SYS_PERM_W);
    char *room = postern_load(9, (uint64_t)mine.alias);

    memset(room, 'a', BLOCK);
    memset(room + BLOCK, 'b', BLOCK);
    const int old = fs_map(handle, room, BLOCK, 0);
    expect("a map is written out", error == 0 && old > 0 && fs_write_out(old) == 0 && holds(handle, 0, 'a'), old);
    killed_and_made_again(1);
    const int next = fs_map(handle, (char *)postern_load(9, (uint64_t)mine.alias) + BLOCK, BLOCK, BLOCK);
    error = fs_write_out(old);
    expect("claim_O10_a_buffer_of_the_ended_driver_is_badf", next > 0 && error == -PE_BADF, error);
    expect("claim_O10_nothing_of_the_new_one_is_written_for_it", holds(handle, 0, 'a'), back[0]);
    expect("the new one works", fs_write_out(next) == 0 && holds(handle, BLOCK, 'b'), next);
    killed_and_made_again(2);
    const int again = fs_open("/mapped", FS_WRITE | FS_READ | FS_CREATE, 0644);
    fs_map(again, postern_load(9, (uint64_t)mine.alias), BLOCK, 0); /* as many as the old instance had */
    const int newest = fs_map(again, postern_load(9, (uint64_t)mine.alias), BLOCK, BLOCK);
    error = fs_write_out(next);
    expect("claim_O10_a_map_of_the_ended_instance_is_badf", newest > 0 && newest != next && error == -PE_BADF, newest);
    fs_close(again);
    error = postern_buffer_free(&mine);
    expect("its memory is free", error == 0, error);
}

int main(void)
{
    const uint64_t before = fresh(), segments_before = segments;

    a_handle_outlives_the_service();
    a_buffer_outlives_no_driver();
    postern_thread_start(killer, NULL, 16384, 8);
    work();
    enough = 1;
    while (!killer_gone)
        postern_sleep(1000);
    const uint64_t after = fresh();
    long total = 0, made = 0;
    for (int i = 0; i < SERVICES; i++) {
        total += kills[i];
        made += (long)restarts(i);
        expect("claim_O10_kills_of_a_service", kills[i] >= 3, kills[i]);
    }
    expect("claim_O10_each_kill_is_followed_by_a_restart", made == total, made);
    expect("claim_O10_errors_in_between, more than none", errors > 5, errors);
    expect("claim_O10_errors_that_are_not_clear", strange == 0, strange);
    expect("claim_O10_pages_leaked", before == after, (long)(before - after));
    expect("claim_O10_segments_leaked", segments == segments_before, (long)(segments - segments_before));
    expect("closes the file system", fs_unmount() == 0, 0);
    printf("%d passed, %d failed\n", passed, failed);
    fflush(stdout);
    postern_shutdown(failed > 0);
    return failed > 0;
}
