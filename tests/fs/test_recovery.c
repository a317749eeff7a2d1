/* Journals written by the host's debugfs are replayed when the image is opened; damaged ones are refused and left
 * as they are. */
#include "tests.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include "fs/fs.h"
#include "host.h"
#include "image.h"
#include "journal.h"

#include "postern/error.h"

static const struct {
    struct flavour flavour;
    const char *journal;
} kinds[] = {
    {{"ext3, 1 KiB blocks, no checksums", "-t ext3 -b 1024"}, ""},
    {{"ext4, 2 KiB blocks, checksums 2", "-t ext4 -b 2048 -O metadata_csum,^64bit"}, "-c -v 2"},
    {{"ext4, 1 KiB blocks, checksums 3", "-t ext4 -b 1024 -O metadata_csum,64bit"}, "-c -v 3"},
    {{"ext4, 4 KiB blocks, checksums 3", "-t ext4 -b 4096 -O metadata_csum,64bit"}, "-c -v 3"},
};
enum { CHECKED = 3 }; /* the kind whose damage every checksum shows */

static const char changes[] = "mkdir /made\nwrite /etc/passwd /made/words\nrm /hello.txt\nln /big.bin /docs/again\n"
                              "sif /big.bin links_count 2\n";

static const char *make(int kind)
{
    static int made = -1;
    static const char *image;

    journal_open_options = kinds[kind].journal;
    if (kind != made)
        image = image_make(&kinds[kind].flavour, kind == 3 ? 16384 : 8192, true);
    else
        image_restore(image);
    made = kind;
    return image;
}

/* The same with the transaction in its journal: written once, then copied. */
static const char *make_changed(int kind)
{
    static int made = -1;
    const char *image = make(kind);

    if (kind != made)
        journal_write(image, changes, ""), run("cp --sparse=always %s %s.changed", image, image);
    disk_attach(NULL);
    run("cp --sparse=always %s.changed %s", image, image);
    disk_attach(image);
    made = kind;
    return image;
}

static int try_open(void)
{
    struct fs_statfs statfs;
    return fs_statfs(&statfs);
}

static bool exists(const char *path)
{
    struct fs_stat stat;
    return fs_stat(path, &stat) == 0;
}

static bool changed(void)
{
    return exists("/made/words") && exists("/docs/again") && !exists("/hello.txt");
}

static void a_committed_transaction_is_replayed(void **state)
{
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        const char *image = make(kind);
        printf("  %s: %u blocks\n", kinds[kind].flavour.name, journal_write(image, changes, ""));
        assert_int_equal(try_open(), 0);
        assert_true(changed());
        assert_true(disk_state.flushes >= 3); /* blocks; the empty journal; the mark */
        const uint64_t writes = disk_state.writes;
        assert_int_equal(fs_unmount(), 0);
        assert_int_equal(try_open(), 0); /* once is enough */
        assert_int_equal(disk_state.writes, writes);
        assert_int_equal(fs_unmount(), 0);
        assert_true(image_is_clean(image));
    }
}

/* The blocks that e2fsck's own replay leaves are those that ours leaves, but for the times in the superblock
 * and the journal's. */
static void replay_does_what_e2fsck_does(void **state)
{
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        const char *image = make(kind);
        char other[160];
        snprintf(other, sizeof(other), "%s/other.img", scratch());
        journal_write(image, changes, "");
        journal_write(image, "write /etc/passwd /second\n", "");
        run("cp --sparse=always %s %s", image, other);
        assert_int_equal(run("e2fsck -y -E journal_only %s >/dev/null 2>&1", other) & ~(1 << 8), 0);
        assert_int_equal(try_open(), 0);
        assert_true(changed() && exists("/second"));
        assert_int_equal(fs_unmount(), 0);
        run("for f in %s %s; do for s in wtime lastcheck mtime kbytes_written checksum mnt_count; do echo ssv $s 0; "
            "done"
            " >%s/cmds; debugfs -w -f %s/cmds $f >/dev/null 2>&1; done",
            image, other, scratch(), scratch());
        const unsigned long long journal = journal_offset(image, 0);
        assert_int_equal(
            run("cmp -l %s %s | awk '$1 > 2048 && ($1 <= %llu || $1 > %llu + 1024) {bad = 1} END {exit bad}'", image,
                other, journal, journal),
            0);
    }
}

static void a_transaction_without_commit_is_not(void **state)
{
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        const char *image = make(kind);
        journal_write(image, "write /etc/passwd /first\n", "");
        const char *second = "rm /hello.txt\n";
        journal_write(image, second, "-c");
        assert_int_equal(try_open(), 0);
        assert_true(exists("/hello.txt"));
        assert_int_equal(fs_unmount(), 0);
        assert_true(image_is_clean(image));
    }
}

/* A block that was structure in the log, and is a file's by now. */
static void a_revoked_block_stays(void **state)
{
    static _Alignas(8) char data[4096];
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        const char *image = make(kind);
        const unsigned size = image_block_size(image);
        char command[300];
        unsigned long long block = 0;
        snprintf(command, sizeof(command), "/usr/sbin/debugfs -R 'bmap /big.bin 1' %s 2>/dev/null", image);
        FILE *out = popen(command, "r");
        assert_int_equal(fscanf(out, "%llu", &block), 1);
        pclose(out);
        snprintf(command, sizeof(command), "zap_block -p 0xee %llu\n", block);
        assert_int_equal(journal_write(image, command, ""), 2); /* and the superblock */
        journal_revoke(image, block);
        const int handle = fs_open("/big.bin", FS_READ, 0);
        assert_int_equal(fs_read(handle, data, size, size), size);
        for (unsigned i = 0; i < size; i++)
            assert_int_equal((unsigned char)data[i], sample_byte(size + i));
        assert_int_equal(fs_unmount(), 0);
        assert_true(image_is_clean(image));
    }
}

static void is_refused_untouched(const char *image)
{
    disk_attach(image);
    assert_int_equal(try_open(), -PE_UNCLEAN);
    assert_int_equal(fs_open("/hello.txt", FS_READ, 0), -PE_UNCLEAN);
    assert_int_equal(disk_state.writes, 0);
}

static void a_damaged_journal_is_refused_and_left(void **state)
{
    static const char garbage[64] = {1, 2, 3};
    (void)state;
    for (unsigned block = 1; block < 6; block++) { /* descriptor, blocks of the transaction */
        const char *image = make(CHECKED);
        const unsigned count = journal_write(image, changes, "");
        assert_true(count > 5);
        image_poke(image, journal_offset(image, block) + 1000, garbage, sizeof(garbage));
        is_refused_untouched(image);
        if (block == 1) { /* and the commit block */
            image_restore(image);
            journal_write(image, changes, "");
            image_poke(image, journal_offset(image, count + 2) + 16, garbage, sizeof(garbage));
            is_refused_untouched(image);
        }
    }
    const char *image = make_changed(CHECKED);
    const uint64_t superblock = journal_offset(image, 0);
    for (unsigned at = 0; at < 256; at += 8) {
        if (at == 64) /* the number of users: e2fsprogs takes the fields behind it for leftovers, and clears them */
            continue;
        make_changed(CHECKED);
        image_poke(image, superblock + at, "\xee", 1);
        is_refused_untouched(image);
    }
}

/* Without checksums, descriptors that follow each other for ever: the log has no end. */
static void a_log_that_is_a_ring_ends(void **state)
{
    const char *image = make(0);
    const unsigned char descriptor[] = {0xc0, 0x3b, 0x39, 0x98, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 99, 0, 0, 0, 10};
    (void)state;
    journal_write(image, changes, "");
    char command[400];
    snprintf(command, sizeof(command),
             "seq -f 'bmap <8> %%g' 1 1023 >%s/cmds; /usr/sbin/debugfs -f %s/cmds %s 2>/dev/null | grep -v debugfs",
             scratch(), scratch(), image);
    FILE *list = popen(command, "r");
    unsigned long long block;
    int count = 0;
    for (; fscanf(list, "%llu", &block) == 1; count++)
        image_poke(image, block * 1024, descriptor, sizeof(descriptor));
    pclose(list);
    assert_int_equal(count, 1023);
    is_refused_untouched(image);
}

static void a_read_only_disk_that_needs_recovery_is_unclean(void **state)
{
    (void)state;
    make_changed(CHECKED);
    disk_state.read_only = true;
    assert_int_equal(try_open(), -PE_UNCLEAN);
    disk_state.read_only = false;
    assert_int_equal(try_open(), 0);
    assert_int_equal(fs_unmount(), 0);
}

/* The device refuses writes, from one on or that one alone: io, and the next time it is all done. */
static int fail_from_each_write_on(bool once)
{
    int failed = 0, error = -1;

    for (int64_t n = 0; error != 0; n++) {
        const char *image = make_changed(CHECKED);
        disk_state.writes_left = n;
        disk_state.fails_once = once;
        error = try_open();
        disk_state.writes_left = -1;
        assert_true(error == 0 || error == -PE_IO);
        failed += error != 0;
        service_reset();
        assert_int_equal(try_open(), 0);
        assert_true(changed());
        assert_int_equal(fs_unmount(), 0);
        assert_true(image_is_clean(image));
    }
    return failed;
}

static void recovery_that_fails_can_be_repeated(void **state)
{
    (void)state;
    assert_true(fail_from_each_write_on(false) > 10);
    assert_true(fail_from_each_write_on(true) > 10);
}

static jmp_buf death;
static int requests_left;

static void die_at_request(void)
{
    if (requests_left-- == 0)
        longjmp(death, 1);
}

static void callers_that_die_in_recovery_leave_it_to_the_next(void **state)
{
    volatile bool killed = true;
    volatile int n;
    (void)state;
    for (n = 0; killed; n += 3) {
        const char *image = make_changed(CHECKED);
        requests_left = n;
        disk_state.before_request = die_at_request;
        killed = setjmp(death) != 0;
        if (!killed)
            try_open();
        disk_state.before_request = NULL;
        assert_int_equal(try_open(), 0);
        assert_true(changed());
        assert_int_equal(fs_unmount(), 0);
        assert_true(image_is_clean(image));
        service_reset();
    }
    assert_true(n > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_committed_transaction_is_replayed),
        cmocka_unit_test(replay_does_what_e2fsck_does),
        cmocka_unit_test(a_transaction_without_commit_is_not),
        cmocka_unit_test(a_revoked_block_stays),
        cmocka_unit_test(a_damaged_journal_is_refused_and_left),
        cmocka_unit_test(a_log_that_is_a_ring_ends),
        cmocka_unit_test(a_read_only_disk_that_needs_recovery_is_unclean),
        cmocka_unit_test(recovery_that_fails_can_be_repeated),
        cmocka_unit_test(callers_that_die_in_recovery_leave_it_to_the_next),
    };
    return cmocka_run_group_tests_name("fs-recovery", tests, NULL, NULL);
}
