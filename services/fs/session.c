#include "fs/session.h"

#include "block/block.h"
#include "fs/arena.h"
#include "fs/cache.h"
#include "fs/clock.h"
#include "fs/device.h"
#include "fs/error.h"
#include "fs/node.h"
#include "fs/super.h"
#include "fs/undo.h"

#include "postern/lock.h"

/* What one operation can need: a data block, three indirect blocks or a new level of extents, and the
 * growth of a directory's index. */
#define RESERVED_BLOCKS 8

struct session session;
static struct postern_lock lock; /* guards the whole service */

/* Nothing in memory can be trusted but the handles and what undo.h keeps. */
static int undo(void)
{
    session.fs = NULL;
    device_set(DEVICE_WORKS, 0);
    int error = undo_roll_back();
    if (error < 0 && error != -PE_NOSPC)
        return error;
    session.tainted |= error < 0;
    undo_forget();
    cache_reset();
    arena_reset();
    return 0;
}

static int open_anew(void)
{
    int error = session.broken ? undo() : 0;

    if (error < 0 || (error = super_open()) < 0 || !session.broken)
        return error;
    session.broken = false;
    node_recover();
    error = session_settle();
    if (error < 0) {
        session.broken = true;
        session.fs = NULL;
    }
    return error;
}

int session_enter(void)
{
    if (__builtin_expect(postern_lock(&lock) != 0, 0)) {
        session.broken = true;
        session.fs = NULL;
    }
    if (__builtin_expect(session.fs != NULL, 1))
        return 0;
    int error = open_anew();
    if (error < 0)
        postern_unlock(&lock);
    return error;
}

long session_leave(long result)
{
    undo_forget();
    postern_unlock(&lock);
    return result;
}

/* The next operation recovers; what is kept to undo stays for it. */
static long leave_broken(long result)
{
    session.broken = true;
    session.fs = NULL;
    postern_unlock(&lock);
    return result;
}

long session_finish(long result)
{
    if ((result == -PE_IO || result == -PE_NOMEM) && undo_has_any())
        return leave_broken(result);
    int error = session_settle();
    if (error < 0)
        return leave_broken(error);
    return session_leave(result);
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
    const bool orphans = node_any_unlinked(), clean = !session.damaged && !orphans;
    session.orphans |= orphans; /* before the image says so: a death in between must not look like an unclean image */
    super_set_state(clean);
    ext2fs_mark_super_dirty(session.fs);
    int error = fs_error(ext2fs_flush2(session.fs, 0));
    if (error < 0)
        return error;
    undo_forget();
    node_sweep();
    session.orphans = orphans;
    session.pending = !clean;
    return 0;
}

void session_close(void)
{
    ext2fs_free(session.fs);
    session.fs = NULL;
    session.tainted = session.orphans = false;
    cache_reset();
}
