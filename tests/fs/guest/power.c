/* For power failures in the booted system. Boot argument 0: writes files without end, each whole version first under
 * another name, and says which are acknowledged. 1: says which versions are there, and unmounts. */
#include <stdio.h>
#include <string.h>

#include "fs/fs.h"
#include "report.h"

#include "postern/error.h"
#include "postern/service.h"

enum { NAMES = 5, SIZE = 6000 };

static _Alignas(8) char data[SIZE], back[SIZE];

static void fill(long version)
{
    for (size_t i = 0; i < SIZE; i++)
        data[i] = (char)(version * 31 + (long)(i * 7 + i / 251));
    memcpy(data, &version, sizeof(version));
}

static int write_version(long version)
{
    char path[16];

    snprintf(path, sizeof(path), "/f%ld", version % NAMES);
    fill(version);
    fs_mkdir("/some", 0755);
    const int handle = fs_open("/new", FS_WRITE | FS_CREATE | FS_TRUNC, 0644);
    if (fs_write(handle, data, SIZE, 0) != SIZE || fs_fsync(handle) < 0 || fs_rename("/new", path) < 0)
        return -1;
    fs_rmdir("/some");
    return fs_close(handle);
}

static void write_for_ever(void)
{
    for (long version = 1; write_version(version) == 0; version++)
        printf("acknowledged %ld\n", version);
    printf("refused\n");
}

static void look(int name)
{
    char path[16];
    long version = 0;

    snprintf(path, sizeof(path), "/f%d", name);
    const int handle = fs_open(path, FS_READ, 0);
    if (handle == -PE_NOENT)
        return;
    const long size = fs_read(handle, back, SIZE, 0);
    memcpy(&version, back, sizeof(version));
    fill(version);
    expect("a file is whole", size == SIZE && memcmp(data, back, SIZE) == 0, 1);
    printf("holds %ld\n", version);
}

int main(void)
{
    if (postern_boot_argument == 0) {
        write_for_ever();
        return 1;
    }
    for (int name = 0; name < NAMES; name++)
        look(name);
    expect("closes the file system", fs_unmount(), 0);
    return report_end();
}
