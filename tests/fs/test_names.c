/* Paths and directories. */
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/fs.h"
#include "host.h"
#include "image.h"

#include "postern/error.h"

static _Alignas(8) char buffer[4096];

static void touch(const char *path)
{
    const int handle = fs_open(path, FS_WRITE | FS_CREATE, 0600);
    assert_true(handle > 0);
    assert_int_equal(fs_close(handle), 0);
}

static uint64_t inode_of(const char *path)
{
    struct fs_stat stat;
    return fs_stat(path, &stat) == 0 ? stat.inode : 0;
}

static unsigned links_of(const char *path)
{
    struct fs_stat stat;
    assert_int_equal(fs_stat(path, &stat), 0);
    return stat.links;
}

static void follows_paths(const char *image)
{
    (void)image;
    const uint64_t note = inode_of("/docs/deep/note.txt"), hello = inode_of("/hello.txt");
    assert_true(note != 0 && hello != 0);
    assert_int_equal(inode_of("//docs///deep/note.txt"), note);
    assert_int_equal(inode_of("/docs/./deep/../deep/note.txt"), note);
    assert_int_equal(inode_of("/../../docs/deep/note.txt"), note);
    assert_int_equal(inode_of("/docs/deep/../.."), 2);
    assert_int_equal(inode_of("/."), 2);
    assert_int_equal(inode_of("/docs/deep/"), inode_of("/docs/deep"));
}

static void follows_symbolic_links(const char *image)
{
    struct fs_stat stat;
    (void)image;
    assert_int_equal(inode_of("/link"), inode_of("/hello.txt"));
    assert_int_equal(inode_of("/abs/note.txt"), inode_of("/docs/deep/note.txt"));
    assert_int_equal(inode_of("/abs/../deep/note.txt"), inode_of("/docs/deep/note.txt"));
    assert_int_equal(inode_of("/up"), inode_of("/big.bin"));
    assert_int_equal(inode_of("/long"), inode_of("/docs/deep/note.txt"));
    assert_int_equal(fs_stat("/loop", &stat), -PE_INVAL);
    assert_int_equal(fs_stat("/loop/x", &stat), -PE_INVAL);
    assert_int_equal(fs_stat("/link/", &stat), -PE_NOTDIR);
    assert_int_equal(fs_unlink("/link"), 0); /* the link, not what it names */
    assert_int_equal(fs_unlink("/long"), 0);
    assert_int_equal(fs_unlink("/loop"), 0);
    assert_true(inode_of("/hello.txt") != 0);
}

static void bounds_paths(const char *image)
{
    static char path[2000];
    struct fs_stat stat;
    (void)image;
    memset(path, 'n', sizeof(path) - 1);
    path[0] = '/';
    assert_int_equal(fs_stat(path, &stat), -PE_NAMETOOLONG);
    path[257] = 0;
    assert_int_equal(fs_stat(path, &stat), -PE_NAMETOOLONG);
    path[256] = 0;
    assert_int_equal(fs_stat(path, &stat), -PE_NOENT);
    touch(path);
    assert_int_equal(fs_stat(path, &stat), 0);
    assert_int_equal(fs_unlink(path), 0);
    for (size_t i = 0; i < sizeof(path) - 1; i++)
        path[i] = i % 2 ? '.' : '/';
    path[FS_PATH_MAX - 2] = 0;
    assert_int_equal(inode_of(path), 2);
}

/* Lists a directory through a buffer of `room` bytes; answers the number of entries. */
static int list(const char *path, size_t room)
{
    const int handle = fs_open(path, FS_READ, 0);
    uint64_t cookie = 0;
    int count = 0;
    long got;

    assert_true(handle > 0);
    while ((got = fs_readdir(handle, cookie, buffer, room)) > 0) {
        for (long at = 0; at < got; count++) {
            const struct fs_dirent *entry = (const struct fs_dirent *)(buffer + at);
            char whole[600];
            snprintf(whole, sizeof(whole), "%s/%.*s", path, entry->name_len, entry->name);
            assert_int_equal(entry->name[entry->name_len], 0);
            if (entry->kind == FS_KIND_FILE || entry->kind == FS_KIND_DIR)
                assert_int_equal(inode_of(whole), entry->inode);
            at += entry->length;
            cookie = entry->next;
        }
    }
    assert_int_equal(got, 0);
    assert_int_equal(fs_close(handle), 0);
    return count;
}

static void lists_directories(const char *image)
{
    (void)image;
    assert_int_equal(list("/many", 4096), 300);
    assert_int_equal(list("/many", 288), 300);
    assert_int_equal(list("/many", 32), 300);
    assert_int_equal(list("/empty", 4096), 0);
    assert_int_equal(list("/docs", 4096), 1);
    assert_int_equal(list("/", 4096), 12); /* with lost+found */
    const int handle = fs_open("/many", FS_READ, 0);
    assert_int_equal(fs_readdir(handle, 0, buffer, 16), -PE_INVAL);
    assert_int_equal(fs_readdir(handle, 0, buffer, 0), -PE_INVAL);
    assert_int_equal(fs_readdir(handle, UINT64_MAX, buffer, 4096), 0);
    assert_int_equal(fs_close(handle), 0);
}

/* rm -r lists and removes in turn: no entry may be missed. */
static void cookies_survive_removals(const char *image)
{
    const int handle = fs_open("/many", FS_READ, 0);
    uint64_t cookie = 0;
    int count = 0;
    (void)image;
    while (fs_readdir(handle, cookie, buffer, 64) > 0) {
        const struct fs_dirent *entry = (const struct fs_dirent *)buffer;
        char path[300];
        snprintf(path, sizeof(path), "/many/%.255s", entry->name);
        cookie = entry->next;
        assert_int_equal(fs_unlink(path), 0);
        count++;
    }
    assert_int_equal(count, 300);
    assert_int_equal(fs_close(handle), 0);
    assert_int_equal(fs_rmdir("/many"), 0);
}

static void makes_directories(const char *image)
{
    struct fs_stat stat;
    assert_int_equal(fs_mkdir("/new", 0750), 0);
    assert_int_equal(fs_mkdir("/new/sub/", 0755), 0);
    assert_int_equal(fs_mkdir("/new", 0755), -PE_EXIST);
    assert_int_equal(fs_mkdir("/", 0755), -PE_EXIST);
    assert_int_equal(fs_mkdir("/absent/dir", 0755), -PE_NOENT);
    assert_int_equal(fs_mkdir("/hello.txt/dir", 0755), -PE_NOTDIR);
    assert_int_equal(fs_stat("/new", &stat), 0);
    assert_int_equal(stat.mode, 0750);
    assert_int_equal(stat.links, 3);
    assert_int_equal(inode_of("/new/sub/.."), stat.inode);
    assert_true(image_is_clean(image));
}

static void removes_directories(const char *image)
{
    assert_int_equal(fs_rmdir("/docs"), -PE_NOTEMPTY);
    assert_int_equal(fs_rmdir("/hello.txt"), -PE_NOTDIR);
    assert_int_equal(fs_rmdir("/"), -PE_BUSY);
    assert_int_equal(fs_rmdir("/empty/."), -PE_BUSY);
    assert_int_equal(fs_rmdir("/absent"), -PE_NOENT);
    const unsigned before = links_of("/");
    const int handle = fs_open("/empty", FS_READ, 0);
    assert_int_equal(fs_rmdir("/empty"), -PE_BUSY);
    assert_int_equal(fs_close(handle), 0);
    assert_int_equal(fs_rmdir("/empty"), 0);
    assert_int_equal(links_of("/"), before - 1);
    assert_int_equal(inode_of("/empty"), 0);
    assert_true(image_is_clean(image));
}

static void directories_grow(const char *image)
{
    char path[300];
    assert_int_equal(fs_mkdir("/wide", 0755), 0);
    for (int i = 0; i < 500; i++) {
        snprintf(path, sizeof(path), "/wide/a-name-that-takes-some-room-in-its-directory-%d", i);
        touch(path);
    }
    assert_int_equal(list("/wide", 4096), 500);
    assert_true(image_is_clean(image));
    for (int i = 0; i < 500; i += 2) {
        snprintf(path, sizeof(path), "/wide/a-name-that-takes-some-room-in-its-directory-%d", i);
        assert_int_equal(fs_unlink(path), 0);
    }
    assert_int_equal(list("/wide", 4096), 250);
}

static void unlinks(const char *image)
{
    assert_int_equal(fs_unlink("/absent"), -PE_NOENT);
    assert_int_equal(fs_unlink("/docs"), -PE_ISDIR);
    assert_int_equal(fs_unlink("/"), -PE_ISDIR);
    assert_int_equal(fs_unlink("/big.bin"), 0);
    assert_int_equal(inode_of("/big.bin"), 0);
    assert_true(image_is_clean(image));
}

static void unlinked_files_live_as_long_as_their_handles(const char *image)
{
    struct fs_statfs before, after;
    const int handle = fs_open("/big.bin", FS_READ | FS_WRITE, 0), second = fs_open("/big.bin", FS_READ, 0);
    assert_true(handle > 0 && second > 0);
    assert_int_equal(fs_statfs(&before), 0);
    assert_int_equal(fs_unlink("/big.bin"), 0);
    touch("/big.bin"); /* another file */
    assert_int_equal(fs_read(handle, buffer, 100, 1000), 100);
    assert_int_equal((unsigned char)buffer[0], sample_byte(1000));
    assert_int_equal(fs_write(handle, "still here", 10, SAMPLE_BIG), 10);
    assert_int_equal(fs_close(handle), 0);
    assert_int_equal(fs_read(second, buffer, 100, 0), 100);
    assert_int_equal(fs_close(second), 0);
    assert_int_equal(fs_statfs(&after), 0);
    assert_true(after.blocks_free >= before.blocks_free + SAMPLE_BIG / after.block_size);
    assert_int_equal(fs_unlink("/big.bin"), 0);
    assert_int_equal(fs_sync(), 0);
    assert_true(image_is_clean(image));
}

static void renames(const char *image)
{
    const uint64_t hello = inode_of("/hello.txt");
    assert_int_equal(fs_rename("/hello.txt", "/moved.txt"), 0);
    assert_int_equal(inode_of("/moved.txt"), hello);
    assert_int_equal(inode_of("/hello.txt"), 0);
    assert_int_equal(fs_rename("/moved.txt", "/docs/deep/hello.txt"), 0);
    assert_int_equal(fs_rename("/docs/deep/hello.txt", "/docs/deep/note.txt"), 0); /* over a file */
    assert_int_equal(inode_of("/docs/deep/note.txt"), hello);
    assert_int_equal(fs_rename("/docs/deep/note.txt", "/docs/deep/note.txt"), 0);
    assert_int_equal(fs_rename("/abs", "/docs/abs"), 0); /* the link itself */
    assert_int_equal(inode_of("/docs/abs"), inode_of("/docs/deep"));
    assert_true(image_is_clean(image));
}

static void renames_directories(const char *image)
{
    const unsigned root = links_of("/"), docs = links_of("/docs");
    assert_int_equal(fs_rename("/docs/deep", "/shallow"), 0);
    assert_int_equal(inode_of("/shallow/.."), 2);
    assert_int_equal(links_of("/"), root + 1);
    assert_int_equal(links_of("/docs"), docs - 1);
    assert_int_equal(fs_rename("/shallow", "/empty"), 0); /* over an empty directory */
    assert_int_equal(links_of("/"), root);
    assert_true(inode_of("/empty/note.txt") != 0);
    assert_int_equal(fs_rename("/many", "/docs/many/"), 0);
    assert_int_equal(inode_of("/docs/many/.."), inode_of("/docs"));
    assert_true(image_is_clean(image));
}

static void refuses_bad_renames(const char *image)
{
    (void)image;
    assert_int_equal(fs_rename("/absent", "/x"), -PE_NOENT);
    assert_int_equal(fs_rename("/hello.txt", "/absent/x"), -PE_NOENT);
    assert_int_equal(fs_rename("/docs", "/docs/deep/inside"), -PE_INVAL);
    assert_int_equal(fs_rename("/docs", "/docs/inside"), -PE_INVAL);
    assert_int_equal(fs_rename("/docs", "/hello.txt"), -PE_NOTDIR);
    assert_int_equal(fs_rename("/hello.txt", "/docs"), -PE_ISDIR);
    assert_int_equal(fs_rename("/empty", "/docs"), -PE_NOTEMPTY);
    assert_int_equal(fs_rename("/hello.txt", "/x/"), -PE_NOTDIR);
    assert_int_equal(fs_rename("/", "/x"), -PE_BUSY);
    assert_int_equal(fs_rename("/docs/.", "/x"), -PE_BUSY);
    const int handle = fs_open("/empty", FS_READ, 0);
    assert_int_equal(fs_mkdir("/new", 0755), 0);
    assert_int_equal(fs_rename("/new", "/empty"), -PE_BUSY);
    assert_int_equal(fs_close(handle), 0);
}

#define EVERY(name)                             \
    static void name##_everywhere(void **state) \
    {                                           \
        (void)state;                            \
        on_every_flavour(16384, 1, name);       \
    }
EVERY(follows_paths)
EVERY(follows_symbolic_links)
EVERY(bounds_paths)
EVERY(lists_directories)
EVERY(cookies_survive_removals)
EVERY(makes_directories)
EVERY(removes_directories)
EVERY(directories_grow)
EVERY(unlinks)
EVERY(unlinked_files_live_as_long_as_their_handles)
EVERY(renames)
EVERY(renames_directories)
EVERY(refuses_bad_renames)

const struct CMUnitTest name_tests[] = {
    cmocka_unit_test(follows_paths_everywhere),
    cmocka_unit_test(follows_symbolic_links_everywhere),
    cmocka_unit_test(bounds_paths_everywhere),
    cmocka_unit_test(lists_directories_everywhere),
    cmocka_unit_test(cookies_survive_removals_everywhere),
    cmocka_unit_test(makes_directories_everywhere),
    cmocka_unit_test(removes_directories_everywhere),
    cmocka_unit_test(directories_grow_everywhere),
    cmocka_unit_test(unlinks_everywhere),
    cmocka_unit_test(unlinked_files_live_as_long_as_their_handles_everywhere),
    cmocka_unit_test(renames_everywhere),
    cmocka_unit_test(renames_directories_everywhere),
    cmocka_unit_test(refuses_bad_renames_everywhere),
};
const size_t name_test_count = sizeof(name_tests) / sizeof(name_tests[0]);
