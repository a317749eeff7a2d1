/* A caller that is killed inside the service: the next one finds it usable, and the image is never made
 * worse than the unfinished change left it. */
#include "tests.h"

#include <malloc.h>
#include <string.h>

#include "fs/fs.h"
#include "host.h"
#include "image.h"

#include "postern/error.h"

static const struct flavour ext4 = {"ext4", "-t ext4"};
static _Alignas(8) char buffer[100000];

static jmp_buf death;
static int requests_left;

static void die_at_request(void)
{
    if (requests_left-- == 0)
        longjmp(death, 1);
}

/* Runs `call`, killed at its n-th request to the device; answers whether it was. */
static bool killed_in(void (*call)(void), int n)
{
    requests_left = n;
    disk_state.before_request = die_at_request;
    const bool killed = setjmp(death) != 0;
    if (!killed)
        call();
    disk_state.before_request = NULL;
    return killed;
}

static int handle;

static void read_big(void)
{
    fs_read(handle, buffer, sizeof(buffer), 0);
}

static void a_death_while_reading_costs_nothing(void **state)
{
    const char *image = image_make(&ext4, 16384, true);
    (void)state;
    handle = fs_open("/big.bin", FS_READ, 0);
    const int other = fs_open("/hello.txt", FS_READ | FS_WRITE, 0);
    for (int n = 0; n < 2; n++) {
        assert_true(killed_in(read_big, n));
        assert_int_equal(fs_read(other, buffer, 100, 0), 13); /* handles stay good */
        assert_int_equal(fs_write(other, "HELLO", 5, 0), 5);
    }
    assert_int_equal(fs_mkdir("/after", 0755), 0);
    assert_int_equal(fs_unmount(), 0);
    assert_true(image_is_clean(image));
}

static void empty_huge(void)
{
    fs_truncate(handle, 0);
    fs_fsync(handle);
}

static void make_a_mess(void)
{
    const int new = fs_open("/new", FS_WRITE | FS_CREATE, 0644);
    fs_write(new, buffer, sizeof(buffer), 0);
    fs_mkdir("/dir", 0755);
    fs_rename("/docs/deep", "/dir/deep");
    const int big = fs_open("/big.bin", FS_READ | FS_WRITE, 0);
    fs_unlink("/big.bin");
    fs_rename("/hello.txt", "/many/001");
    fs_close(new);
    fs_truncate(big, 5000);
    fs_close(big);
    fs_rmdir("/empty");
}

static bool exists(const char *path)
{
    struct fs_stat stat;
    return fs_stat(path, &stat) == 0;
}

/* Killed at one request after the other: the operation has happened or it has not, the service goes on, and the
 * image is clean. */
static void a_death_while_changing_is_undone(const struct flavour *flavour, int stride)
{
    const char *image = image_make(flavour, 4096, true);
    bool killed = true;
    int n;

    for (n = 0; killed; n += stride) {
        struct fs_statfs statfs;
        image_restore(image);
        killed = killed_in(make_a_mess, n);
        assert_int_equal(fs_statfs(&statfs), 0);
        assert_false(statfs.read_only);
        assert_true(exists("/docs/deep/note.txt") != exists("/dir/deep/note.txt"));
        assert_true(exists("/hello.txt") || exists("/many/001"));
        const int after = fs_open("/after", FS_READ | FS_WRITE | FS_CREATE, 0644);
        assert_int_equal(fs_write(after, "after", 5, 0), 5);
        assert_int_equal(fs_close(after), 0);
        fs_forget(0); /* whoever cares for the dead client */
        assert_int_equal(fs_sync(), 0);
        assert_true(image_is_clean(image)); /* without unmounting */
        assert_int_equal(fs_unmount(), 0);
        service_reset();
    }
    assert_true(n > 100);
}

static void deaths_while_changing(void **state)
{
    (void)state;
    a_death_while_changing_is_undone(&flavours[0], 2);
    a_death_while_changing_is_undone(&flavours[4], 1);
}

/* What dead callers had allocated is given back: dying again and again does not use the service up. */
static void deaths_cost_no_memory(void **state)
{
    size_t settled = 0;
    (void)state;
    image_make(&flavours[4], 4096, true);
    for (int n = 0; n < 200; n++) {
        killed_in(make_a_mess, 5 + n % 60);
        exists("/"); /* somebody else calls, and recovers */
        fs_forget(0);
        if (n == 100)
            settled = mallinfo2().uordblks;
    }
    assert_true(mallinfo2().uordblks < settled + 20000);
    assert_int_equal(fs_unmount(), 0);
}

/* More than one operation has room for: it is done in steps, and dying in it leaves a file cut less. */
static void a_death_in_a_huge_change(const struct flavour *flavour)
{
    int killed = 0;

    for (int n = 3; n < 60; n += 9) {
        const char *image = image_make(flavour, 65536, true);
        struct fs_statfs statfs;
        handle = fs_open("/huge", FS_WRITE | FS_CREATE, 0644);
        for (uint64_t at = 0; at < 120; at++) /* indirect blocks, or extents, for each */
            assert_int_equal(fs_write(handle, buffer, sizeof(buffer), at * 412345), sizeof(buffer));
        killed += killed_in(empty_huge, n);
        assert_int_equal(fs_statfs(&statfs), 0);
        assert_int_equal(statfs.read_only, 0);
        assert_int_equal(fs_read(fs_open("/hello.txt", FS_READ, 0), buffer, 100, 0), 13);
        assert_int_equal(fs_mkdir("/x", 0755), 0);
        assert_int_equal(fs_unmount(), 0);
        assert_true(image_is_clean(image));
    }
    assert_true(killed > 0);
}

static void deaths_in_huge_changes(void **state)
{
    (void)state;
    a_death_in_a_huge_change(&flavours[0]);
    a_death_in_a_huge_change(&flavours[4]);
}

static void die(void)
{
    longjmp(death, 1);
}

/* Killed when the device has its buffer and no map knows: the next caller gives that back, and what others mapped stays. */
static void a_death_in_the_middle_of_fs_map_leaves_no_buffer(void **state)
{
    static _Alignas(8) char memory[4096];
    (void)state;
    image_make(&ext4, 4096, true);
    handle = fs_open("/mapped", FS_READ | FS_WRITE | FS_CREATE, 0644);
    const int map = fs_map(handle, memory, sizeof(memory), 0);
    assert_true(map > 0);
    for (int n = 0; n < 20; n++) { /* more often than there are registers */
        disk_state.after_register = die;
        if (setjmp(death) == 0) {
            fs_map(handle, memory, sizeof(memory), 4096);
            fail();
        }
        disk_state.after_register = NULL;
        assert_int_equal(host_registered(), 2);
        assert_true(exists("/hello.txt"));
        assert_int_equal(host_registered(), 1);
    }
    assert_int_equal(fs_write_out(map), 0);
    assert_int_equal(fs_unmap(map), 0);
    assert_int_equal(host_registered(), 0);
    assert_int_equal(fs_close(handle), 0);
    assert_int_equal(fs_unmount(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_death_while_reading_costs_nothing),
        cmocka_unit_test(deaths_while_changing),
        cmocka_unit_test(deaths_cost_no_memory),
        cmocka_unit_test(deaths_in_huge_changes),
        cmocka_unit_test(a_death_in_the_middle_of_fs_map_leaves_no_buffer),
    };
    return cmocka_run_group_tests_name("fs-death", tests, NULL, NULL);
}
