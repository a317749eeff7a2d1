/* A caller that is killed inside the service: the next one finds it usable, and the image is never made
 * worse than the unfinished change left it. */
#include "tests.h"

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

static void make_a_mess(void)
{
    const int new = fs_open("/new", FS_WRITE | FS_CREATE, 0644);
    fs_write(new, buffer, sizeof(buffer), 0);
    fs_mkdir("/dir", 0755);
    fs_rename("/docs/deep", "/dir/deep");
    fs_unlink("/big.bin");
    fs_close(new);
}

/* At every request in turn: the service answers again, keeps what it can read, and refuses to write until
 * the host has checked the image; the host always can. */
static void a_death_while_changing_leaves_it_read_only_until_checked(void **state)
{
    int n = 0;
    (void)state;
    for (;; n++) {
        const char *image = image_make(&ext4, 16384, true);
        struct fs_statfs statfs;
        const bool killed = killed_in(make_a_mess, n);
        assert_int_equal(fs_statfs(&statfs), 0);
        const int hello = fs_open("/hello.txt", FS_READ, 0);
        assert_int_equal(fs_read(hello, buffer, 100, 0), 13);
        if (statfs.read_only) {
            assert_int_equal(fs_mkdir("/x", 0755), -PE_ROFS);
            assert_int_equal(fs_unmount(), 0);
            assert_int_equal(fs_statfs(&statfs), -PE_UNCLEAN);
            assert_true(run("e2fsck -fy %s >/dev/null 2>&1", image) <= 1 << 8);
            assert_int_equal(fs_statfs(&statfs), 0);
        }
        assert_int_equal(fs_unmount(), 0);
        assert_true(image_is_clean(image));
        service_reset();
        if (!killed)
            break;
    }
    assert_true(n > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_death_while_reading_costs_nothing),
        cmocka_unit_test(a_death_while_changing_leaves_it_read_only_until_checked),
    };
    return cmocka_run_group_tests_name("fs-death", tests, NULL, NULL);
}
