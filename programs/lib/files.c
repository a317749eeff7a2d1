/* What POSIX asks about files besides open, read, write and close. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "descriptors.h"
#include "error.h"
#include "fs/fs.h"
#include "path.h"

static void fill(struct stat *st, const struct fs_stat *from)
{
    static const mode_t kinds[] = {
        [FS_KIND_FILE] = S_IFREG, [FS_KIND_DIR] = S_IFDIR, [FS_KIND_SYMLINK] = S_IFLNK, [FS_KIND_OTHER] = S_IFCHR};

    memset(st, 0, sizeof *st);
    st->st_ino = (ino_t)from->inode;
    st->st_mode = (mode_t)(from->mode | kinds[from->kind <= FS_KIND_OTHER ? from->kind : FS_KIND_OTHER]);
    st->st_nlink = (nlink_t)from->links;
    st->st_size = (off_t)from->size;
    st->st_blksize = (blksize_t)from->block_size;
    st->st_blocks = (blkcnt_t)from->blocks;
    st->st_mtime = (time_t)from->mtime;
}

static int stat_stream(struct stat *st)
{
    memset(st, 0, sizeof *st);
    st->st_mode = S_IFCHR | 0600;
    return 0;
}

int fstat(int fd, struct stat *st)
{
    struct fs_stat from;
    const struct descriptor *d = descriptor_of(fd);

    if (d == NULL)
        return -1;
    if (d->kind != DESCRIPTOR_FILE)
        return stat_stream(st);
    if (error_result(fs_fstat(d->handle, &from)) < 0)
        return -1;
    fill(st, &from);
    return 0;
}

/* Runs one of fs's functions that take a path alone. */
static int with_path(const char *path, int (*function)(const char *))
{
    char absolute[PATH_BYTES];

    if (path_absolute(path, absolute) == 0)
        return (int)error_result(function(absolute));
    errno = ENAMETOOLONG;
    return -1;
}

int stat(const char *path, struct stat *st)
{
    struct fs_stat from;
    char absolute[PATH_BYTES];

    if (path_absolute(path, absolute) < 0) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (error_result(fs_stat(absolute, &from)) < 0)
        return -1;
    fill(st, &from);
    return 0;
}

int unlink(const char *path)
{
    return with_path(path, fs_unlink);
}

int rmdir(const char *path)
{
    return with_path(path, fs_rmdir);
}

/* C's remove takes both kinds. */
int remove(const char *path)
{
    int result = unlink(path);

    return result < 0 && errno == EISDIR ? rmdir(path) : result;
}

int rename(const char *from, const char *to)
{
    char absolute_from[PATH_BYTES], absolute_to[PATH_BYTES];

    if (path_absolute(from, absolute_from) == 0 && path_absolute(to, absolute_to) == 0)
        return (int)error_result(fs_rename(absolute_from, absolute_to));
    errno = ENAMETOOLONG;
    return -1;
}

int mkdir(const char *path, mode_t mode)
{
    char absolute[PATH_BYTES];

    if (path_absolute(path, absolute) == 0)
        return (int)error_result(fs_mkdir(absolute, (int)mode));
    errno = ENAMETOOLONG;
    return -1;
}

int fsync(int fd)
{
    const struct descriptor *d = descriptor_of(fd);

    if (d == NULL)
        return -1;
    return d->kind == DESCRIPTOR_FILE ? (int)error_result(fs_fsync(d->handle)) : 0;
}

static off_t end_of(const struct descriptor *d)
{
    struct fs_stat stat;

    return error_result(fs_fstat(d->handle, &stat)) < 0 ? -1 : (off_t)stat.size;
}

off_t lseek(int fd, off_t offset, int whence)
{
    struct descriptor *d = descriptor_of(fd);

    if (d == NULL)
        return -1;
    if (d->kind != DESCRIPTOR_FILE) {
        errno = ESPIPE;
        return -1;
    }
    off_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? (off_t)d->offset : end_of(d);
    if (base < 0 || base + offset < 0) {
        errno = base < 0 ? errno : EINVAL;
        return -1;
    }
    d->offset = (uint64_t)(base + offset);
    return base + offset;
}

int isatty(int fd)
{
    const struct descriptor *d = descriptor_of(fd);

    if (d != NULL && d->kind == DESCRIPTOR_CONSOLE)
        return 1;
    if (d != NULL)
        errno = ENOTTY;
    return 0;
}

char *getcwd(char *buf, size_t size)
{
    if (strlen(path_directory()) < size)
        return strcpy(buf, path_directory());
    errno = ERANGE;
    return NULL;
}
