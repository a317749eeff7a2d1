/* The open file system, and the frame around every operation: one lock, opening on demand, and settling.
 *
 * What an operation changes of the structures stays in memory (change.h) until session_settle() has the library write
 * its bitmaps and descriptors there too; then the operation has happened. On an image with a journal it waits for the
 * next commit (journal.h): fs_fsync, the closing of a file that was written, a full table, or blocks that are wanted
 * again. On one without a journal, settling puts everything in its place; the image is marked clean (EXT2_VALID_FS)
 * between operations, and the mark stays away while an open file has no name left.
 *
 * When a caller dies inside an operation, the next one finds the lock held by nobody: it forgets what the operation
 * changed, throws away what the library has in memory, and opens the file system anew. So it does after an operation
 * that failed half-way: the device refused, memory ran out, or damage was met. */
#ifndef SERVICES_FS_SESSION_H
#define SERVICES_FS_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include <ext2fs/ext2_fs.h>
#include <ext2fs/ext2fs.h>

#include "postern/error.h"

struct session {
    ext2_filsys fs;      /* null: not open */
    uint32_t block_size; /* bytes; block_shift is its logarithm */
    uint32_t block_shift;
    bool read_only;     /* of the device, or for a feature that we can only read */
    bool changed;       /* the operation may have changed something */
    bool structures;    /* and the library's bitmaps, descriptors and superblock with it */
    bool pending;       /* no journal, and not marked clean on the device */
    bool damaged;       /* damage was met: never marked clean again while it is open */
    bool broken;        /* an operation died or failed inside; the next one has not recovered yet */
    uint32_t releasing; /* an inode that is being given back in several steps, or 0 */
};
extern struct session session;

/* Begins an operation: takes the lock and opens the file system when it is not. 0 or an error; after an
 * error the lock is free. */
int session_enter(void);

/* Ends an operation that changed nothing, with its result, which it answers. */
long session_leave(long result);

/* Ends an operation that may have changed something: settles. An error of settling replaces a good result. */
long session_finish(long result);

/* To be called before a change of inodes alone: 0, or rofs, or what keeps a commit from ending. */
int session_touch(void);

/* The same before any other change. Sets the time of the operation. */
int session_change(void);

/* The same before a change that takes blocks: also nospc. The last few free blocks are never given out, so
 * that the library does not run out half-way through a change. */
int session_allocate(void);

/* What was changed so far has happened. */
int session_settle(void);

/* Forgets the file system, which has been committed and cleaned and has no handles. The next operation opens it again. */
void session_close(void);

#endif
