/* Giving blocks of a file back. A file with many is cut in steps that settle on their own when what they change
 * becomes too much for one operation. */
#ifndef SERVICES_FS_CUT_H
#define SERVICES_FS_CUT_H

#include <stdint.h>

#include <ext2fs/ext2_fs.h>
#include <ext2fs/ext2fs.h>

#define CUT_STEP 8192 /* a file of fewer blocks is cut at once */

/* Gives back the blocks from `first` on; `size` is where the file ends, in blocks. Between steps that settle the image
 * must be right with the file shortened so far: `shorten` makes it say so (null: no need). 0 or an error. */
int cut_blocks(ext2_ino_t inode, uint64_t first, uint64_t size, int (*shorten)(void *context, uint64_t size),
               void *context);

#endif
