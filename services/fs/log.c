#include "fs/log.h"

#include <string.h>

#include <debugfs/journal.h>

#include "fs/cache.h"
#include "fs/device.h"
#include "fs/error.h"
#include "fs/session.h"

#define RUNS 512 /* a journal in more pieces is not written */

struct log the_log;
static journal_superblock_t super;
static struct run {
    uint32_t logical, length;
    uint64_t physical;
} runs[RUNS];
static uint32_t run_count, block_count;

static uint64_t place(uint32_t index)
{
    uint32_t low = 0, high = run_count;

    while (high - low > 1) {
        const uint32_t middle = (low + high) / 2;
        if (runs[middle].logical <= index)
            low = middle;
        else
            high = middle;
    }
    return (runs[low].physical + (index - runs[low].logical)) * session.block_size;
}

static int add_block(ext2_filsys fs, blk64_t *block, e2_blkcnt_t index, blk64_t from, int offset, void *context)
{
    struct run *run = run_count > 0 ? &runs[run_count - 1] : NULL;

    (void)from, (void)offset;
    if (index != block_count || *block < fs->super->s_first_data_block || *block >= ext2fs_blocks_count(fs->super)) {
        *(int *)context = -PE_UNCLEAN;
        return BLOCK_ABORT;
    }
    if (run && run->physical + run->length == *block) {
        run->length++;
    } else if (run_count == RUNS) {
        *(int *)context = -PE_VERSION;
        return BLOCK_ABORT;
    } else {
        runs[run_count++] = (struct run){block_count, 1, *block};
    }
    block_count++;
    return 0;
}

static int map(void)
{
    struct ext2_inode content;
    const ext2_ino_t inode = session.fs->super->s_journal_inum;
    const int flags = BLOCK_FLAG_DATA_ONLY | BLOCK_FLAG_READ_ONLY;
    int error = inode == 0 ? -PE_VERSION : fs_error(ext2fs_read_inode(session.fs, inode, &content));

    run_count = block_count = 0;
    if (error < 0)
        return error;
    if (!LINUX_S_ISREG(content.i_mode) || content.i_links_count == 0)
        return -PE_UNCLEAN;
    if (ext2fs_block_iterate3(session.fs, inode, flags, NULL, add_block, &error) != 0 && error == 0)
        error = device_failed() ? -PE_IO : -PE_UNCLEAN;
    return error < 0 ? error : block_count < JBD2_MIN_JOURNAL_BLOCKS ? -PE_UNCLEAN : 0;
}

/* The journal holds nothing, or it would have been replayed. */
static int check(void)
{
    const uint32_t known = JBD2_FEATURE_INCOMPAT_REVOKE | JBD2_FEATURE_INCOMPAT_64BIT |
                           JBD2_FEATURE_INCOMPAT_ASYNC_COMMIT | JBD2_FEATURE_INCOMPAT_CSUM_V2 |
                           JBD2_FEATURE_INCOMPAT_CSUM_V3 | JBD2_FEATURE_INCOMPAT_FAST_COMMIT;

    if (ntohl(super.s_header.h_magic) != JBD2_MAGIC_NUMBER)
        return -PE_UNCLEAN;
    if (ntohl(super.s_header.h_blocktype) != JBD2_SUPERBLOCK_V2 || ntohl(super.s_nr_users) > 1 ||
        (ntohl(super.s_feature_incompat) & ~known) != 0 || super.s_feature_ro_compat != 0)
        return -PE_VERSION;
    if (super.s_start != 0 || super.s_errno != 0 || ntohl(super.s_blocksize) != session.block_size ||
        ntohl(super.s_first) == 0 || ntohl(super.s_first) >= JBD2_MIN_JOURNAL_BLOCKS ||
        ntohl(super.s_maxlen) < JBD2_MIN_JOURNAL_BLOCKS || ntohl(super.s_maxlen) > block_count)
        return -PE_UNCLEAN;
    return 0;
}

/* What we write: revoke records, checksums 3 where the file system has checksums, and nothing else. */
static void choose_features(void)
{
    const uint32_t old = ntohl(super.s_feature_incompat);
    uint32_t features = JBD2_FEATURE_INCOMPAT_REVOKE;

    the_log.wide = ext2fs_has_feature_64bit(session.fs->super) || (old & JBD2_FEATURE_INCOMPAT_64BIT) != 0;
    the_log.checked = ext2fs_has_feature_metadata_csum(session.fs->super) ||
                      (old & (JBD2_FEATURE_INCOMPAT_CSUM_V2 | JBD2_FEATURE_INCOMPAT_CSUM_V3)) != 0;
    features |= the_log.wide ? JBD2_FEATURE_INCOMPAT_64BIT : 0;
    features |= the_log.checked ? JBD2_FEATURE_INCOMPAT_CSUM_V3 : 0;
    super.s_feature_compat = 0;
    super.s_feature_incompat = htonl(features);
    super.s_checksum_type = the_log.checked ? JBD2_CRC32C_CHKSUM : 0;
    super.s_num_fc_blks = 0;
}

int log_open(void)
{
    int error = map();

    if (error < 0 || (error = cache_read(place(0), &super, sizeof(super))) < 0 || (error = check()) < 0)
        return error;
    choose_features();
    the_log.first = ntohl(super.s_first);
    the_log.last = ntohl(super.s_maxlen);
    the_log.sequence = ntohl(super.s_sequence);
    memcpy(the_log.uuid, super.s_uuid, sizeof(the_log.uuid));
    the_log.seed = ext2fs_crc32c_le(~0u, super.s_uuid, sizeof(super.s_uuid));
    return 0;
}

int log_write(uint32_t index, const void *block)
{
    return cache_write(place(index), block, session.block_size);
}

int log_begin(uint32_t start, uint32_t sequence)
{
    super.s_start = htonl(start);
    super.s_sequence = htonl(sequence);
    super.s_checksum = 0;
    if (the_log.checked)
        super.s_checksum = htonl(ext2fs_crc32c_le(~0u, (unsigned char *)&super, sizeof(super)));
    return cache_write(place(0), &super, sizeof(super));
}
