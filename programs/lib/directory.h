/* Reading a directory. */
#ifndef PROGRAMS_LIB_DIRECTORY_H
#define PROGRAMS_LIB_DIRECTORY_H

#include <stddef.h>
#include <stdint.h>

#include "fs/fs.h"

struct directory {
    int handle;
    uint64_t cookie;
    size_t filled, at;
    uint64_t entries[256]; /* fs_dirent records */
};

/* 0 or a negated PE_* code. path is absolute. */
int directory_open(struct directory *d, const char *path);

/* The next entry ("." and ".." are left out), valid until the next call; null at the end, and *error is 0 or
 * a negated PE_* code. */
const struct fs_dirent *directory_next(struct directory *d, int *error);

void directory_close(struct directory *d);

#endif
