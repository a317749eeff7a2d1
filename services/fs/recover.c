/* The replay itself is e2fsprogs' (debugfs/journal.c, e2fsck/recovery.c and revoke.c, which follow the Linux
 * kernel's). It is done twice: once as a rehearsal in which nothing is written, for it would otherwise find
 * damage only after half the journal has gone out, and mark what it could not read as done. */
#include "fs/recover.h"

#include <debugfs/journal.h>

#include "block/block.h"
#include "fs/cache.h"
#include "fs/device.h"
#include "fs/error.h"

static int verdict(errcode_t code)
{
    if (device_failed())
        return -PE_IO;
    return code == 0 ? 0 : code == EXT2_ET_NO_MEMORY ? -PE_NOMEM : -PE_UNCLEAN;
}

/* With `reads` requests at most: a log that runs in a ring would be followed for ever. */
static int replay(ext2_filsys fs, enum device_mode mode, uint64_t *reads)
{
    journal_t *journal;

    device_set(mode, *reads);
    errcode_t code = ext2fs_open_journal(fs, &journal);
    if (code != 0)
        return verdict(code);
    *reads = 16 * (uint64_t)journal->j_total_len + 1024;
    device_set(mode, *reads);
    code = jbd2_journal_recover(journal);
    if (code == 0 && journal->j_failed_commit != 0)
        code = EXT2_ET_CORRUPT_JOURNAL_SB;
    const int error = verdict(code);
    if (error == 0) {
        journal->j_tail_sequence = journal->j_transaction_sequence;
        journal->j_superblock->s_start = 0;
    } else {
        device_set(DEVICE_REHEARSES, 0); /* closing writes the superblock, come what may */
    }
    ext2fs_close_journal(fs, &journal);
    return error < 0 ? error : verdict(0);
}

/* The superblock may have come out of the journal: it is read anew. */
static int clear_mark(ext2_filsys fs)
{
    int error = cache_read(SUPERBLOCK_OFFSET, fs->super, SUPERBLOCK_SIZE);

    if (error < 0)
        return error;
    if (fs->super->s_magic != EXT2_SUPER_MAGIC)
        return -PE_UNCLEAN;
    ext2fs_clear_feature_journal_needs_recovery(fs->super);
    if (ext2fs_superblock_csum_set(fs, fs->super) != 0)
        return -PE_UNCLEAN;
    return cache_write(SUPERBLOCK_OFFSET, fs->super, SUPERBLOCK_SIZE);
}

/* The journal is empty on the device before the mark goes: an image with a mark too many is right. */
static int recover_open(ext2_filsys fs)
{
    uint64_t reads = 65536; /* until the journal's size is known */

    if (ext2fs_check_desc(fs) != 0 || ext2fs_has_feature_fast_commit(fs->super))
        return -PE_UNCLEAN;
    int error = replay(fs, DEVICE_REHEARSES, &reads);
    if (error == 0)
        error = replay(fs, DEVICE_RECOVERS, &reads);
    if (error == 0)
        error = block_flush();
    if (error == 0)
        error = clear_mark(fs);
    return error < 0 ? error : block_flush();
}

int recover(void)
{
    const int flags = EXT2_FLAG_64BITS | EXT2_FLAG_RW | EXT2_FLAG_MASTER_SB_ONLY;
    ext2_filsys fs = NULL;
    errcode_t code = ext2fs_open2("disk", NULL, flags, 0, 0, &device_manager, &fs);
    int error = code == 0 ? recover_open(fs) : fs_error(code);

    if (fs) {
        fs->flags &= ~EXT2_FLAG_DIRTY;
        ext2fs_free(fs);
    }
    device_set(DEVICE_WORKS, 0);
    cache_reset();
    return error;
}
