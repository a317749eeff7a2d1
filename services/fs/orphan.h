/* The orphan list: inodes without names that are still open, and those that are being given back. It begins in the
 * superblock and runs through the inodes' i_dtime. Only on images whose journal we write: elsewhere an orphan keeps the
 * image from being marked clean. */
#ifndef SERVICES_FS_ORPHAN_H
#define SERVICES_FS_ORPHAN_H

#include <ext2fs/ext2_fs.h>
#include <ext2fs/ext2fs.h>

/* Puts the inode in front; the caller writes `content`. */
void orphan_add(ext2_ino_t inode, struct ext2_inode *content);

/* Takes the inode from the list; no error when it is not there. */
int orphan_remove(ext2_ino_t inode, const struct ext2_inode *content);

/* After a power failure: gives back what is on the list. 0, io, or unclean (the list is damaged). */
int orphan_release_all(void);

#endif
