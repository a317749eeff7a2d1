#include "fs/super.h"

#include <string.h>

#include "block/block.h"
#include "fs/cache.h"
#include "fs/change.h"
#include "fs/clock.h"
#include "fs/device.h"
#include "fs/error.h"
#include "fs/freed.h"
#include "fs/journal.h"
#include "fs/recover.h"
#include "fs/session.h"

/* Features that we can read; others change the layout in ways that we do not know. inline_data, encryption
 * and case folding are left out on purpose. */
#define INCOMPAT_KNOWN                                                                                \
    (EXT2_FEATURE_INCOMPAT_FILETYPE | EXT3_FEATURE_INCOMPAT_RECOVER | EXT2_FEATURE_INCOMPAT_META_BG | \
     EXT3_FEATURE_INCOMPAT_EXTENTS | EXT4_FEATURE_INCOMPAT_64BIT | EXT4_FEATURE_INCOMPAT_FLEX_BG |    \
     EXT4_FEATURE_INCOMPAT_CSUM_SEED | EXT4_FEATURE_INCOMPAT_LARGEDIR | EXT4_FEATURE_INCOMPAT_EA_INODE)

/* Features that we also keep right when we write; with any other the image is read only. */
#define RO_COMPAT_KEPT                                                                                            \
    (EXT2_FEATURE_RO_COMPAT_SPARSE_SUPER | EXT2_FEATURE_RO_COMPAT_LARGE_FILE | EXT4_FEATURE_RO_COMPAT_HUGE_FILE | \
     EXT4_FEATURE_RO_COMPAT_GDT_CSUM | EXT4_FEATURE_RO_COMPAT_DIR_NLINK | EXT4_FEATURE_RO_COMPAT_EXTRA_ISIZE |    \
     EXT4_FEATURE_RO_COMPAT_METADATA_CSUM | EXT4_FEATURE_RO_COMPAT_ORPHAN_PRESENT)

static bool needs_replay(const struct ext2_super_block *super)
{
    return (super->s_feature_incompat & EXT3_FEATURE_INCOMPAT_RECOVER) != 0;
}

static bool has_journal(const struct ext2_super_block *super)
{
    return (super->s_feature_compat & EXT3_FEATURE_COMPAT_HAS_JOURNAL) != 0;
}

/* What no journal mends: left to e2fsck. */
static bool is_unclean(const struct ext2_super_block *super)
{
    return (super->s_feature_ro_compat & EXT4_FEATURE_RO_COMPAT_ORPHAN_PRESENT) != 0 ||
           (super->s_state & EXT2_VALID_FS) == 0 || (super->s_state & EXT2_ERROR_FS) != 0 ||
           (super->s_last_orphan != 0 && (!has_journal(super) || session.read_only));
}

/* What must hold before the library sizes its tables by the superblock. */
static int check(const struct ext2_super_block *super, const struct block_info *disk)
{
    if (super->s_magic != EXT2_SUPER_MAGIC || super->s_log_block_size > 2)
        return -PE_INVAL;
    if ((super->s_feature_incompat & ~INCOMPAT_KNOWN) != 0)
        return -PE_VERSION;
    const uint64_t blocks =
        super->s_blocks_count |
        (ext2fs_has_feature_64bit((struct ext2_super_block *)super) ? (uint64_t)super->s_blocks_count_hi << 32 : 0);
    const uint32_t sectors = EXT2_BLOCK_SIZE(super) / BLOCK_SECTOR;
    if (blocks > disk->sectors / sectors || blocks <= super->s_first_data_block || super->s_inodes_count == 0)
        return -PE_IO;
    session.block_size = EXT2_BLOCK_SIZE(super);
    session.block_shift = super->s_log_block_size + EXT2_MIN_BLOCK_LOG_SIZE;
    if (disk->read_only || (super->s_feature_ro_compat & ~RO_COMPAT_KEPT) != 0 ||
        (super->s_feature_incompat & EXT4_FEATURE_INCOMPAT_EA_INODE) != 0)
        session.read_only = true;
    return 0;
}

static int open_library(void)
{
    const int flags = EXT2_FLAG_64BITS | (session.read_only ? EXT2_FLAG_SOFTSUPP_FEATURES : EXT2_FLAG_RW);
    ext2_filsys fs = NULL;
    errcode_t code = ext2fs_open2("disk", NULL, flags, 0, 0, &device_manager, &fs);

    if (code == 0)
        code = ext2fs_check_desc(fs);
    if (code == 0)
        code = ext2fs_read_bitmaps(fs);
    if (code != 0) {
        if (fs)
            ext2fs_free(fs);
        return fs_error(code);
    }
    fs->flags |= EXT2_FLAG_MASTER_SB_ONLY; /* like Linux: the copies are for emergencies, and change with the layout */
    session.fs = fs;
    return 0;
}

static int read_super(struct ext2_super_block *super, const struct block_info *disk)
{
    int error = change_read(SUPERBLOCK_OFFSET, super, sizeof(*super));

    if (error < 0)
        return error == -PE_RANGE ? -PE_INVAL : error;
    return check(super, disk);
}

/* Recovery may change all that the superblock says. An image that we have opened before is marked by ourselves. */
static int read_recovered(struct ext2_super_block *super, const struct block_info *disk)
{
    int error = read_super(super, disk);

    if (error < 0 || !needs_replay(super) || journal_is_open())
        return error;
    if (!has_journal(super) || session.read_only)
        return -PE_UNCLEAN;
    if ((error = recover()) < 0 || (error = read_super(super, disk)) < 0)
        return error;
    return needs_replay(super) ? -PE_UNCLEAN : 0;
}

/* A journal that we cannot write makes the image read only. */
static int open_journal(void)
{
    int error = 0;

    if (!has_journal(session.fs->super) || session.read_only)
        return 0;
    if (!journal_is_open() && (error = journal_open()) < 0) {
        session.read_only = error == -PE_VERSION;
        return session.read_only ? 0 : error;
    }
    ext2fs_set_feature_journal_needs_recovery(session.fs->super); /* in memory: every superblock in the log has it */
    return 0;
}

int super_open(void)
{
    struct block_info disk;
    struct ext2_super_block super;

    session.damaged = session.read_only = false;
    int error = block_info(&disk);
    if (error < 0)
        return error;
    cache_size(disk.sectors * BLOCK_SECTOR);
    if ((error = read_recovered(&super, &disk)) < 0)
        return error;
    if (is_unclean(&super) && !session.pending)
        return -PE_UNCLEAN;
    if ((error = open_library()) < 0)
        return error;
    if ((error = open_journal()) < 0) {
        ext2fs_free(session.fs);
        session.fs = NULL;
        return error;
    }
    freed_watch();
    clock_set(super.s_wtime);
    return 0;
}

void super_set_state(bool clean)
{
    if (clean)
        session.fs->super->s_state |= EXT2_VALID_FS;
    else
        session.fs->super->s_state &= (uint16_t)~EXT2_VALID_FS;
}

int super_mark_unclean(void)
{
    super_set_state(false);
    errcode_t code = ext2fs_superblock_csum_set(session.fs, session.fs->super);
    if (code != 0)
        return fs_error(code);
    return cache_write(SUPERBLOCK_OFFSET, session.fs->super, SUPERBLOCK_SIZE);
}

int super_mark_recovery(bool needed)
{
    struct ext2_super_block super;
    int error = cache_read(SUPERBLOCK_OFFSET, &super, sizeof(super));

    if (error < 0)
        return error;
    if (needed)
        ext2fs_set_feature_journal_needs_recovery(&super);
    else
        ext2fs_clear_feature_journal_needs_recovery(&super);
    if (ext2fs_superblock_csum_set(session.fs, &super) != 0)
        return -PE_IO;
    return cache_write(SUPERBLOCK_OFFSET, &super, sizeof(super));
}
