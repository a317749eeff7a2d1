/* Commands on directories, and removal. */
#include <stdio.h>
#include <string.h>

#include <postern/error.h>

#include "directory.h"
#include "path.h"
#include "shell.h"

/* Runs function on each operand from argv[first] on. */
static int each(int first, int argc, char *argv[], long (*function)(char absolute[PATH_BYTES]))
{
    char absolute[PATH_BYTES];
    int failed = 0;

    long error = 0;
    for (int i = first; i < argc && error != -PE_INTR; i++) {
        error = resolve(argv[i], absolute);
        if (error == 0)
            error = function(absolute);
        if (error < 0)
            failed = complain(argv[0], argv[i], error);
    }
    return failed;
}

static long make(char absolute[PATH_BYTES])
{
    return fs_mkdir(absolute, 0755);
}

int run_mkdir(int argc, char *argv[])
{
    return each(1, argc, argv, make);
}

static long remove_directory(char absolute[PATH_BYTES])
{
    return fs_rmdir(absolute);
}

int run_rmdir(int argc, char *argv[])
{
    return each(1, argc, argv, remove_directory);
}

static long remove_file(char absolute[PATH_BYTES])
{
    return fs_unlink(absolute);
}

/* Appends the first entry of directory path to it. 1; 0: it is empty; or a negated PE_* code. */
static long first_entry(char path[PATH_BYTES], uint32_t *kind)
{
    static struct directory d;
    long error = directory_open(&d, path);

    if (error < 0)
        return error;
    int read_error;
    const struct fs_dirent *entry = directory_next(&d, &read_error);
    long result = entry != NULL ? 1 : read_error;
    if (entry != NULL) {
        *kind = entry->kind;
        if (path_join(path, entry->name, path) < 0)
            result = -PE_NAMETOOLONG;
    }
    directory_close(&d);
    return result;
}

/* One entry at a time, path going down and up: no matter how deep the tree, the stack is not. */
static long remove_contents(char path[PATH_BYTES])
{
    const size_t top = strlen(path);

    for (;;) {
        uint32_t kind = 0;
        size_t len = strlen(path);
        long more = first_entry(path, &kind);
        if (more < 0)
            return more;
        if (more == 0 && len == top)
            return 0;
        if (more == 1 && kind == FS_KIND_DIR)
            continue;
        long error = more == 1 ? fs_unlink(path) : fs_rmdir(path);
        if (error == 0)
            error = interrupted();
        if (error < 0)
            return error;
        *strrchr(path, '/') = '\0';
    }
}

static long remove_tree(char absolute[PATH_BYTES])
{
    struct fs_stat stat;
    long error = fs_stat(absolute, &stat);

    if (error < 0)
        return error;
    if (stat.kind != FS_KIND_DIR)
        return fs_unlink(absolute);
    if (absolute[1] == '\0')
        return -PE_BUSY;
    error = remove_contents(absolute);
    return error < 0 ? error : fs_rmdir(absolute);
}

int run_rm(int argc, char *argv[])
{
    int tree = strcmp(argv[1], "-r") == 0 || strcmp(argv[1], "-rf") == 0;

    if (tree && argc == 2) {
        printf("usage: rm [-r] PATH...\n");
        return 1;
    }
    return each(tree ? 2 : 1, argc, argv, tree ? remove_tree : remove_file);
}

int run_cd(int argc, char *argv[])
{
    struct fs_stat stat;
    char absolute[PATH_BYTES];
    const char *path = argc > 1 ? argv[1] : "/";
    long error = resolve(path, absolute);

    if (error == 0)
        error = fs_stat(absolute, &stat);
    if (error == 0 && stat.kind != FS_KIND_DIR)
        error = -PE_NOTDIR;
    if (error < 0)
        return complain("cd", path, error);
    path_set_directory(absolute);
    return 0;
}

int run_pwd(int argc, char *argv[])
{
    (void)argc, (void)argv;
    printf("%s\n", path_directory());
    return 0;
}

int run_df(int argc, char *argv[])
{
    struct fs_statfs fs;
    long error = fs_statfs(&fs);

    (void)argc;
    if (error < 0)
        return complain(argv[0], NULL, error);
    printf("%s: %llu KiB, %llu KiB free; %llu files, room for %llu more%s\n", fs.label[0] ? fs.label : "disk",
           (unsigned long long)(fs.blocks * fs.block_size / 1024),
           (unsigned long long)(fs.blocks_free * fs.block_size / 1024),
           (unsigned long long)(fs.inodes - fs.inodes_free), (unsigned long long)fs.inodes_free,
           fs.read_only ? "; read-only" : "");
    return 0;
}

int run_sync(int argc, char *argv[])
{
    long error = fs_sync();

    (void)argc;
    return error < 0 ? complain(argv[0], NULL, error) : 0;
}
