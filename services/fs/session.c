#include "fs/session.h"

#include "block/block.h"
#include "fs/cache.h"
#include "fs/clock.h"
#include "fs/error.h"
#include "fs/node.h"
#include "fs/super.h"

#include "postern/lock.h"

/* What one operation can need: a data block, three indirect blocks or a new level of extents, and the
 * growth of a directory's index. */
#define RESERVED_BLOCKS 8

struct session session;
static struct postern_lock lock; /* guards the whole service */

/* The holder died inside: whatever the library has in memory may be half changed. What it had allocated is
 * lost, and so is the way to tell which blocks of the unfinished change are in use: after a death in the
 * middle of a change the image stays as it is, read only, until e2fsck on the host has put it right. */
static void recover(void)
{
    session.tainted |= session.pending;
    cache_reset();
    node_forget_runs();
    session.fs = NULL;
}

int session_enter(void)
{
    if (__builtin_expect(postern_lock(&lock) != 0, 0))
        recover();
    if (__builtin_expect(session.fs != NULL, 1))
        return 0;
    int error = super_open();
    if (error < 0)
        postern_unlock(&lock);
    return error;
}

long session_leave(long result)
{
    postern_unlock(&lock);
    return result;
}

long session_finish(long result)
{
    int error = session_settle();
    return session_leave(result >= 0 && error < 0 ? error : result);
}

int session_change(void)
{
    if (session.read_only)
        return -PE_ROFS;
    session.fs->now = (time_t)clock_now();
    if (session.pending)
        return 0;
    session.pending = true;
    return super_mark(false);
}

int session_allocate(void)
{
    if (!session.read_only && ext2fs_free_blocks_count(session.fs->super) < RESERVED_BLOCKS)
        return -PE_NOSPC;
    return session_change();
}

int session_settle(void)
{
    if (!session.pending || session.read_only)
        return 0;
    const bool clean = !session.damaged && !node_any_unlinked();
    super_set_state(clean);
    ext2fs_mark_super_dirty(session.fs);
    int error = fs_error(ext2fs_flush2(session.fs, 0));
    if (error == 0 && clean)
        session.pending = false;
    return error;
}

int session_close(void)
{
    int error = session_settle();
    ext2fs_free(session.fs);
    session.fs = NULL;
    session.tainted = false;
    cache_reset();
    return error;
}
