/* ls */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <postern/error.h>

#include "directory.h"
#include "path.h"
#include "shell.h"

#define COLUMNS 80

struct names {
    char **name;
    size_t count, room;
    size_t widest;
};

static int add(struct names *n, const char *name)
{
    if (n->count == n->room) {
        size_t room = n->room ? 2 * n->room : 32;
        char **grown = realloc(n->name, room * sizeof *grown);
        if (grown == NULL)
            return -PE_NOMEM;
        n->name = grown;
        n->room = room;
    }
    char *copy = strdup(name);
    if (copy == NULL)
        return -PE_NOMEM;
    n->name[n->count++] = copy;
    if (strlen(name) > n->widest)
        n->widest = strlen(name);
    return 0;
}

static void release(struct names *n)
{
    for (size_t i = 0; i < n->count; i++)
        free(n->name[i]);
    free(n->name);
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names of directories get a '/' behind them. */
static int collect(const char *absolute, struct names *n)
{
    static struct directory d;
    const struct fs_dirent *entry;
    char name[FS_NAME_MAX + 2];
    int error = directory_open(&d, absolute);

    if (error < 0)
        return error;
    while ((entry = directory_next(&d, &error)) != NULL && error == 0) {
        snprintf(name, sizeof name, "%s%s", entry->name, entry->kind == FS_KIND_DIR ? "/" : "");
        error = add(n, name);
    }
    directory_close(&d);
    qsort(n->name, n->count, sizeof *n->name, compare);
    return error;
}

static void print_columns(const struct names *n)
{
    size_t columns = COLUMNS / (n->widest + 2) ? COLUMNS / (n->widest + 2) : 1;
    size_t rows = (n->count + columns - 1) / columns;

    for (size_t row = 0; row < rows; row++) {
        for (size_t i = row; i < n->count; i += rows)
            printf("%-*s", i + rows < n->count ? (int)n->widest + 2 : 0, n->name[i]);
        printf("\n");
    }
}

static int print_details(const char *absolute, const char *name)
{
    static const char kinds[] = "?-dl?";
    struct fs_stat stat;
    char date[24];
    int error = fs_stat(absolute, &stat);

    if (error < 0)
        return error;
    const time_t when = (time_t)stat.mtime;
    strftime(date, sizeof date, "%Y-%m-%d %H:%M", gmtime(&when));
    printf("%c%03o %10llu  %s  %s\n", kinds[stat.kind <= 4 ? stat.kind : 0], (unsigned)stat.mode & 0777,
           (unsigned long long)stat.size, date, name);
    return 0;
}

static int list_directory(const char *absolute, int details)
{
    struct names n = {0};
    char path[PATH_BYTES];
    int error = collect(absolute, &n);

    if (error == 0 && !details && n.count > 0)
        print_columns(&n);
    for (size_t i = 0; error == 0 && details && i < n.count; i++)
        if (path_join(absolute, n.name[i], path) == 0)
            error = print_details(path, n.name[i]);
    release(&n);
    return error;
}

static int list(const char *path, int details)
{
    struct fs_stat stat;
    char absolute[PATH_BYTES];
    int error = resolve(path, absolute);

    if (error == 0)
        error = fs_stat(absolute, &stat);
    if (error < 0)
        return error;
    if (stat.kind == FS_KIND_DIR)
        return list_directory(absolute, details);
    if (details)
        return print_details(absolute, path);
    printf("%s\n", path);
    return 0;
}

int run_ls(int argc, char *argv[])
{
    int details = argc > 1 && strcmp(argv[1], "-l") == 0;
    int first = 1 + details, failed = 0;

    if (first == argc) {
        int error = list(".", details);
        return error < 0 ? complain("ls", path_directory(), error) : 0;
    }
    for (int i = first; i < argc; i++) {
        if (argc - first > 1)
            printf("%s%s:\n", i > first ? "\n" : "", argv[i]);
        int error = list(argv[i], details);
        if (error < 0)
            failed = complain("ls", argv[i], error);
    }
    return failed;
}
