/* Everything at once, on several harts: calls of every service, services killed at random, the drivers included, segments revoked
 * while they are used, interrupts of disk and clock. Calls in flight are told, retries succeed, what was acknowledged by
 * fs_fsync is there, and nothing leaks (claims O4, O7, O10). Boot argument: thousands of calls. */
#include <stdio.h>
#include <string.h>

#include "fs/fs.h"
#include "null/null.h"
#include "timer/timer.h"

#include "postern/error.h"
#include "postern/service.h"
#include "postern/syscall.h"
#include "postern/thread.h"

#include "report.h"

enum { WORKERS = 3, CALLS_PER_FILE = 100, SIZE = 3000, TRIES = 20000, PAUSE = 3000, FILES = 40, INTERRUPT_PAGES = 24 };

POSTERN_IMPORT(null_entry, "kill-null");
POSTERN_IMPORT(fs_entry, "kill-fs");
POSTERN_IMPORT(block_entry, "kill-block");
POSTERN_IMPORT(timer_entry, "kill-timer");

static volatile struct postern_import *const victims[] = {&null_entry, &fs_entry, &block_entry, &timer_entry};
enum { VICTIMS = sizeof victims / sizeof *victims };

static struct worker {
    uint32_t acknowledged[FILES]; /* the version of each file that was acknowledged; 0: none */
    uint32_t tried[FILES];        /* the newest that may be there */
    long told, strange, gave_up, wrong, calls;
    volatile int done;
} workers[WORKERS];
static volatile int stop, clock_done;
static long kills, revocations, alarms;
static volatile long uses; /* of segments that are going to be revoked */
static uint64_t noise;

static uint64_t dice(uint64_t sides)
{
    noise ^= noise << 13;
    noise ^= noise >> 7;
    noise ^= noise << 17;
    return noise % sides;
}

/* What a call may answer that met a death. fs says io when its driver died under it, badf when it does not know a handle. */
static int is_told(long error)
{
    return error == -PE_KILLED || error == -PE_REVOKED || error == -PE_IO || error == -PE_BADF;
}

static void note(struct worker *w, long error)
{
    w->told += is_told(error);
    if (!is_told(error) && w->strange++ == 0)
        printf("a call answered %ld\n", error);
    postern_sleep(PAUSE);
}

static void fill(char *data, unsigned worker, unsigned file, uint32_t version)
{
    for (int i = 0; i < SIZE; i++)
        data[i] = (char)(worker * 31 + file * 7 + version * 13 + (unsigned)i);
}

static void name_of(char *name, size_t size, unsigned worker, unsigned file)
{
    snprintf(name, size, "/w%u-%u", worker, file);
}

/* Writes a version of a file until all of it was acknowledged; 0, or the last error. */
static long write_file(struct worker *w, unsigned worker, unsigned file, uint32_t version)
{
    char name[32], data[SIZE];
    long error = 0;

    name_of(name, sizeof name, worker, file);
    fill(data, worker, file, version);
    for (int i = 0; i < TRIES; i++) {
        int handle = fs_open(name, FS_READ | FS_WRITE | FS_CREATE, 0644);
        error = handle < 0 ? handle : fs_write(handle, data, SIZE, 0);
        if (error >= 0 && error < SIZE) /* cut short: what is behind it met the death */
            error = -PE_IO;
        if (error >= 0 && (error = fs_fsync(handle)) >= 0) {
            fs_close(handle);
            return 0;
        }
        note(w, error);
        if (handle >= 0)
            fs_close(handle);
    }
    return error;
}

static long read_file(struct worker *w, unsigned worker, unsigned file, char *data)
{
    char name[32];
    long got = 0;

    name_of(name, sizeof name, worker, file);
    for (int i = 0; i < TRIES; i++) {
        int handle = fs_open(name, FS_READ, 0);
        got = handle < 0 ? handle : fs_read(handle, data, SIZE, 0);
        if (handle >= 0)
            fs_close(handle);
        if (got >= 0)
            return got;
        note(w, got);
    }
    return got;
}

/* An acknowledged version, or a newer one that was begun. */
static void check_file(struct worker *w, unsigned worker, unsigned file)
{
    char data[SIZE], right[SIZE];
    long got = read_file(w, worker, file, data);

    for (uint32_t v = w->acknowledged[file]; got == SIZE && v <= w->tried[file]; v++) {
        fill(right, worker, file, v);
        if (memcmp(data, right, SIZE) == 0)
            return;
    }
    fill(right, worker, file, w->acknowledged[file]);
    int from = 0, to = SIZE;
    while (from < SIZE && data[from] == right[from])
        from++;
    while (to > from && data[to - 1] == right[to - 1])
        to--;
    long again = read_file(w, worker, file, data);
    printf("worker %u file %u: %ld bytes, bytes %d to %d are not those of version %u, but from %d on; read again: %s\n",
           worker, file, got, from, to, w->acknowledged[file], data[from] & 255,
           again == SIZE && memcmp(data, right, SIZE) == 0 ? "right" : "wrong");
    w->wrong++;
}

static void call_null(struct worker *w)
{
    for (int i = 0; i < TRIES; i++) {
        int answer = null_call();
        w->calls++;
        if (answer == 0)
            return;
        note(w, answer);
    }
    w->gave_up++;
}

static void work(void *arg)
{
    unsigned number = (unsigned)(uintptr_t)arg;
    struct worker *w = &workers[number];

    for (uint32_t version = 1; !stop; version++) {
        unsigned file = version % FILES;
        w->tried[file] = version;
        if (write_file(w, number, file, version) == 0)
            w->acknowledged[file] = version;
        else
            w->gave_up++;
        for (int i = 0; i < CALLS_PER_FILE; i++)
            call_null(w);
        if (w->acknowledged[file])
            check_file(w, number, file);
    }
    w->done = 1;
}

/* Until its segment has been revoked: a call that grants it is refused then, or its own access faults. Nobody else is hurt. */
static void use_shared(void *arg)
{
    const char *data = postern_load(4, (uint64_t)arg);
    for (;; uses++) {
        int answer = null_buffer(data, 64);
        if (answer < 0 && !is_told(answer))
            return;
        if (answer < 0)
            postern_sleep(PAUSE);
    }
}

static void revoke_one(void)
{
    long before = uses, segment = postern_seg_create(4096, 0);
    if (segment >= 0 && postern_thread_start(use_shared, (void *)segment, 16384, 8) < 0)
        postern_seg_destroy((uint64_t)segment), segment = -1;
    if (segment < 0)
        return;
    for (int i = 0; i < TRIES && uses < before + 3; i++)
        postern_sleep(PAUSE / 10);
    revocations += postern_seg_destroy((uint64_t)segment) == 0 && uses > before;
}

static void ring(void *unused)
{
    uint64_t now;

    (void)unused;
    while (!stop) {
        __asm__ volatile("rdtime %0" : "=r"(now));
        if (timer_sleep_until(now + 5000) == 0)
            alarms++;
        else
            postern_sleep(PAUSE);
    }
    clock_done = 1;
}

static long calls_made(void)
{
    long calls = uses + alarms;
    for (int i = 0; i < WORKERS; i++)
        calls += workers[i].calls;
    return calls;
}

/* A service that has lived for a tenth of a second is made again at once. */
static void trouble(long calls)
{
    while (calls_made() < calls || kills < 10) {
        postern_sleep(300000 + dice(700000));
        revoke_one();
        kills += postern_prog_kill(victims[dice(VICTIMS)]->selector) >= 0;
    }
}

static void kill_all(void)
{
    for (int i = 0; i < VICTIMS; i++)
        postern_prog_kill(victims[i]->selector);
    postern_sleep(PAUSE);
}

/* Pages that this program itself has taken. */
static uint64_t own_pages(void)
{
    struct info_program p;
    for (uint64_t i = 0; postern_info(SYS_INFO_PROGRAM, i, &p, sizeof p) >= 0; i++)
        if (strcmp(p.name, "stress") == 0)
            return p.used / 4096;
    return 0;
}

/* The kernel makes an interrupt thread for (hart, level) when a source is first bound there, and keeps it; with what a hart needs for its
 * first one, in at most INTERRUPT_PAGES. */
static uint64_t interrupt_threads(void)
{
    struct info_segment segment;
    uint64_t n = 0;
    for (uint64_t i = 0; postern_info(SYS_INFO_SEGMENT, i, &segment, sizeof segment) >= 0; i++)
        n += strcmp(segment.name, "interrupts") == 0;
    return n;
}

static struct info_kernel counted(void)
{
    struct info_kernel k;
    char data[SIZE];
    for (int i = 0; i < 2; i++) { /* the first time fs may replay its journal, which takes memory */
        kill_all();
        read_file(&workers[0], 0, 0, data);
        call_null(&workers[0]);
        while (timer_sleep_until(0) < 0)
            postern_sleep(PAUSE);
    }
    postern_info(SYS_INFO_KERNEL, 0, &k, sizeof k);
    k.segments -= interrupt_threads();
    k.pages_free += own_pages();
    return k;
}

int main(void)
{
    long told = 0, strange = 0, gave_up = 0, wrong = 0, calls = 0, kept = 0;

    noise = 88172645463325252u;
    write_file(&workers[0], 0, 0, 0);
    kill_all();
    struct info_kernel before = counted();
    uint64_t had = interrupt_threads();
    for (uintptr_t i = 0; i < WORKERS; i++)
        postern_thread_start(work, (void *)i, 65536, 8);
    postern_thread_start(ring, NULL, 16384, 9);
    trouble((long)postern_boot_argument * 1000);
    stop = 1;
    for (int i = 0; i < WORKERS; i++)
        while (!workers[i].done)
            postern_sleep(PAUSE);
    while (!clock_done)
        postern_sleep(PAUSE);
    for (unsigned i = 0; i < WORKERS; i++) {
        struct worker *w = &workers[i];
        for (unsigned f = 0; f < FILES; f++) {
            kept += w->acknowledged[f] != 0;
            if (w->acknowledged[f])
                check_file(w, i, f);
        }
        told += w->told, strange += w->strange, gave_up += w->gave_up, wrong += w->wrong, calls += w->calls;
    }
    postern_sleep(1000000);
    struct info_kernel after = counted();
    uint64_t made = interrupt_threads();
    expect("claim_O10_calls_in_flight_are_told, more than none", told > 0, 1);
    expect("claim_O10_no_other_error_than_those_of_a_death", strange, 0);
    expect("claim_O10_every_retry_succeeds", gave_up, 0);
    expect("claim_O10_nothing_acknowledged_is_lost", wrong, 0);
    expect("files acknowledged, more than ten", kept > 10, 1);
    expect("services killed, more than five", kills > 5, 1);
    expect("claim_O7_segments_revoked_in_use, more than five", revocations > 5, 1);
    expect("alarms, more than five", alarms > 5, 1);
    expect("calls made, as many as were asked for", calls + uses + alarms >= (long)postern_boot_argument * 1000, 1);
    expect_at_most("claim_O10_no_page_leaks, but for new interrupt threads",
                   (long)(before.pages_free - after.pages_free), INTERRUPT_PAGES * (long)(made - had));
    expect("no segment leaks", (long)(after.segments - before.segments), 0);
    expect("no thread leaks", (long)(after.threads - before.threads), 0);
    expect("no entry leaks", (long)(after.entries - before.entries), 0);
    return report_end();
}
