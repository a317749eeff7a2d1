#include "fs/node.h"

#include <string.h>

#include "fs/error.h"
#include "fs/handle.h"
#include "fs/session.h"

static struct node nodes[HANDLE_COUNT];

struct node *node_find(ext2_ino_t inode)
{
    for (int i = 0; i < HANDLE_COUNT; i++)
        if (nodes[i].inode == inode)
            return &nodes[i];
    return NULL;
}

struct node *node_get(ext2_ino_t inode, int *error)
{
    struct ext2_inode content;
    struct node *node = node_find(inode);

    if (node) {
        node->refs++;
        return node;
    }
    if (!(node = node_find(0))) {
        *error = -PE_MFILE;
        return NULL;
    }
    if ((*error = fs_error(ext2fs_read_inode(session.fs, inode, &content))) < 0)
        return NULL;
    *node = (struct node){
        .inode = inode,
        .refs = 1,
        .size = EXT2_I_SIZE(&content),
        .stamp = content.i_mtime,
        .is_dir = LINUX_S_ISDIR(content.i_mode),
    };
    return node;
}

int node_put(struct node *node)
{
    if (--node->refs > 0)
        return 0;
    const ext2_ino_t inode = node->inode;
    const bool unlinked = node->unlinked;
    node->inode = 0;
    node->unlinked = false;
    if (!unlinked)
        return 0;
    int error = session_change();
    return error < 0 ? error : node_release(inode);
}

bool node_any_unlinked(void)
{
    for (int i = 0; i < HANDLE_COUNT; i++)
        if (nodes[i].inode != 0 && nodes[i].unlinked)
            return true;
    return false;
}

void node_forget_runs(void)
{
    for (int i = 0; i < HANDLE_COUNT; i++)
        run_forget(&nodes[i]);
}

int node_release(ext2_ino_t inode)
{
    struct ext2_inode content;
    errcode_t code = ext2fs_read_inode(session.fs, inode, &content);
    if (code != 0)
        return fs_error(code);
    const bool is_dir = LINUX_S_ISDIR(content.i_mode);

    if (ext2fs_inode_has_valid_blocks2(session.fs, &content))
        code = ext2fs_punch(session.fs, inode, &content, NULL, 0, ~0ULL);
    if (code == 0)
        code = ext2fs_free_ext_attr(session.fs, inode, NULL);
    if (code == 0)
        code = ext2fs_read_inode(session.fs, inode, &content);
    if (code != 0)
        return fs_error(code);
    content.i_links_count = 0;
    content.i_dtime = (uint32_t)session.fs->now;
    if ((code = ext2fs_write_inode(session.fs, inode, &content)) == 0)
        ext2fs_inode_alloc_stats2(session.fs, inode, -1, is_dir);
    return fs_error(code);
}
