#include "host/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool disk_read(void *context, uint64_t offset, void *to, uint64_t size)
{
    const struct disk *d = context;
    uint8_t *at = to;
    while (size) {
        ssize_t n = pread(d->fd, at, size, (off_t)offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        offset += (uint64_t)n;
        size -= (uint64_t)n;
    }
    return true;
}

static bool disk_write(void *context, uint64_t offset, const void *from, uint64_t size)
{
    const struct disk *d = context;
    const uint8_t *at = from;
    while (size) {
        ssize_t n = pwrite(d->fd, at, size, (off_t)offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        offset += (uint64_t)n;
        size -= (uint64_t)n;
    }
    return true;
}

static bool disk_flush(void *context)
{
    const struct disk *d = context;
    return fdatasync(d->fd) == 0;
}

static bool measure(struct disk *disk, const char *path, uint64_t *size, struct failure *why)
{
    struct stat st;
    if (fstat(disk->fd, &st) != 0)
        return refuse(why, "%s: %s", path, strerror(errno));
    if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
        return refuse(why, "%s: neither a file nor a block device", path);
    off_t end = lseek(disk->fd, 0, SEEK_END);
    if (end <= 0)
        return refuse(why, "%s: the disk image is empty", path);
    if (end % 512)
        return refuse(why, "%s: size %lld is not a multiple of 512", path, (long long)end);
    *size = (uint64_t)end;
    return true;
}

bool disk_open(struct disk *disk, const char *path, bool read_only, struct block_backend *backend, struct failure *why)
{
    uint64_t size = 0;
    disk->fd = open(path, (read_only ? O_RDONLY : O_RDWR) | O_CLOEXEC);
    if (disk->fd < 0)
        return refuse(why, "%s: %s%s", path, strerror(errno),
                      read_only ? "" : " (\",ro\" after the name opens it read-only)");
    if (!measure(disk, path, &size, why))
        return false;
    if (flock(disk->fd, (read_only ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0)
        return refuse(why, "%s: in use by another machine", path);
    *backend = (struct block_backend){disk, size, read_only, disk_read, disk_write, disk_flush};
    return true;
}

void disk_close(struct disk *disk)
{
    if (disk->fd >= 0)
        close(disk->fd);
    disk->fd = -1;
}
