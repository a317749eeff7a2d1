/* Commands on files. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <postern/error.h>

#include "fs/fs.h"
#include "path.h"
#include "shell.h"

#define CHUNK 16384

static char chunk[CHUNK];

int complain(const char *name, const char *object, long error)
{
    fflush(stdout);
    if (object != NULL)
        fprintf(stderr, "%s: %s: %s\n", name, object, postern_error_text(error));
    else
        fprintf(stderr, "%s: %s\n", name, postern_error_text(error));
    fflush(stderr);
    return 1;
}

int resolve(const char *path, char *absolute)
{
    return path_absolute(path, absolute) < 0 ? -PE_NAMETOOLONG : 0;
}

static int is_directory(const char *absolute)
{
    struct fs_stat stat;

    return fs_stat(absolute, &stat) == 0 && stat.kind == FS_KIND_DIR;
}

/* Opens a file for reading: a handle or a negated PE_* code; directories are refused. */
static int open_file(const char *absolute)
{
    return is_directory(absolute) ? -PE_ISDIR : fs_open(absolute, FS_READ, 0);
}

static long show(const char *path)
{
    char absolute[PATH_BYTES];
    long got = resolve(path, absolute);
    int handle = got < 0 ? (int)got : open_file(absolute);

    if (handle < 0)
        return handle;
    for (uint64_t at = 0; (got = fs_read(handle, chunk, sizeof chunk, at)) > 0; at += (uint64_t)got) {
        long error = write(STDOUT_FILENO, chunk, (size_t)got) == got ? interrupted() : -PE_IO;
        if (error < 0) {
            got = error;
            break;
        }
    }
    fs_close(handle);
    return got < 0 ? got : 0;
}

int run_cat(int argc, char *argv[])
{
    int failed = 0;

    fflush(stdout);
    long error = 0;
    for (int i = 1; i < argc && error != -PE_INTR; i++) {
        error = show(argv[i]);
        if (error < 0)
            failed = complain("cat", argv[i], error);
    }
    return failed;
}

static long copy_bytes(int from, int to)
{
    uint64_t at = 0;
    long got;

    while ((got = fs_read(from, chunk, sizeof chunk, at)) > 0) {
        long put = fs_write(to, chunk, (size_t)got, at);
        if (put != got)
            return put < 0 ? put : -PE_NOSPC;
        at += (uint64_t)got;
        long stop = interrupted();
        if (stop < 0)
            return stop;
    }
    return got;
}

static int same_file(const char *a, const char *b)
{
    struct fs_stat first, second;

    return fs_stat(a, &first) == 0 && fs_stat(b, &second) == 0 && first.inode == second.inode;
}

static long copy(const char *from, const char *to)
{
    if (same_file(from, to))
        return -PE_EXIST;
    int source = open_file(from);
    if (source < 0)
        return source;
    int target = fs_open(to, FS_WRITE | FS_CREATE | FS_TRUNC, 0644);
    if (target < 0) {
        fs_close(source);
        return target;
    }
    long error = copy_bytes(source, target);
    long closed = fs_close(target);
    fs_close(source);
    return error < 0 ? error : closed;
}

static long move(const char *from, const char *to)
{
    return same_file(from, to) ? -PE_EXIST : fs_rename(from, to);
}

/* `from` goes to `to`, or into it where that is a directory. */
static long transfer(const char *from, const char *to, long (*function)(const char *, const char *))
{
    char source[PATH_BYTES], target[PATH_BYTES], inside[PATH_BYTES];
    long error = resolve(from, source);

    if (error == 0)
        error = resolve(to, target);
    if (error < 0)
        return error;
    if (!is_directory(target))
        return function(source, target);
    if (path_join(target, path_name(source), inside) < 0)
        return -PE_NAMETOOLONG;
    return function(source, inside);
}

static int transfer_all(int argc, char *argv[], long (*function)(const char *, const char *))
{
    char target[PATH_BYTES];
    const char *to = argv[argc - 1];
    int failed = 0;

    if (argc > 3 && (resolve(to, target) < 0 || !is_directory(target)))
        return complain(argv[0], to, -PE_NOTDIR);
    long error = 0;
    for (int i = 1; i < argc - 1 && error != -PE_INTR; i++) {
        error = transfer(argv[i], to, function);
        if (error < 0)
            failed = complain(argv[0], argv[i], error);
    }
    return failed;
}

int run_cp(int argc, char *argv[])
{
    return transfer_all(argc, argv, copy);
}

int run_mv(int argc, char *argv[])
{
    return transfer_all(argc, argv, move);
}
