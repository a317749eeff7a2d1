#include "fs/run.h"

#include <string.h>

#include "fs/cache.h"
#include "fs/change.h"
#include "fs/error.h"
#include "fs/node.h"
#include "fs/session.h"

/* How far a run is followed in a file mapped block by block. */
#define FOLLOW 64

void run_forget(struct node *node)
{
    memset(node->runs, 0, sizeof(node->runs));
}

/* Puts a run in front; the one that was used longest ago falls out unless it is `from`'s own place. */
static const struct run *to_front(struct node *node, int from, struct run run)
{
    memmove(&node->runs[1], &node->runs[0], (size_t)from * sizeof(run));
    node->runs[0] = run;
    return &node->runs[0];
}

/* The mapping comes from the image: what lies outside the disk's blocks is damage. */
static int valid(const struct run *run)
{
    const uint64_t first = session.fs->super->s_first_data_block, end = ext2fs_blocks_count(session.fs->super);

    return run->physical == 0 || (run->physical >= first && run->physical < end && run->length <= end - run->physical);
}

static errcode_t from_extents(ext2_ino_t inode, uint64_t block, struct run *run)
{
    ext2_extent_handle_t handle;
    struct ext2fs_extent extent;
    errcode_t code = ext2fs_extent_open(session.fs, inode, &handle);

    if (code != 0)
        return code;
    *run = (struct run){block, 0, 1};
    code = ext2fs_extent_goto(handle, block);
    if (code == EXT2_ET_EXTENT_NOT_FOUND)
        code = 0; /* a hole */
    else if (code == 0 && (code = ext2fs_extent_get(handle, EXT2_EXTENT_CURRENT, &extent)) == 0 &&
             block - extent.e_lblk < extent.e_len && !(extent.e_flags & EXT2_EXTENT_FLAGS_UNINIT))
        *run = (struct run){extent.e_lblk, extent.e_pblk, extent.e_len};
    ext2fs_extent_free(handle);
    return code;
}

static errcode_t from_blocks(ext2_ino_t inode, struct ext2_inode *content, uint64_t block, struct run *run)
{
    blk64_t physical = 0, next = 0;
    errcode_t code = ext2fs_bmap2(session.fs, inode, content, NULL, 0, block, NULL, &physical);

    *run = (struct run){block, physical, 1};
    while (code == 0 && physical != 0 && run->length < FOLLOW &&
           ext2fs_bmap2(session.fs, inode, content, NULL, 0, block + run->length, NULL, &next) == 0 &&
           next == physical + run->length)
        run->length++;
    return code;
}

const struct run *run_slow(struct node *node, uint64_t block, int *error)
{
    struct ext2_inode content;
    struct run run = {0};

    for (int i = 0; i < NODE_RUNS; i++)
        if (block - node->runs[i].logical < node->runs[i].length)
            return to_front(node, i, node->runs[i]);
    errcode_t code = ext2fs_read_inode(session.fs, node->inode, &content);
    if (code == 0)
        code = content.i_flags & EXT4_EXTENTS_FL ? from_extents(node->inode, block, &run)
                                                 : from_blocks(node->inode, &content, block, &run);
    if (code == 0 && !valid(&run))
        code = EXT2_ET_BAD_BLOCK_NUM;
    if ((*error = fs_error(code)) < 0)
        return NULL;
    return to_front(node, NODE_RUNS - 1, run);
}

/* Notes a new block: the run in front grows when it follows on, else all that was known of it is forgotten. */
static void note(struct node *node, uint64_t block, uint64_t physical)
{
    struct run *run = &node->runs[0];

    for (int i = 0; i < NODE_RUNS; i++)
        if (node->runs[i].physical == 0)
            node->runs[i].length = 0;
    if (run->length != 0 && block == run->logical + run->length && physical == run->physical + run->length)
        run->length++;
    else
        to_front(node, NODE_RUNS - 1, (struct run){block, physical, 1});
}

int run_allocate(struct node *node, uint64_t block, int whole)
{
    const uint32_t size = session.block_size;
    blk64_t physical = 0;
    int flags = 0;
    errcode_t code = ext2fs_bmap2(session.fs, node->inode, NULL, NULL, BMAP_ALLOC, block, &flags, &physical);

    if (code != 0)
        return fs_error(code);
    const struct run run = {block, physical, 1};
    if (physical == 0 || !valid(&run))
        return fs_error(EXT2_ET_BAD_BLOCK_NUM);
    change_forget(physical); /* the library has written zeros, as for a structure */
    int error = whole ? 0 : cache_zero(physical * size, size);
    if (error == 0 && (flags & BMAP_RET_UNINIT))
        error = fs_error(ext2fs_bmap2(session.fs, node->inode, NULL, NULL, BMAP_SET, block, NULL, &physical));
    if (error == 0)
        note(node, block, physical);
    return error;
}
