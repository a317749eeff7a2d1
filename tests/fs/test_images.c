/* Which images are opened, and what mark the service leaves on them. */
#include "tests.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fs/fs.h"
#include "host.h"
#include "image.h"

#include "postern/error.h"

static const struct flavour ext4 = {"ext4", "-t ext4"}, ext2 = {"ext2", "-t ext2"};

static int try_open(void)
{
    struct fs_statfs statfs;
    return fs_statfs(&statfs);
}

static void no_disk_is_noent(void **state)
{
    (void)state;
    disk_attach(NULL);
    assert_int_equal(try_open(), -PE_NOENT);
}

static void what_is_no_file_system_is_inval(void **state)
{
    char path[128];
    (void)state;
    snprintf(path, sizeof(path), "%s/zeros", scratch());
    run("truncate -s 65536 %s", path);
    disk_attach(path);
    assert_int_equal(try_open(), -PE_INVAL);
    run("truncate -s 1024 %s", path);
    assert_int_equal(try_open(), -PE_INVAL);
}

static void an_image_that_is_not_clean_is_refused(void **state)
{
    const char *image = image_make(&ext4, 16384, true);
    (void)state;
    run("debugfs -w -R 'feature needs_recovery' %s >/dev/null 2>&1", image); /* the journal is empty: no harm */
    assert_int_equal(try_open(), 0);
    assert_int_equal(fs_unmount(), 0);
    assert_true(image_is_clean(image));
    run("debugfs -w -R 'set_super_value state 0' %s >/dev/null 2>&1", image);
    assert_int_equal(try_open(), -PE_UNCLEAN);
    run("debugfs -w -R 'set_super_value state 3' %s >/dev/null 2>&1", image); /* clean, with errors */
    assert_int_equal(try_open(), -PE_UNCLEAN);
    run("e2fsck -fy %s >/dev/null 2>&1", image);
    assert_int_equal(try_open(), 0);
    assert_int_equal(fs_unmount(), 0);
}

static void is_unclean_until_checked(const char *image)
{
    service_reset();
    assert_int_equal(try_open(), -PE_UNCLEAN);
    run("e2fsck -fy %s >/dev/null 2>&1", image);
    assert_int_equal(try_open(), 0);
    assert_int_equal(fs_unmount(), 0);
}

static void switch_off_in_the_middle(void)
{
    static _Alignas(8) char data[100000];
    const int handle = fs_open("/new", FS_WRITE | FS_CREATE, 0644);

    assert_int_equal(fs_write(handle, data, sizeof(data), 0), sizeof(data));
    disk_state.writes_left = 4;
    assert_true(fs_truncate(handle, 0) < 0 || fs_fsync(handle) < 0);
    disk_state.writes_left = -1;
    service_reset();
}

static void an_image_switched_off_in_the_middle(void **state)
{
    const char *image = image_make(&ext2, 16384, true);
    (void)state;
    switch_off_in_the_middle();
    is_unclean_until_checked(image);

    image = image_make(&ext4, 16384, true); /* the same with a journal */
    switch_off_in_the_middle();
    assert_int_equal(try_open(), 0);
    assert_int_equal(fs_unmount(), 0);
    assert_true(image_is_clean(image));
}

static uint64_t blocks_free(void)
{
    struct fs_statfs statfs;
    assert_int_equal(fs_statfs(&statfs), 0);
    return statfs.blocks_free;
}

static void an_image_switched_off_with_an_open_file_without_a_name(void **state)
{
    const char *image = image_make(&ext2, 16384, true);
    (void)state;
    assert_true(fs_open("/big.bin", FS_READ, 0) > 0);
    assert_int_equal(fs_unlink("/big.bin"), 0);
    assert_int_equal(fs_sync(), 0);
    is_unclean_until_checked(image);

    image = image_make(&ext4, 16384, true); /* on the list of orphans: given back when it is opened */
    const uint64_t before = blocks_free();
    assert_true(fs_open("/big.bin", FS_READ, 0) > 0 && fs_open("/hello.txt", FS_READ, 0) > 0);
    assert_int_equal(fs_unlink("/hello.txt"), 0);
    assert_int_equal(fs_unlink("/big.bin"), 0);
    assert_int_equal(fs_sync(), 0);
    service_reset();
    assert_true(blocks_free() > before + SAMPLE_BIG / 4096);
    assert_int_equal(fs_unmount(), 0);
    assert_true(image_is_clean(image));
}

static void an_image_switched_off_after_a_sync_is_clean(void **state)
{
    static char data[100000];
    const char *image = image_make(&ext4, 16384, true);
    (void)state;
    const int handle = fs_open("/new", FS_WRITE | FS_CREATE, 0644);
    assert_int_equal(fs_write(handle, data, sizeof(data), 0), sizeof(data));
    assert_int_equal(fs_fsync(handle), 0);
    assert_true(disk_state.flushes > 0);
    assert_int_equal(fs_sync(), 0);
    service_reset();
    assert_true(image_is_clean(image));
    assert_int_equal(try_open(), 0);
    assert_int_equal(fs_unmount(), 0);
}

static void unknown_features_are_version(void **state)
{
    static const char *const options[] = {"-t ext4 -O inline_data", "-t ext4 -O encrypt", "-t ext4 -O casefold"};
    (void)state;
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        image_make(&(struct flavour){"?", options[i]}, 16384, false);
        assert_int_equal(try_open(), -PE_VERSION);
    }
}

static void features_that_we_cannot_keep_are_read_only(void **state)
{
    static const char *const options[] = {"-t ext4 -O quota", "-t ext4 -O bigalloc", "-t ext4 -O ea_inode"};
    struct fs_statfs statfs;
    (void)state;
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        image_make(&(struct flavour){"?", options[i]}, 16384, true);
        assert_int_equal(fs_statfs(&statfs), 0);
        assert_int_equal(statfs.read_only, 1);
        assert_true(fs_open("/hello.txt", FS_READ, 0) > 0);
        assert_int_equal(fs_open("/hello.txt", FS_WRITE, 0), -PE_ROFS);
        assert_int_equal(fs_mkdir("/d", 0755), -PE_ROFS);
        assert_int_equal(fs_unlink("/hello.txt"), -PE_ROFS);
        assert_int_equal(fs_rename("/hello.txt", "/h"), -PE_ROFS);
        assert_int_equal(fs_unmount(), 0);
        assert_int_equal(disk_state.writes, 0);
    }
}

static void a_read_only_disk_is_read(void **state)
{
    image_make(&ext4, 16384, true);
    (void)state;
    disk_state.read_only = true;
    assert_true(fs_open("/hello.txt", FS_READ, 0) > 0);
    assert_int_equal(fs_open("/new", FS_WRITE | FS_CREATE, 0644), -PE_ROFS);
    assert_int_equal(fs_sync(), 0);
    assert_int_equal(fs_unmount(), 0);
}

static void a_cut_off_image_is_io(void **state)
{
    const char *image = image_make(&ext4, 16384, true);
    (void)state;
    disk_attach(NULL);
    run("truncate -s 8M %s", image);
    disk_attach(image);
    assert_int_equal(try_open(), -PE_IO);
}

static void reading_writes_nothing(void **state)
{
    static char data[4096];
    image_make(&ext4, 16384, true);
    (void)state;
    const int handle = fs_open("/hello.txt", FS_READ, 0);
    assert_int_equal(fs_read(handle, data, sizeof(data), 0), 13);
    assert_int_equal(fs_close(handle), 0);
    assert_int_equal(fs_unmount(), 0);
    assert_int_equal(disk_state.writes, 0);
}

static void the_next_call_after_unmount_opens_again(void **state)
{
    image_make(&ext4, 16384, true);
    (void)state;
    const int handle = fs_open("/hello.txt", FS_READ, 0);
    assert_int_equal(fs_unmount(), 0);
    assert_int_equal(fs_close(handle), -PE_BADF);
    assert_int_equal(try_open(), 0);
    assert_int_equal(fs_unmount(), 0);
}

const struct CMUnitTest image_tests[] = {
    cmocka_unit_test(no_disk_is_noent),
    cmocka_unit_test(what_is_no_file_system_is_inval),
    cmocka_unit_test(an_image_that_is_not_clean_is_refused),
    cmocka_unit_test(an_image_switched_off_in_the_middle),
    cmocka_unit_test(an_image_switched_off_with_an_open_file_without_a_name),
    cmocka_unit_test(an_image_switched_off_after_a_sync_is_clean),
    cmocka_unit_test(unknown_features_are_version),
    cmocka_unit_test(features_that_we_cannot_keep_are_read_only),
    cmocka_unit_test(a_read_only_disk_is_read),
    cmocka_unit_test(a_cut_off_image_is_io),
    cmocka_unit_test(reading_writes_nothing),
    cmocka_unit_test(the_next_call_after_unmount_opens_again),
};
const size_t image_test_count = sizeof(image_tests) / sizeof(image_tests[0]);
