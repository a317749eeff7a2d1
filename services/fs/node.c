#include "fs/node.h"

#include <string.h>

#include "fs/cut.h"
#include "fs/error.h"
#include "fs/handle.h"
#include "fs/orphan.h"
#include "fs/session.h"

static struct node nodes[HANDLE_COUNT];

struct node *node_find(ext2_ino_t inode)
{
    for (int i = 0; i < HANDLE_COUNT; i++)
        if (nodes[i].inode == inode && (inode == 0 || nodes[i].refs > 0))
            return &nodes[i];
    return NULL;
}

/* Fills in what the inode says. */
static int load(struct node *node, ext2_ino_t inode, uint32_t refs)
{
    struct ext2_inode content;
    int error = fs_error(ext2fs_read_inode(session.fs, inode, &content));

    if (error < 0)
        return error;
    *node = (struct node){
        .inode = inode,
        .refs = refs,
        .size = EXT2_I_SIZE(&content),
        .stamp = content.i_mtime,
        .is_dir = LINUX_S_ISDIR(content.i_mode),
        .unlinked = content.i_links_count == 0,
    };
    return 0;
}

struct node *node_get(ext2_ino_t inode, int *error)
{
    struct node *node = node_find(inode);

    if (node) {
        node->refs++;
        return node;
    }
    if (!(node = node_find(0))) {
        *error = -PE_MFILE;
        return NULL;
    }
    *error = load(node, inode, 1);
    return *error < 0 ? NULL : node;
}

/* The record of a freed inode stays until the operation has settled: a death before that undoes the rest. */
int node_put(struct node *node)
{
    if (--node->refs > 0)
        return 0;
    int error = node->unlinked ? session_change() : 0;
    if (error < 0 || !node->unlinked) {
        node->inode = 0;
        return error;
    }
    return node_release(node->inode);
}

bool node_any_unlinked(void)
{
    for (int i = 0; i < HANDLE_COUNT; i++)
        if (nodes[i].inode != 0 && nodes[i].refs > 0 && nodes[i].unlinked)
            return true;
    return false;
}

void node_sweep(void)
{
    for (int i = 0; i < HANDLE_COUNT; i++)
        if (nodes[i].refs == 0)
            nodes[i].inode = 0;
}

/* The inode of a file whose making was undone is free again: its handles go. */
static void recover(struct node *node)
{
    const ext2_ino_t inode = node->inode;
    const bool in_use =
        inode <= session.fs->super->s_inodes_count && ext2fs_test_inode_bitmap2(session.fs->inode_map, inode);

    if (!in_use || load(node, inode, handle_count(node)) < 0)
        handle_forget(node), node->inode = 0;
    else if (node->refs == 0)
        node->refs = 1, node_put(node);
}

void node_recover(void)
{
    for (int i = 0; i < HANDLE_COUNT; i++)
        if (nodes[i].inode != 0)
            recover(&nodes[i]);
}

/* The blocks go in steps when they are many: the inode is then an orphan, for the operation has settled before it
 * ends. */
static int give_blocks_back(ext2_ino_t inode, struct ext2_inode *content)
{
    const uint64_t size = (EXT2_I_SIZE(content) + session.block_size - 1) >> session.block_shift;
    int error = 0;

    if (!ext2fs_inode_has_valid_blocks2(session.fs, content))
        return 0;
    if (size > CUT_STEP && session.releasing == 0) {
        const struct node *node = node_find(inode);
        session.releasing = inode;
        if (!node || !node->unlinked) { /* else it is on the list */
            orphan_add(inode, content);
            error = fs_error(ext2fs_write_inode(session.fs, inode, content));
        }
    }
    return error < 0 ? error : cut_blocks(inode, 0, size, NULL, NULL);
}

static int free_inode(ext2_ino_t inode)
{
    struct ext2_inode content;
    int error = fs_error(ext2fs_free_ext_attr(session.fs, inode, NULL));

    if (error == 0)
        error = fs_error(ext2fs_read_inode(session.fs, inode, &content));
    if (error == 0)
        error = orphan_remove(inode, &content);
    if (error < 0)
        return error;
    content.i_links_count = 0;
    content.i_dtime = (uint32_t)session.fs->now;
    if ((error = fs_error(ext2fs_write_inode(session.fs, inode, &content))) == 0)
        ext2fs_inode_alloc_stats2(session.fs, inode, -1, LINUX_S_ISDIR(content.i_mode));
    return error;
}

int node_release(ext2_ino_t inode)
{
    struct ext2_inode content;
    int error = fs_error(ext2fs_read_inode(session.fs, inode, &content));

    if (error == 0)
        error = give_blocks_back(inode, &content);
    if (error == 0)
        error = free_inode(inode);
    if (error == 0)
        session.releasing = 0;
    return error;
}
