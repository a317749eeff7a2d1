#include "fs/freed.h"

#include <string.h>

#include "fs/change.h"
#include "fs/journal.h"
#include "fs/session.h"

static uint64_t revokes[FREED_REVOKES];
static struct {
    bool any;
    bool lost;
    uint32_t count;
} open, settled; /* what the operation adds to what has settled */

static void note(uint64_t block)
{
    if (!journal_may_hold(block) && !change_is_settled(block))
        return;
    if (open.count == FREED_REVOKES)
        open.lost = true;
    else
        revokes[open.count++] = block;
}

/* A block that is freed and taken again in one operation: its new content counts. */
static void cancel(uint64_t block)
{
    for (uint32_t i = settled.count; i < open.count; i++)
        if (revokes[i] == block)
            revokes[i--] = revokes[--open.count];
}

static void block_changes(ext2_filsys fs, blk64_t block, int inuse)
{
    (void)fs;
    if (inuse > 0) {
        cancel(block);
        return;
    }
    open.any = true;
    note(block);
    change_forget(block);
}

static void range_changes(ext2_filsys fs, blk64_t block, blk_t count, int inuse)
{
    for (blk_t i = 0; i < count; i++)
        block_changes(fs, block + i, inuse);
}

void freed_watch(void)
{
    ext2fs_set_block_alloc_stats_callback(session.fs, block_changes, NULL);
    ext2fs_set_block_alloc_stats_range_callback(session.fs, range_changes, NULL);
}

void freed_accept(void)
{
    settled = open;
}

void freed_drop(void)
{
    open = settled;
}

bool freed_any(void)
{
    return settled.any;
}

const uint64_t *freed_revokes(uint32_t *count, bool *lost)
{
    *count = settled.count;
    *lost = settled.lost;
    return revokes;
}

/* What the operation that runs has freed is not committed. */
void freed_reset(void)
{
    const uint32_t count = open.count - settled.count;

    memmove(revokes, revokes + settled.count, count * sizeof(revokes[0]));
    open.any = open.any && count > 0;
    open.count = count;
    settled.any = settled.lost = open.lost = false;
    settled.count = 0;
}
