#include "host.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "block/block.h"
#include "fs/cache.h"
#include "fs/change.h"
#include "fs/clock.h"
#include "fs/freed.h"
#include "fs/handle.h"
#include "fs/journal.h"
#include "fs/session.h"

#include "postern/error.h"
#include "postern/lock.h"
#include "postern/service.h"

struct disk_state disk_state = {.writes_left = -1};
uint64_t caller_badge;
static int disk = -1;

/* --- block ------------------------------------------------------------------------------------------------ */
void disk_attach(const char *path)
{
    if (disk >= 0)
        close(disk);
    disk = path ? open(path, O_RDWR) : -1;
    if (path && disk < 0)
        abort();
    disk_state = (struct disk_state){.writes_left = -1};
}

static uint64_t sectors(void)
{
    struct stat stat;
    return fstat(disk, &stat) == 0 ? (uint64_t)stat.st_size / BLOCK_SECTOR : 0;
}

/* The same refusals, in the same order, as the driver's. */
static int check(uint64_t sector, const void *buf, size_t len)
{
    if (disk < 0)
        return -PE_NOENT;
    if (disk_state.before_request)
        disk_state.before_request();
    if ((uintptr_t)buf % 8 != 0 || len % BLOCK_SECTOR != 0)
        return -PE_INVAL;
    if (len > BLOCK_REQUEST_MAX)
        return -PE_2BIG;
    return sector > sectors() || len / BLOCK_SECTOR > sectors() - sector ? -PE_RANGE : 0;
}

int block_read(uint64_t sector, void *buf, size_t len)
{
    int error = check(sector, buf, len);
    if (error < 0)
        return error;
    disk_state.reads++;
    return pread(disk, buf, len, (off_t)(sector * BLOCK_SECTOR)) == (ssize_t)len ? 0 : -PE_IO;
}

int block_write(uint64_t sector, const void *buf, size_t len)
{
    int error = disk_state.read_only ? -PE_ROFS : check(sector, buf, len);
    if (error < 0)
        return error;
    if (disk_state.writes_left == 0) {
        disk_state.writes_left = disk_state.fails_once ? -1 : 0;
        return -PE_IO;
    }
    if (disk_state.writes_left > 0)
        disk_state.writes_left--;
    disk_state.writes++;
    if (disk_state.recorder)
        disk_state.recorder(sector, buf, len);
    return pwrite(disk, buf, len, (off_t)(sector * BLOCK_SECTOR)) == (ssize_t)len ? 0 : -PE_IO;
}

int block_flush(void)
{
    disk_state.flushes++;
    if (disk_state.recorder)
        disk_state.recorder(0, NULL, 0);
    return disk < 0 ? -PE_NOENT : 0;
}

/* Registered buffers: a pointer each. `host_withdrawn` plays the owner who takes one back. */
static struct registered {
    const char *at;
    size_t len;
} registered[BLOCK_BUFFERS];
bool host_withdrawn;

int block_register(const void *buf, size_t len)
{
    for (int i = 0; i < BLOCK_BUFFERS; i++)
        if (!registered[i].at) {
            registered[i] = (struct registered){buf, len};
            if (disk_state.after_register)
                disk_state.after_register();
            return i + 1;
        }
    return -PE_MFILE;
}

int block_unregister(int handle)
{
    if (handle < 1 || handle > BLOCK_BUFFERS || !registered[handle - 1].at)
        return -PE_BADF;
    registered[handle - 1].at = NULL;
    return 0;
}

int block_registered(int after)
{
    for (int i = after; i < BLOCK_BUFFERS; i++)
        if (registered[i].at)
            return i + 1;
    return -PE_NOENT;
}

int host_registered(void)
{
    int count = 0;
    for (int i = 0; i < BLOCK_BUFFERS; i++)
        count += registered[i].at != NULL;
    return count;
}

int block_write_registered(uint64_t sector, int handle, uint64_t offset, size_t len)
{
    if (handle < 1 || handle > BLOCK_BUFFERS || !registered[handle - 1].at)
        return -PE_BADF;
    const struct registered *r = &registered[handle - 1];
    if (offset > r->len || len > r->len - offset)
        return -PE_RANGE;
    return host_withdrawn ? -PE_FAULT : block_write(sector, r->at + offset, len);
}

int block_info(struct block_info *info)
{
    if (disk < 0)
        return -PE_NOENT;
    *info = (struct block_info){.sectors = sectors(), .read_only = disk_state.read_only, .can_flush = 1};
    return 0;
}

/* --- SDK -------------------------------------------------------------------------------------------------- */
uint64_t postern_badge(void)
{
    return caller_badge;
}

int postern_lock(struct postern_lock *lock)
{
    const int died = lock->held;
    lock->held = 1;
    return died;
}

void postern_unlock(struct postern_lock *lock)
{
    lock->held = 0;
}

/* --- clock ------------------------------------------------------------------------------------------------ */
static uint64_t now;

void clock_set(uint64_t seconds)
{
    now = seconds;
}

uint32_t clock_instance(void)
{
    return 0;
}

uint64_t clock_now(void)
{
    return now;
}

/* --- the service's memory --------------------------------------------------------------------------------- */
void service_reset(void)
{
    if (session.fs) {
        session.read_only = true; /* nothing goes to the disk */
        handle_drop_badges(0, UINT64_MAX);
        ext2fs_free(session.fs);
    }
    session = (struct session){0};
    change_reset();
    freed_reset();
    journal_close();
    cache_reset();
}
