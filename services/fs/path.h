/* From a path to an inode. */
#ifndef SERVICES_FS_PATH_H
#define SERVICES_FS_PATH_H

#include <stdbool.h>

#include <ext2fs/ext2_fs.h>
#include <ext2fs/ext2fs.h>

#include "fs/fs.h"

/* Where a path leads: the directory and the name in it, and the inode there. */
struct place {
    ext2_ino_t parent;
    ext2_ino_t inode;           /* 0: no such name in the parent */
    char name[FS_NAME_MAX + 1]; /* empty: the path ends in the root, "." or ".." */
    bool must_be_dir;           /* the path ends in a slash */
};

enum path_last { PATH_FOLLOW, PATH_NO_FOLLOW }; /* a symbolic link as the last component */

/* 0 with `place` filled, its inode 0 when only the last component is absent; noent, notdir, inval,
 * nametoolong, io. */
int path_resolve(const char *path, enum path_last last, struct place *place);

/* The same where the inode must be there. */
int path_existing(const char *path, enum path_last last, struct place *place);

#endif
