/* The fs service from a client, under any binding: the image is the sample tree of tests/fs/host/image.c. */
#include <string.h>

#include "fs/fs.h"
#include "report.h"

#include "postern/counter.h"
#include "postern/error.h"
#include "postern/service.h"

enum { ISOLATED_OR_DIRECT, IPC }; /* boot argument */

static _Alignas(8) char buffer[65536];

static unsigned char sample_byte(size_t i)
{
    return (unsigned char)(i * 7 + i / 251);
}

static long wrong_bytes(const char *data, size_t len, size_t offset)
{
    long wrong = 0;

    for (size_t i = 0; i < len; i++)
        wrong += (unsigned char)data[i] != sample_byte(offset + i);
    return wrong;
}

static void reads(void)
{
    int handle = fs_open("/hello.txt", FS_READ, 0);
    expect("reads a short file", fs_read(handle, buffer, sizeof(buffer), 0), 13);
    expect("its content", memcmp(buffer, "hello, world\n", 13), 0);
    expect("closes it", fs_close(handle), 0);
    expect("a closed handle", fs_read(handle, buffer, 1, 0), -PE_BADF);
    expect("an absent file", fs_open("/absent", FS_READ, 0), -PE_NOENT);
    expect("a relative path", fs_open("hello.txt", FS_READ, 0), -PE_INVAL);

    handle = fs_open("/big.bin", FS_READ, 0);
    expect("reads 64 KiB", fs_read(handle, buffer, 65536, 4096), 65536);
    expect("wrong bytes in them", wrong_bytes(buffer, 65536, 4096), 0);
    expect("reads at an odd place", fs_read(handle, buffer + 1, 10001, 12345), 10001);
    expect("wrong bytes there", wrong_bytes(buffer + 1, 10001, 12345), 0);
    expect("reads nothing into a null buffer", fs_read(handle, NULL, 0, 0), 0);
    fs_close(handle);
}

static void warm_reads(void)
{
    const int handle = fs_open("/big.bin", FS_READ, 0);
    long wrong = 0;

    fs_read(handle, buffer, 4096, 0);
    const uint64_t entries = postern_counter(KERNEL_ENTRIES), requests = postern_counter(DEVICE_REQUESTS);
    for (uint64_t at = 4096; at <= 65536; at += 4096)
        wrong += fs_read(handle, buffer, 4096, at) != 4096 || wrong_bytes(buffer, 64, at) != 0;
    const long asked = (long)(postern_counter(DEVICE_REQUESTS) - requests);
    const long entered = (long)(postern_counter(KERNEL_ENTRIES) - entries);
    expect("wrong warm reads", wrong, 0);
    expect("device requests for 16 of them", asked, 16);
    if (postern_boot_argument == IPC)
        expect("kernel entries for them, two per call and more", entered >= 64, 1);
    else
        expect("kernel entries for them", entered, 0);
    fs_close(handle);
}

static void writes(void)
{
    memset(buffer, 'w', sizeof(buffer));
    const int handle = fs_open("/written.txt", FS_READ | FS_WRITE | FS_CREATE, 0640);
    expect("writes 20000 bytes", fs_write(handle, buffer, 20000, 0), 20000);
    expect("writes behind a gap", fs_write(handle, "end", 3, 50000), 3);
    expect("reads the gap back", fs_read(handle, buffer, 65536, 0), 50003);
    expect("the gap is zeros", buffer[20000] | buffer[49999], 0);
    expect("makes it durable", fs_fsync(handle), 0);
    expect("cuts it", fs_truncate(handle, 30000), 0);
    struct fs_stat stat;
    expect("describes it", fs_fstat(handle, &stat), 0);
    expect("its size", (long)stat.size, 30000);
    expect("its permissions", stat.mode, 0640);
    fs_close(handle);
}

static void names(void)
{
    struct fs_stat stat;

    expect("makes a directory", fs_mkdir("/made", 0755), 0);
    expect("renames a file into it", fs_rename("/docs/deep/note.txt", "/made/note.txt"), 0);
    expect("renames a directory", fs_rename("/docs/deep", "/made/deep"), 0);
    expect("its parent now", fs_stat("/made/deep/..", &stat), 0);
    expect("unlinks", fs_unlink("/sparse.bin"), 0);
    expect("which is gone", fs_stat("/sparse.bin", &stat), -PE_NOENT);
    expect("removes a directory", fs_rmdir("/empty"), 0);
    expect("not one that is full", fs_rmdir("/many"), -PE_NOTEMPTY);
}

static void lists(void)
{
    const int handle = fs_open("/many", FS_READ, 0);
    uint64_t cookie = 0;
    long count = 0, got;

    while ((got = fs_readdir(handle, cookie, buffer, 1000)) > 0)
        for (long at = 0; at < got; count++) {
            const struct fs_dirent *entry = (const struct fs_dirent *)(buffer + at);
            cookie = entry->next;
            at += entry->length;
        }
    expect("lists a directory", got, 0);
    expect("its entries", count, 300);
    fs_close(handle);
}

/* Under `ipc` the service is granted nothing of its client's that could outlive the call. */
static void maps(void)
{
    const int handle = fs_open("/written.txt", FS_WRITE, 0);
    expect("maps no memory that is not keepable", fs_map(handle, buffer, 4096, 0),
           postern_boot_argument == IPC ? -PE_NOSYS : -PE_PERM);
    fs_close(handle);
}

int main(void)
{
    reads();
    warm_reads();
    writes();
    names();
    lists();
    maps();
    expect("syncs", fs_sync(), 0);
    return report_end();
}
