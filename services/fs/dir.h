/* Directories as a whole. */
#ifndef SERVICES_FS_DIR_H
#define SERVICES_FS_DIR_H

#include <stddef.h>
#include <stdint.h>

#include <ext2fs/ext2_fs.h>
#include <ext2fs/ext2fs.h>

int dir_make(const char *path, int mode);
int dir_remove(const char *path);

/* As fs_readdir says. */
long dir_read(ext2_ino_t dir, uint64_t cookie, void *buf, size_t len);

/* 0, notempty, io. */
int dir_check_empty(ext2_ino_t dir);

#endif
