#include "fs/session.h"

#include "fs/arena.h"
#include "fs/cache.h"
#include "fs/change.h"
#include "fs/clock.h"
#include "fs/device.h"
#include "fs/error.h"
#include "fs/freed.h"
#include "fs/journal.h"
#include "fs/map.h"
#include "fs/node.h"
#include "fs/orphan.h"
#include "fs/super.h"

#include "postern/lock.h"

/* What one operation can need: a data block, three indirect blocks or a new level of extents, and the
 * growth of a directory's index. */
#define RESERVED_BLOCKS 8

struct session session;
static struct postern_lock lock; /* guards the whole service */

/* Nothing in memory can be trusted but the handles and what has settled. */
static void undo(void)
{
    session.fs = NULL;
    device_set(DEVICE_WORKS, 0);
    change_drop();
    freed_drop();
    cache_reset();
    arena_reset();
}

/* Handles, and what was being given back, come in line with the structures as they are now. */
static int recover_nodes(void)
{
    struct ext2_inode content;
    const uint32_t inode = session.releasing;
    int error = 0;

    node_recover();
    if (inode != 0 && ext2fs_test_inode_bitmap2(session.fs->inode_map, inode) &&
        (error = fs_error(ext2fs_read_inode(session.fs, inode, &content))) == 0 && content.i_links_count == 0 &&
        (error = session_change()) == 0)
        error = node_release(inode);
    if (error == 0)
        session.releasing = 0;
    return error < 0 ? error : session_settle();
}

static int open_anew(void)
{
    const bool again = session.broken;

    if (again)
        undo();
    int error = super_open();
    if (error < 0)
        return error;
    session.broken = false;
    map_recover();
    error = again ? recover_nodes() : orphan_release_all();
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
    session.changed = session.structures = false;
    if (__builtin_expect(session.fs != NULL, 1))
        return 0;
    int error = open_anew();
    if (error < 0)
        postern_unlock(&lock);
    return error;
}

long session_leave(long result)
{
    postern_unlock(&lock);
    return result;
}

/* The next operation recovers. */
static long leave_broken(long result)
{
    session.broken = true;
    session.fs = NULL;
    postern_unlock(&lock);
    return result;
}

long session_finish(long result)
{
    if (change_overflowed())
        return leave_broken(-PE_NOMEM);
    if ((result == -PE_IO || result == -PE_NOMEM) && (session.changed || change_has_any()))
        return leave_broken(result);
    int error = session_settle();
    if (error < 0 && change_has_any())
        return leave_broken(error);
    return session_leave(error < 0 ? error : result);
}

int session_touch(void)
{
    if (session.read_only)
        return -PE_ROFS;
    int error = journal_is_stuck() ? journal_commit() : 0;
    session.changed |= error == 0;
    return error;
}

int session_change(void)
{
    int error = session_touch();

    if (error < 0)
        return error;
    session.fs->now = (time_t)clock_now();
    session.structures = true;
    if (session.pending || journal_is_open())
        return 0;
    session.pending = true;
    return super_mark_unclean();
}

/* Blocks that were freed are not given out before that is committed (freed.h). */
int session_allocate(void)
{
    if (!session.read_only && ext2fs_free_blocks_count(session.fs->super) < RESERVED_BLOCKS)
        return -PE_NOSPC;
    int error = session_change();
    if (error == 0 && freed_any() && journal_is_open())
        error = journal_commit();
    return error;
}

static int write_structures(bool clean)
{
    if (session.structures || session.pending) {
        super_set_state(journal_is_open() ? !session.damaged : clean);
        ext2fs_mark_super_dirty(session.fs);
        errcode_t code = ext2fs_flush2(session.fs, 0);
        if (code != 0)
            return fs_error(code);
    }
    return 0;
}

int session_settle(void)
{
    if (session.read_only || (!session.changed && !session.pending))
        return 0;
    const bool clean = !session.damaged && !node_any_unlinked() && session.releasing == 0;
    int error = write_structures(clean);
    if (error < 0)
        return error;
    change_accept();
    freed_accept();
    node_sweep();
    session.changed = session.structures = false;
    if (journal_is_open())
        return change_is_crowded() ? journal_commit() : 0;
    if ((error = journal_commit()) == 0)
        session.pending = session.pending && !clean;
    return error;
}

void session_close(void)
{
    ext2fs_free(session.fs);
    session.fs = NULL;
    session.pending = false;
    change_reset();
    freed_reset();
    journal_close();
    cache_reset();
}
