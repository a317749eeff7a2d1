#include "fs/orphan.h"

#include "fs/error.h"
#include "fs/journal.h"
#include "fs/node.h"
#include "fs/session.h"

static bool is_valid(ext2_ino_t inode)
{
    const struct ext2_super_block *super = session.fs->super;

    return inode >= EXT2_FIRST_INODE(super) && inode <= super->s_inodes_count &&
           ext2fs_test_inode_bitmap2(session.fs->inode_map, inode);
}

void orphan_add(ext2_ino_t inode, struct ext2_inode *content)
{
    if (!journal_is_open())
        return;
    content->i_dtime = session.fs->super->s_last_orphan;
    session.fs->super->s_last_orphan = inode;
    ext2fs_mark_super_dirty(session.fs);
}

int orphan_remove(ext2_ino_t inode, const struct ext2_inode *content)
{
    struct ext2_super_block *super = session.fs->super;
    ext2_ino_t at = super->s_last_orphan;

    if (at == inode) {
        super->s_last_orphan = content->i_dtime;
        ext2fs_mark_super_dirty(session.fs);
        return 0;
    }
    for (uint32_t steps = 0; at != 0 && steps < super->s_inodes_count; steps++) {
        struct ext2_inode before;
        if (!is_valid(at))
            return fs_error(EXT2_ET_INODE_CORRUPTED);
        int error = fs_error(ext2fs_read_inode(session.fs, at, &before));
        if (error < 0)
            return error;
        if (before.i_dtime == inode) {
            before.i_dtime = content->i_dtime;
            return fs_error(ext2fs_write_inode(session.fs, at, &before));
        }
        at = before.i_dtime;
    }
    return 0;
}

/* Linux also puts inodes there whose end is being cut off: they keep their names and lose what lies behind it. */
static int cut(ext2_ino_t inode, struct ext2_inode *content)
{
    const uint64_t first = (EXT2_I_SIZE(content) + session.block_size - 1) >> session.block_shift;
    int error = orphan_remove(inode, content);

    content->i_dtime = 0;
    if (error == 0)
        error = fs_error(ext2fs_write_inode(session.fs, inode, content));
    if (error < 0 || !ext2fs_inode_has_valid_blocks2(session.fs, content))
        return error;
    return fs_error(ext2fs_punch(session.fs, inode, NULL, NULL, first, ~0ULL));
}

static int release_first(void)
{
    struct ext2_inode content;
    const ext2_ino_t inode = session.fs->super->s_last_orphan;

    if (!is_valid(inode))
        return -PE_UNCLEAN;
    int error = fs_error(ext2fs_read_inode(session.fs, inode, &content));
    if (error == 0)
        error = content.i_links_count == 0 ? node_release(inode) : cut(inode, &content);
    return error < 0 ? error : session_settle();
}

int orphan_release_all(void)
{
    int error = 0;

    for (uint32_t steps = 0; error == 0 && session.fs->super->s_last_orphan != 0; steps++) {
        if (steps == session.fs->super->s_inodes_count)
            return -PE_UNCLEAN;
        if ((error = session_change()) == 0)
            error = release_first();
    }
    return error;
}
