/* Threads killed inside the file system, again and again: others go on, and the image stays whole. */
#include <stdio.h>
#include <string.h>

#include "fs/fs.h"
#include "report.h"

#include "postern/error.h"
#include "postern/service.h"
#include "postern/syscall.h"
#include "postern/thread.h"

enum { DEATHS = 40 };

static char data[20000];
static volatile long rounds;

/* Never ends by itself. */
static void busy(void *arg)
{
    char name[32];

    (void)arg;
    for (;;) {
        snprintf(name, sizeof(name), "/mess-%ld", rounds % 5);
        const int handle = fs_open(name, FS_READ | FS_WRITE | FS_CREATE, 0644);
        fs_write(handle, data, sizeof(data), 0);
        fs_truncate(handle, 100);
        fs_close(handle);
        fs_rename(name, "/mess-moved");
        fs_unlink("/mess-moved");
        rounds++;
    }
}

int main(void)
{
    long lost = 0, refused = 0, killed = 0;

    for (int i = 0; i < DEATHS; i++) {
        char name[32], back[32];
        const long thread = postern_thread_start(busy, NULL, 65536, 8);
        postern_sleep(2000 + (uint64_t)i * 377 + postern_boot_argument * 61); /* somewhere in the middle */
        killed += postern_thread_kill((uint64_t)thread) >= 0;

        snprintf(name, sizeof(name), "/kept-%d", i);
        const int handle = fs_open(name, FS_READ | FS_WRITE | FS_CREATE, 0644);
        refused += handle < 0 || fs_write(handle, name, sizeof(name), 0) != sizeof(name);
        lost += fs_read(handle, back, sizeof(back), 0) != sizeof(back) || memcmp(name, back, sizeof(back)) != 0;
        fs_close(handle);
    }
    expect("threads killed", killed, DEATHS);
    expect("rounds they did, more than none", rounds > DEATHS / 2, 1);
    expect("operations refused afterwards", refused, 0);
    expect("files lost", lost, 0);
    expect("the dead client's handles", fs_forget(0) >= 0, 1);
    expect("closes the file system", fs_unmount(), 0);
    return report_end();
}
