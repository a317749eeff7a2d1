#include "fs/cut.h"

#include "fs/change.h"
#include "fs/error.h"
#include "fs/session.h"

static int blocks_of(ext2_ino_t inode, uint64_t *blocks)
{
    struct ext2_inode content;
    int error = fs_error(ext2fs_read_inode(session.fs, inode, &content));

    if (error == 0)
        *blocks = ext2fs_get_stat_i_blocks(session.fs, &content) * 512 >> session.block_shift;
    return error;
}

static int settle_between(void)
{
    int error = change_is_crowded() ? session_settle() : 0;
    return error < 0 ? error : session_change();
}

int cut_blocks(ext2_ino_t inode, uint64_t first, uint64_t size, int (*shorten)(void *context, uint64_t size),
               void *context)
{
    uint64_t before = 0, after = 0, step = CUT_STEP; /* more while there are only holes */
    int error = blocks_of(inode, &before);

    while (error == 0 && before > CUT_STEP && size > first && size - first > step) {
        size -= step;
        if (shorten && (error = shorten(context, size)) < 0)
            return error;
        if ((error = fs_error(ext2fs_punch(session.fs, inode, NULL, NULL, size, ~0ULL))) == 0)
            error = settle_between();
        if (error == 0)
            error = blocks_of(inode, &after);
        step = after == before ? 2 * step : CUT_STEP;
        before = after;
    }
    return error < 0 ? error : fs_error(ext2fs_punch(session.fs, inode, NULL, NULL, first, ~0ULL));
}
