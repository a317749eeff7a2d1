/* The power fails at any write of a workload: after recovery the image is clean, and what was acknowledged is there.
 *
 *   test-fs-power [SEED [CUTS]]      another workload; more cuts of it */
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/fs.h"
#include "host.h"
#include "image.h"
#include "journal.h"
#include "power.h"

#include "postern/error.h"

enum { STEPS = 160, NAMES = 6, LOG_RECORD = 700 };

static uint32_t seed = 20261126;
static unsigned cuts = 60;
static _Alignas(8) unsigned char buffer[200000];

/* What the workload has done, by steps. A file /fN is always a whole version: written to another name, synced, and
 * renamed. A step has begun and ended at these requests; what it did is durable from `ended` on if it is acknowledged. */
static struct step {
    unsigned begun, ended;
    bool acknowledged;
    int versions[NAMES]; /* of /fN after the step; below 0: that one is gone, and there is none */
    unsigned log_size;   /* of /log */
} steps[STEPS + 1];

static uint32_t roll(uint32_t n)
{
    seed ^= seed << 13, seed ^= seed >> 17, seed ^= seed << 5;
    return seed % n;
}

static size_t version_size(int name, int version)
{
    return 1 + (size_t)((name * 7919 + version * 104729) % 60000);
}

static unsigned char version_byte(int name, int version, size_t i)
{
    return (unsigned char)(name * 31 + version * 17 + (int)(i * 13 + i / 256));
}

static unsigned char log_byte(size_t i)
{
    return (unsigned char)(i * 11 + i / 700);
}

static void write_version(int name, int version)
{
    char path[32], temporary[32];
    const size_t size = version_size(name, version);

    snprintf(path, sizeof(path), "/f%d", name);
    snprintf(temporary, sizeof(temporary), "/t%d", name);
    for (size_t i = 0; i < size; i++)
        buffer[i] = version_byte(name, version, i);
    const int handle = fs_open(temporary, FS_WRITE | FS_CREATE | FS_TRUNC, 0644);
    for (size_t at = 0; at < size; at += 10000)
        assert_true(fs_write(handle, buffer + at, size - at < 10000 ? size - at : 10000, at) > 0);
    assert_int_equal(fs_fsync(handle), 0);
    assert_int_equal(fs_rename(temporary, path), 0);
    assert_int_equal(fs_close(handle), 0); /* a promise, too: the file was written */
}

static void append_to_log(unsigned size)
{
    const int handle = fs_open("/log", FS_WRITE | FS_CREATE | FS_APPEND, 0644);

    for (unsigned i = 0; i < LOG_RECORD; i++)
        buffer[i] = log_byte(size + i);
    assert_int_equal(fs_write(handle, buffer, LOG_RECORD, 0), LOG_RECORD);
    assert_int_equal(fs_fsync(handle), 0);
    assert_int_equal(fs_close(handle), 0);
}

/* Directories of several blocks come and go: their blocks become files' contents. */
static void directories(bool make)
{
    char path[300];

    if (make)
        fs_mkdir("/dir", 0755);
    for (int i = 0; i < 12; i++) {
        snprintf(path, sizeof(path), "/dir/%0200d", i);
        if (make)
            fs_mkdir(path, 0755);
        else
            fs_rmdir(path);
    }
    if (!make)
        fs_rmdir("/dir");
}

/* A sync empties the log: mostly not, so that it fills up, too. */
static void make_durable(void)
{
    if (roll(16) == 0) {
        assert_int_equal(fs_sync(), 0);
        return;
    }
    const int handle = fs_open("/log", FS_WRITE | FS_CREATE, 0644);
    assert_int_equal(fs_fsync(handle), 0);
    assert_int_equal(fs_close(handle), 0);
}

static void do_step(struct step *step)
{
    const int name = (int)roll(NAMES);
    char path[32];

    snprintf(path, sizeof(path), "/f%d", name);
    switch (roll(8)) {
    case 0:
    case 1:
    case 2:
        step->versions[name] = abs(step->versions[name]) + 1;
        write_version(name, step->versions[name]);
        step->acknowledged = true;
        break;
    case 3:
        append_to_log(step->log_size);
        step->log_size += LOG_RECORD;
        step->acknowledged = true;
        break;
    case 4: directories(true); break;
    case 5: directories(false); break;
    case 6:
        if (fs_unlink(path) == 0) {
            step->versions[name] = -abs(step->versions[name]);
            make_durable();
            step->acknowledged = true;
        }
        break;
    case 7:
        assert_true(fs_truncate(fs_open("/scratch", FS_WRITE | FS_CREATE, 0644), roll(100000)) == 0);
        fs_forget(0);
        break;
    }
}

static void run_workload(const char *image)
{
    power_record(image);
    memset(steps, 0, sizeof(steps));
    for (int i = 1; i <= STEPS; i++) {
        steps[i] = steps[i - 1];
        steps[i].acknowledged = false;
        steps[i].begun = power_now();
        do_step(&steps[i]);
        steps[i].ended = power_now();
    }
    power_stop();
    service_reset();
}

/* The version that /fN holds, whole; 0 when it is not there. */
static int version_there(int name)
{
    char path[32];

    snprintf(path, sizeof(path), "/f%d", name);
    const int handle = fs_open(path, FS_READ, 0);
    if (handle < 0) {
        assert_int_equal(handle, -PE_NOENT);
        return 0;
    }
    const long size = fs_read(handle, buffer, sizeof(buffer), 0);
    assert_int_equal(fs_close(handle), 0);
    for (int version = 1; version <= STEPS; version++) {
        if ((long)version_size(name, version) != size || buffer[0] != version_byte(name, version, 0))
            continue;
        long i = 0;
        while (i < size && buffer[i] == version_byte(name, version, (size_t)i))
            i++;
        if (i == size)
            return version;
    }
    fail_msg("%s holds no version: %ld bytes", path, size);
    return 0;
}

/* What was there at the last acknowledged step, or came after it. */
static void check_files(int acknowledged, int begun)
{
    for (int name = 0; name < NAMES; name++) {
        const int there = version_there(name);
        bool right = false;
        for (int i = acknowledged; i <= begun; i++)
            right |= there == (steps[i].versions[name] > 0 ? steps[i].versions[name] : 0);
        if (!right)
            fail_msg("/f%d: version %d is neither what was acknowledged nor newer", name, there);
    }
    const int handle = fs_open("/log", FS_READ, 0);
    const long size = handle < 0 ? 0 : fs_read(handle, buffer, sizeof(buffer), 0);
    assert_true(size >= (long)steps[acknowledged].log_size && size <= (long)steps[begun].log_size);
    for (long i = 0; i < size; i++)
        assert_int_equal(buffer[i], log_byte((size_t)i));
}

static void check_cut(const char *image, unsigned cut, uint32_t order)
{
    int acknowledged = 0, begun = 0;

    for (int i = 1; i <= STEPS; i++) {
        begun = steps[i].begun < cut ? i : begun;
        acknowledged = steps[i].ended <= cut && steps[i].acknowledged ? i : acknowledged;
    }
    power_fail(image, cut, order);
    disk_attach(image);
    check_files(acknowledged, begun);
    assert_int_equal(fs_unmount(), 0);
    assert_true(image_is_clean(image));
}

/* The superblock of the journal moves the log's tail, and what comes next may write over what was the log. */
static unsigned fail_where_the_tail_moves(const char *image, uint64_t superblock)
{
    unsigned moves = 0;

    for (unsigned at = 0; (at = power_after_write(superblock, at)) != 0 && moves < cuts / 3; moves++)
        for (unsigned i = 1; i <= 2; i++)
            if (at + 4 * i < power_now())
                check_cut(image, at + 4 * i, roll(1u << 30) + 1);
    return moves;
}

/* When a commit block is on the disk, all that it stands for is, in whatever order the disk has written. */
static unsigned fail_where_commits_are_written(const char *image)
{
    unsigned commits = 0;

    for (unsigned at = 0; (at = power_after_commit(at)) != 0 && commits < cuts / 2; commits++)
        check_cut(image, at, roll(1u << 30) + 1);
    return commits;
}

static void fail_everywhere(const char *options)
{
    const struct flavour flavour = {options, options};
    const char *image = image_make(&flavour, 8192, false);
    char path[128];

    snprintf(path, sizeof(path), "%s", image);
    const uint64_t superblock = journal_offset(path, 0);
    run_workload(path);
    const unsigned end = power_now();
    for (unsigned i = 0; i < cuts; i++) {
        const unsigned cut = (unsigned)((uint64_t)end * (i + 1) / cuts) - roll(end / cuts);
        check_cut(path, cut, 0);
        check_cut(path, cut, roll(1u << 30) + 1);
    }
    power_rewind();
    const unsigned moves = fail_where_the_tail_moves(path, superblock);
    power_rewind();
    const unsigned commits = fail_where_commits_are_written(path);
    assert_true(moves >= 2 && commits >= 20);
    printf("  %s: %u requests, %u cuts, each in order and out of it; %u moves of the tail, %u commits\n", options, end,
           cuts, moves, commits);
}

static void claim_O10_the_power_fails_at_any_write_checked(void **state)
{
    (void)state;
    fail_everywhere("-t ext4 -b 1024 -O metadata_csum,64bit");
}

static void claim_O10_the_power_fails_at_any_write_unchecked(void **state)
{
    (void)state;
    fail_everywhere("-t ext3 -b 1024");
}

static void claim_O10_the_power_fails_at_any_write_large_blocks(void **state)
{
    (void)state;
    fail_everywhere("-t ext4 -b 4096 -O ^metadata_csum,^64bit");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(claim_O10_the_power_fails_at_any_write_checked),
        cmocka_unit_test(claim_O10_the_power_fails_at_any_write_unchecked),
        cmocka_unit_test(claim_O10_the_power_fails_at_any_write_large_blocks),
    };
    seed = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 0) | 1 : seed;
    cuts = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 0) : cuts;
    return cmocka_run_group_tests_name("fs-power", tests, NULL, NULL);
}
