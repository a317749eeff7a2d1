/* The open file system, and the frame around every operation: one lock, opening on demand, and the mark on
 * the image that says whether it is consistent.
 *
 * The image is marked clean (EXT2_VALID_FS) between operations. session_change() takes the mark away before
 * the first change that leaves blocks and bitmaps out of step; session_settle() writes what is pending and
 * sets it again. It stays away while an open file has no name left.
 *
 * When a caller dies inside an operation, the next one finds the lock held by nobody: it undoes what the
 * operation wrote (undo.h), throws away what the library has in memory, and opens the file system anew. So it
 * does after an operation that failed half-way: the device refused, memory ran out, or damage was met. */
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
    bool read_only; /* of the device, or for a feature that we can only read */
    bool pending;   /* not marked clean on the device */
    bool damaged;   /* damage was met: never marked clean again while it is open */
    bool orphans;   /* not marked clean because of unlinked files that are open, for no other reason */
    bool broken;    /* an operation died or failed inside; the next one has not recovered yet */
    bool tainted;   /* and its change could not be undone: read only until closed */
};
extern struct session session;

/* Begins an operation: takes the lock and opens the file system when it is not. 0 or an error; after an
 * error the lock is free. */
int session_enter(void);

/* Ends an operation that changed nothing, with its result, which it answers. */
long session_leave(long result);

/* Ends an operation that may have changed something: settles. An error of settling replaces a good result. */
long session_finish(long result);

/* To be called before a change: 0, or rofs. Sets the time of the operation. */
int session_change(void);

/* The same before a change that takes blocks: also nospc. The last few free blocks are never given out, so
 * that the library does not run out half-way through a change. */
int session_allocate(void);

/* Writes bitmaps, group descriptors and the superblock when they are pending. */
int session_settle(void);

/* Forgets the file system, which has settled and has no handles. The next operation opens it again. */
void session_close(void);

#endif
