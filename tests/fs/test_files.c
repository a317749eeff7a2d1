/* Opening, reading, writing, truncating, describing. */
#include "tests.h"

#include <stdlib.h>
#include <string.h>

#include "fs/fs.h"
#include "host.h"
#include "image.h"

#include "postern/error.h"

static _Alignas(8) char buffer[400000];

static int open_ok(const char *path, int flags)
{
    const int handle = fs_open(path, flags, 0644);
    assert_true(handle > 0);
    return handle;
}

static void reads_files(const char *image)
{
    (void)image;
    int handle = open_ok("/hello.txt", FS_READ);
    assert_int_equal(fs_read(handle, buffer, sizeof(buffer), 0), 13);
    assert_memory_equal(buffer, "hello, world\n", 13);
    assert_int_equal(fs_read(handle, buffer, 5, 7), 5);
    assert_memory_equal(buffer, "world", 5);
    assert_int_equal(fs_read(handle, buffer, 5, 13), 0);
    assert_int_equal(fs_read(handle, buffer, 5, UINT64_MAX), 0);
    assert_int_equal(fs_close(handle), 0);

    handle = open_ok("/big.bin", FS_READ);
    const struct {
        size_t at, len;
    } parts[] = {{0, SAMPLE_BIG}, {4096, 4096}, {4096, 8192}, {1, 5000}, {8191, 2}, {299000, 5000}, {65536, 200000}};
    for (size_t p = 0; p < sizeof(parts) / sizeof(parts[0]); p++) {
        const size_t left = SAMPLE_BIG - parts[p].at, want = parts[p].len < left ? parts[p].len : left;
        for (size_t shift = 0; shift < 2; shift++) { /* an unaligned buffer goes through the cache */
            assert_int_equal(fs_read(handle, buffer + shift, parts[p].len, parts[p].at), want);
            for (size_t i = 0; i < want; i++)
                assert_int_equal((unsigned char)buffer[shift + i], sample_byte(parts[p].at + i));
        }
    }
    assert_int_equal(fs_close(handle), 0);
}

static void reads_sparse_files(const char *image)
{
    (void)image;
    const int handle = open_ok("/sparse.bin", FS_READ);
    memset(buffer, 1, 8192);
    assert_int_equal(fs_read(handle, buffer, 8192, 65536), 8192);
    for (size_t i = 0; i < 8192; i++)
        assert_int_equal(buffer[i], 0);
    assert_int_equal(fs_read(handle, buffer, 10, 1048570), 6);
    assert_memory_equal(buffer, "\0\0\0\0\0x", 6);
    assert_int_equal(fs_close(handle), 0);
}

static void warm_aligned_reads_touch_the_device_once(const char *image)
{
    (void)image;
    const int handle = open_ok("/big.bin", FS_READ);
    assert_int_equal(fs_read(handle, buffer, 4096, 0), 4096);
    for (int i = 0; i < 3; i++) {
        const uint64_t before = disk_state.reads;
        assert_int_equal(fs_read(handle, buffer, 4096, 4096), 4096);
        assert_int_equal(disk_state.reads - before, 1);
    }
    assert_int_equal(fs_close(handle), 0);
}

static void expect_dump(const char *image, const char *file, const char *content, size_t size)
{
    size_t got = 0;
    char *dump = image_dump(image, file, &got);
    assert_non_null(dump);
    assert_int_equal(got, size);
    assert_memory_equal(dump, content, size);
    free(dump);
}

static void writes_files(const char *image)
{
    static char text[50000];
    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = (char)('a' + i % 23);
    const int handle = open_ok("/new.txt", FS_READ | FS_WRITE | FS_CREATE);
    assert_int_equal(fs_write(handle, text, sizeof(text), 0), sizeof(text));
    assert_int_equal(fs_write(handle, "XYZ", 3, 4095), 3); /* over a block's border */
    memcpy(text + 4095, "XYZ", 3);
    assert_int_equal(fs_write(handle, text + 1, 4096, 8192), 4096); /* an unaligned buffer */
    memmove(text + 8192, text + 1, 4096);
    assert_int_equal(fs_read(handle, buffer, sizeof(buffer), 0), sizeof(text));
    assert_memory_equal(buffer, text, sizeof(text));
    assert_int_equal(fs_fsync(handle), 0);
    assert_true(image_is_clean(image)); /* the service still has it open */
    expect_dump(image, "/new.txt", text, sizeof(text));
    assert_int_equal(fs_close(handle), 0);
}

static void overwrites_what_mke2fs_wrote(const char *image)
{
    const int handle = open_ok("/big.bin", FS_READ | FS_WRITE);
    memset(buffer, 'q', 8192);
    assert_int_equal(fs_write(handle, buffer, 8192, 4096), 8192);
    assert_true(image_is_clean(image)); /* no block was taken: nothing is pending */
    assert_int_equal(fs_read(handle, buffer, 4, 4094), 4);
    assert_int_equal((unsigned char)buffer[0], sample_byte(4094));
    assert_memory_equal(buffer + 2, "qq", 2);
    assert_int_equal(fs_close(handle), 0);
}

static void appends(const char *image)
{
    int handle = open_ok("/hello.txt", FS_WRITE | FS_APPEND);
    assert_int_equal(fs_write(handle, "again\n", 6, 0), 6);
    assert_int_equal(fs_write(handle, "again\n", 6, 0), 6);
    assert_int_equal(fs_close(handle), 0);
    expect_dump(image, "/hello.txt", "hello, world\nagain\nagain\n", 25);
}

static void gaps_read_as_zeros(const char *image)
{
    const int handle = open_ok("/gap", FS_READ | FS_WRITE | FS_CREATE);
    assert_int_equal(fs_write(handle, "begin", 5, 0), 5);
    assert_int_equal(fs_write(handle, "end", 3, 100000), 3);
    assert_int_equal(fs_read(handle, buffer, sizeof(buffer), 0), 100003);
    for (size_t i = 5; i < 100000; i++)
        assert_int_equal(buffer[i], 0);
    struct fs_stat stat;
    assert_int_equal(fs_fstat(handle, &stat), 0);
    assert_true(stat.blocks * 512 <= 3 * 4096);
    assert_int_equal(fs_sync(), 0);
    expect_dump(image, "/gap", buffer, 100003);
    assert_int_equal(fs_close(handle), 0);
}

static void truncates(const char *image)
{
    const int handle = open_ok("/big.bin", FS_READ | FS_WRITE);
    struct fs_stat stat;
    assert_int_equal(fs_truncate(handle, 5001), 0);
    assert_int_equal(fs_truncate(handle, 20000), 0); /* what was cut off does not come back */
    assert_int_equal(fs_read(handle, buffer, sizeof(buffer), 0), 20000);
    for (size_t i = 0; i < 20000; i++)
        assert_int_equal((unsigned char)buffer[i], i < 5001 ? sample_byte(i) : 0);
    assert_int_equal(fs_fstat(handle, &stat), 0);
    assert_int_equal(stat.size, 20000);
    assert_true(image_is_clean(image));
    assert_int_equal(fs_close(handle), 0);

    const int again = open_ok("/big.bin", FS_WRITE | FS_TRUNC);
    assert_int_equal(fs_fstat(again, &stat), 0);
    assert_int_equal(stat.size, 0);
    assert_int_equal(stat.blocks, 0);
    assert_int_equal(fs_close(again), 0);
}

static void describes(const char *image)
{
    struct fs_stat stat;
    (void)image;
    assert_int_equal(fs_stat("/big.bin", &stat), 0);
    assert_int_equal(stat.size, SAMPLE_BIG);
    assert_int_equal(stat.kind, FS_KIND_FILE);
    assert_int_equal(stat.links, 1);
    assert_true(stat.mtime > 1600000000);
    assert_int_equal(fs_stat("/", &stat), 0);
    assert_int_equal(stat.kind, FS_KIND_DIR);
    assert_int_equal(stat.inode, 2);
    assert_int_equal(fs_stat("/absent", &stat), -PE_NOENT);

    struct fs_statfs statfs;
    assert_int_equal(fs_statfs(&statfs), 0);
    assert_int_equal(statfs.read_only, 0);
    assert_true(statfs.blocks_free > 0 && statfs.blocks_free < statfs.blocks);
}

static void refuses_bad_opens(const char *image)
{
    (void)image;
    assert_int_equal(fs_open("/hello.txt", 0, 0), -PE_INVAL);
    assert_int_equal(fs_open("/hello.txt", FS_READ | FS_TRUNC, 0), -PE_INVAL);
    assert_int_equal(fs_open("/hello.txt", FS_READ | 0x1000, 0), -PE_INVAL);
    assert_int_equal(fs_open("hello.txt", FS_READ, 0), -PE_INVAL);
    assert_int_equal(fs_open("", FS_READ, 0), -PE_INVAL);
    assert_int_equal(fs_open("/absent", FS_READ, 0), -PE_NOENT);
    assert_int_equal(fs_open("/absent/file", FS_WRITE | FS_CREATE, 0), -PE_NOENT);
    assert_int_equal(fs_open("/hello.txt/file", FS_READ, 0), -PE_NOTDIR);
    assert_int_equal(fs_open("/hello.txt/", FS_READ, 0), -PE_NOTDIR);
    assert_int_equal(fs_open("/docs", FS_WRITE, 0), -PE_ISDIR);
    assert_int_equal(fs_open("/docs", FS_READ | FS_CREATE, 0), -PE_ISDIR);
    assert_int_equal(fs_open("/new/", FS_WRITE | FS_CREATE, 0), -PE_ISDIR);
    assert_int_equal(fs_open("/hello.txt", FS_WRITE | FS_CREATE | FS_EXCL, 0), -PE_EXIST);
}

static void refuses_bad_handles(const char *image)
{
    (void)image;
    const int handle = open_ok("/hello.txt", FS_READ);
    assert_int_equal(fs_write(handle, "x", 1, 0), -PE_BADF);
    assert_int_equal(fs_truncate(handle, 0), -PE_BADF);
    assert_int_equal(fs_readdir(handle, 0, buffer, 4096), -PE_NOTDIR);
    assert_int_equal(fs_read(handle + 1, buffer, 1, 0), -PE_BADF);
    assert_int_equal(fs_read(-handle, buffer, 1, 0), -PE_BADF);
    caller_badge = 7; /* somebody else guesses it */
    assert_int_equal(fs_read(handle, buffer, 1, 0), -PE_BADF);
    assert_int_equal(fs_close(handle), -PE_BADF);
    caller_badge = 0;
    assert_int_equal(fs_close(handle), 0);
    assert_int_equal(fs_close(handle), -PE_BADF);
    const int again = open_ok("/hello.txt", FS_READ); /* the slot's next generation */
    assert_int_not_equal(again, handle);
    assert_int_equal(fs_read(handle, buffer, 1, 0), -PE_BADF);
    assert_int_equal(fs_close(again), 0);
    const int directory = open_ok("/docs", FS_READ);
    assert_int_equal(fs_read(directory, buffer, 1, 0), -PE_ISDIR);
    assert_int_equal(fs_close(directory), 0);
}

static void bounds_the_handles_of_a_client(const char *image)
{
    int count = 0, last = 0;
    (void)image;
    caller_badge = 5;
    while ((last = fs_open("/hello.txt", FS_READ, 0)) > 0)
        count++;
    assert_int_equal(last, -PE_MFILE);
    assert_int_equal(fs_forget(5), -PE_PERM);
    assert_int_equal(fs_forget_from(5), -PE_PERM);
    assert_int_equal(fs_unmount(), -PE_PERM);
    caller_badge = 6; /* others still can */
    assert_true(fs_open("/hello.txt", FS_READ, 0) > 0);
    caller_badge = 0;
    assert_int_equal(fs_forget(5), count);
    caller_badge = 4;
    assert_true(fs_open("/hello.txt", FS_READ, 0) > 0);
    caller_badge = 7;
    assert_true(fs_open("/hello.txt", FS_READ, 0) > 0);
    caller_badge = 0;
    assert_int_equal(fs_forget_from(6), 2); /* 6 and 7, and not 4 */
    assert_int_equal(fs_forget(4), 1);
}

static void refuses_files_too_big(const char *image)
{
    (void)image;
    const int handle = open_ok("/hello.txt", FS_WRITE);
    assert_int_equal(fs_write(handle, "x", 1, UINT64_MAX), -PE_FBIG);
    assert_int_equal(fs_write(handle, "x", 1, UINT64_MAX - 1), -PE_FBIG);
    assert_int_equal(fs_write(handle, "x", 1, 1ull << 60), -PE_FBIG);
    assert_int_equal(fs_truncate(handle, UINT64_MAX), -PE_FBIG);
    assert_int_equal(fs_close(handle), 0);
}

static void a_full_disk_is_an_error_and_stays_whole(const char *image)
{
    uint64_t at = 0;
    long written;
    const int handle = open_ok("/fill", FS_READ | FS_WRITE | FS_CREATE);
    memset(buffer, 'f', sizeof(buffer));
    while ((written = fs_write(handle, buffer, 100000, at)) > 0)
        at += (uint64_t)written;
    assert_int_equal(written, -PE_NOSPC);
    assert_int_equal(fs_mkdir("/dir", 0755), -PE_NOSPC);
    assert_int_equal(fs_open("/other", FS_WRITE | FS_CREATE, 0644), -PE_NOSPC);
    assert_int_equal(fs_read(handle, buffer, 10, at - 10), 10);
    assert_int_equal(fs_sync(), 0);
    assert_true(image_is_clean(image));
    assert_int_equal(fs_close(handle), 0);
    assert_int_equal(fs_unlink("/fill"), 0);
    assert_int_equal(fs_mkdir("/dir", 0755), 0);
}

/* Each ends well or, when the device refuses a write in it, has not happened. */
static void change_this_and_that(void)
{
    const int handle = fs_open("/new", FS_READ | FS_WRITE | FS_CREATE, 0644);
    fs_write(handle, buffer, 30000, 0);
    fs_mkdir("/d", 0755);
    fs_rename("/docs/deep", "/d/deep");
    fs_unlink("/big.bin");
    fs_truncate(handle, 100);
    fs_close(handle);
}

/* Every free block of the disk holds what a file held that is gone. */
static void leave_traces(void)
{
    const int filler = open_ok("/filler", FS_WRITE | FS_CREATE);
    uint64_t at = 0;
    memset(buffer, 'z', sizeof(buffer));
    for (long wrote; (wrote = fs_write(filler, buffer, sizeof(buffer), at)) > 0;)
        at += (uint64_t)wrote;
    assert_int_equal(fs_close(filler), 0);
    assert_int_equal(fs_unlink("/filler"), 0);
}

static void writes_out_mapped_buffers(const char *image)
{
    struct fs_stat stat;
    leave_traces();
    const int handle = open_ok("/mapped", FS_READ | FS_WRITE | FS_CREATE);
    assert_int_equal(fs_fstat(handle, &stat), 0);
    const size_t block = stat.block_size;
    static _Alignas(8) char memory[3 * 4096];
    memset(memory, 'm', sizeof(memory));
    assert_int_equal(fs_map(handle, memory, block - 1, 0), -PE_INVAL);
    assert_int_equal(fs_map(handle, memory, 0, 0), -PE_INVAL);
    const int map = fs_map(handle, memory, 3 * block, block);
    assert_true(map > 0);
    memset(memory, 'n', sizeof(memory));
    assert_int_equal(fs_write_out(map), 0);
    assert_int_equal(fs_fstat(handle, &stat), 0);
    assert_int_equal(stat.size, 4 * block);
    assert_true(image_is_clean(image));
    assert_int_equal(fs_read(handle, buffer, sizeof(buffer), 0), 4 * block);
    for (size_t i = 0; i < 4 * block; i++)
        assert_int_equal(buffer[i], i < block ? 0 : 'n');
    memset(memory, 'o', sizeof(memory));
    assert_int_equal(fs_write(handle, "cache", 5, block + 10), 5);
    caller_badge = 7;
    assert_int_equal(fs_write_out(map), -PE_BADF); /* another's map */
    assert_int_equal(fs_unmap(map), -PE_BADF);
    assert_int_equal(fs_sync(), 0); /* but who syncs, syncs all */
    caller_badge = 0;
    assert_int_equal(fs_read(handle, buffer, block, block), block);
    assert_int_equal(buffer[10], 'o');
    const int beyond = fs_map(handle, memory, 2 * block, 100 * block);
    host_withdrawn = true;
    assert_int_equal(fs_write_out(beyond), -PE_FAULT);
    host_withdrawn = false;
    assert_int_equal(fs_write_out(beyond), -PE_BADF); /* it is gone */
    assert_int_equal(fs_fstat(handle, &stat), 0);
    assert_int_equal(stat.size, 101 * block);
    memset(buffer, 1, block);
    assert_int_equal(fs_read(handle, buffer, block, 100 * block), block);
    for (size_t i = 0; i < block; i++)
        assert_int_equal(buffer[i], 0); /* not what the block held before */
    assert_int_equal(host_registered(), 1);
    assert_int_equal(fs_close(handle), 0);
    assert_int_equal(host_registered(), 0); /* the file is closed: its buffers are their owners' again */
    assert_int_equal(fs_write_out(map), -PE_BADF);
}

#define EVERY(name, kilobytes, sample)             \
    static void name##_everywhere(void **state)    \
    {                                              \
        (void)state;                               \
        on_every_flavour(kilobytes, sample, name); \
    }
EVERY(reads_files, 16384, 1)
EVERY(reads_sparse_files, 16384, 1)
EVERY(warm_aligned_reads_touch_the_device_once, 16384, 1)
EVERY(writes_files, 16384, 1)
EVERY(overwrites_what_mke2fs_wrote, 16384, 1)
EVERY(appends, 16384, 1)
EVERY(gaps_read_as_zeros, 16384, 1)
EVERY(truncates, 16384, 1)
EVERY(describes, 16384, 1)
EVERY(refuses_bad_opens, 16384, 1)
EVERY(refuses_bad_handles, 16384, 1)
EVERY(bounds_the_handles_of_a_client, 16384, 1)
EVERY(refuses_files_too_big, 16384, 1)
EVERY(writes_out_mapped_buffers, 16384, 1)
EVERY(a_full_disk_is_an_error_and_stays_whole, 8192, 0)

/* Whatever write the device refuses: when it works again, every operation has happened wholly or not at all. */
static void no_operation_stays_half_done(const struct flavour *flavour)
{
    const char *image = image_make(flavour, 4096, true);
    struct fs_stat stat;
    int64_t left;

    for (left = 0;; left++) {
        image_restore(image);
        disk_state.writes_left = left;
        change_this_and_that();
        fs_sync();
        if (disk_state.writes_left > 0)
            break;
        disk_state.writes_left = -1;
        assert_int_equal(fs_forget(0) >= 0, 1);
        assert_int_equal(fs_stat("/docs/deep/note.txt", &stat) == 0, fs_stat("/d/deep/note.txt", &stat) != 0);
        assert_int_equal(fs_mkdir("/after", 0755), 0);
        assert_int_equal(fs_sync(), 0);
        assert_true(image_is_clean(image));
        assert_int_equal(fs_unmount(), 0);
    }
    assert_true(left > 30);
    assert_int_equal(fs_unmount(), 0);
    assert_true(image_is_clean(image));
}

static void operations_that_fail_are_not_half_done(void **state)
{
    (void)state;
    no_operation_stays_half_done(&flavours[0]);
    no_operation_stays_half_done(&flavours[4]);
}

const struct CMUnitTest file_tests[] = {
    cmocka_unit_test(reads_files_everywhere),
    cmocka_unit_test(reads_sparse_files_everywhere),
    cmocka_unit_test(warm_aligned_reads_touch_the_device_once_everywhere),
    cmocka_unit_test(writes_files_everywhere),
    cmocka_unit_test(overwrites_what_mke2fs_wrote_everywhere),
    cmocka_unit_test(appends_everywhere),
    cmocka_unit_test(gaps_read_as_zeros_everywhere),
    cmocka_unit_test(truncates_everywhere),
    cmocka_unit_test(describes_everywhere),
    cmocka_unit_test(refuses_bad_opens_everywhere),
    cmocka_unit_test(refuses_bad_handles_everywhere),
    cmocka_unit_test(bounds_the_handles_of_a_client_everywhere),
    cmocka_unit_test(refuses_files_too_big_everywhere),
    cmocka_unit_test(writes_out_mapped_buffers_everywhere),
    cmocka_unit_test(a_full_disk_is_an_error_and_stays_whole_everywhere),
    cmocka_unit_test(operations_that_fail_are_not_half_done),
};
const size_t file_test_count = sizeof(file_tests) / sizeof(file_tests[0]);
