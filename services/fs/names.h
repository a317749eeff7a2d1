/* Entries of directories: making and removing names, and what hangs on them. */
#ifndef SERVICES_FS_NAMES_H
#define SERVICES_FS_NAMES_H

#include <ext2fs/ext2_fs.h>
#include <ext2fs/ext2fs.h>

#include "fs/path.h"

/* Adds an entry of type EXT2_FT_*; the directory grows when it is full. 0 or an error. */
int names_add(ext2_ino_t dir, const char *name, ext2_ino_t inode, int type);

/* Removes an entry. */
int names_remove(ext2_ino_t dir, const char *name, ext2_ino_t inode);

/* Points an entry to another inode, in one write of its block. */
int names_replace(ext2_ino_t dir, const char *name, ext2_ino_t inode, int type);

/* An inode has lost a name (a directory: its only one): one link less, and freed when there is none and no
 * handle on it. */
int names_dropped(ext2_ino_t inode);

/* Adds `delta` to an inode's link count (a parent's, for the ".." of a subdirectory). */
int names_count(ext2_ino_t inode, int delta);

/* A new regular file with permission bits `mode` at an absent name; place->inode is set. */
int names_create(struct place *place, int mode);

int names_unlink(const char *path);

#endif
