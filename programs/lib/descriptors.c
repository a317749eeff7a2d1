#include "descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "console/console.h"
#include "error.h"
#include "fs/fs.h"
#include "path.h"

static struct descriptor descriptors[DESCRIPTORS_MAX] = {
    [0] = {.kind = DESCRIPTOR_CONSOLE},
    [1] = {.kind = DESCRIPTOR_CONSOLE},
    [2] = {.kind = DESCRIPTOR_CONSOLE},
};

struct descriptor *descriptor_of(int fd)
{
    if (fd >= 0 && fd < DESCRIPTORS_MAX && descriptors[fd].kind != DESCRIPTOR_FREE)
        return &descriptors[fd];
    errno = EBADF;
    return NULL;
}

static int free_descriptor(void)
{
    for (int fd = 0; fd < DESCRIPTORS_MAX; fd++)
        if (descriptors[fd].kind == DESCRIPTOR_FREE)
            return fd;
    errno = EMFILE;
    return -1;
}

int descriptor_open(const char *path, int fs_flags, int mode)
{
    char absolute[PATH_BYTES];
    int fd = free_descriptor();

    if (fd < 0)
        return -1;
    if (path_absolute(path, absolute) < 0) {
        errno = ENAMETOOLONG;
        return -1;
    }
    long handle = error_result(fs_open(absolute, fs_flags, mode));
    if (handle < 0)
        return -1;
    descriptors[fd] = (struct descriptor){DESCRIPTOR_FILE, (int)handle, (fs_flags & FS_APPEND) != 0, 0};
    return fd;
}

int descriptor_move(int fd, int as)
{
    if (descriptor_of(fd) == NULL || as < 0 || as >= DESCRIPTORS_MAX || as == fd)
        return -1;
    if (descriptors[as].kind == DESCRIPTOR_FILE)
        fs_close(descriptors[as].handle);
    descriptors[as] = descriptors[fd];
    descriptors[fd].kind = DESCRIPTOR_FREE;
    return 0;
}

void descriptor_console(int fd)
{
    struct descriptor *d = descriptor_of(fd);

    if (d != NULL && d->kind == DESCRIPTOR_FILE)
        fs_close(d->handle);
    descriptors[fd] = (struct descriptor){.kind = DESCRIPTOR_CONSOLE};
}

void descriptor_none(int fd)
{
    descriptors[fd] = (struct descriptor){.kind = DESCRIPTOR_NONE};
}

int open(const char *path, int flags, ...)
{
    static const int access[] = {[O_RDONLY] = FS_READ, [O_WRONLY] = FS_WRITE, [O_RDWR] = FS_READ | FS_WRITE};
    int mode = 0666;
    va_list rest;

    va_start(rest, flags);
    if (flags & O_CREAT)
        mode = va_arg(rest, int);
    va_end(rest);
    if ((flags & O_ACCMODE) > O_RDWR) {
        errno = EINVAL;
        return -1;
    }
    return descriptor_open(path,
                           access[flags & O_ACCMODE] | (flags & O_CREAT ? FS_CREATE : 0) |
                               (flags & O_TRUNC ? FS_TRUNC : 0) | (flags & O_EXCL ? FS_EXCL : 0) |
                               (flags & O_APPEND ? FS_APPEND : 0),
                           mode);
}

int close(int fd)
{
    struct descriptor *d = descriptor_of(fd);

    if (d == NULL)
        return -1;
    int kind = d->kind;
    d->kind = DESCRIPTOR_FREE;
    return kind == DESCRIPTOR_FILE ? (int)error_result(fs_close(d->handle)) : 0;
}

ssize_t read(int fd, void *buf, size_t len)
{
    struct descriptor *d = descriptor_of(fd);

    if (d == NULL)
        return -1;
    if (d->kind == DESCRIPTOR_CONSOLE)
        return console_line_read(buf, len);
    if (d->kind == DESCRIPTOR_NONE)
        return 0;
    long got = error_result(fs_read(d->handle, buf, len, d->offset));
    if (got > 0)
        d->offset += (uint64_t)got;
    return got;
}

/* An appending write does not say where it went: the end is asked for. */
static long write_file(struct descriptor *d, const void *buf, size_t len)
{
    struct fs_stat stat;
    long put = fs_write(d->handle, buf, len, d->offset);

    if (put > 0 && d->append && fs_fstat(d->handle, &stat) == 0)
        d->offset = stat.size;
    else if (put > 0)
        d->offset += (uint64_t)put;
    return error_result(put);
}

ssize_t write(int fd, const void *buf, size_t len)
{
    struct descriptor *d = descriptor_of(fd);

    if (d == NULL)
        return -1;
    switch (d->kind) {
    case DESCRIPTOR_CONSOLE: return error_result(console_write(buf, len));
    case DESCRIPTOR_FILE: return write_file(d, buf, len);
    default: return (ssize_t)len;
    }
}
