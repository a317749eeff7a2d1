#include "fs/names.h"

#include <string.h>

#include "fs/error.h"
#include "fs/node.h"
#include "fs/orphan.h"
#include "fs/session.h"

int names_add(ext2_ino_t dir, const char *name, ext2_ino_t inode, int type)
{
    errcode_t code = ext2fs_link(session.fs, dir, name, inode, type);

    if (code == EXT2_ET_DIR_NO_SPACE) {
        if ((code = ext2fs_expand_dir(session.fs, dir)) == 0)
            code = ext2fs_link(session.fs, dir, name, inode, type);
    }
    return fs_error(code);
}

int names_remove(ext2_ino_t dir, const char *name, ext2_ino_t inode)
{
    errcode_t code = ext2fs_unlink(session.fs, dir, name, inode, 0);
    return code == EXT2_ET_DIR_NO_SPACE ? -PE_IO : fs_error(code);
}

struct replacement {
    const char *name;
    ext2_ino_t inode;
    int type;
    int done;
};

static int replace_entry(ext2_ino_t dir, int kind, struct ext2_dir_entry *entry, int offset, int size, char *block,
                         void *context)
{
    struct replacement *to = context;
    const int length = ext2fs_dirent_name_len(entry);

    (void)dir, (void)kind, (void)offset, (void)size, (void)block;
    if (length != (int)strlen(to->name) || memcmp(entry->name, to->name, (size_t)length) != 0)
        return 0;
    entry->inode = to->inode;
    if (ext2fs_has_feature_filetype(session.fs->super))
        ext2fs_dirent_set_file_type(entry, to->type);
    to->done = 1;
    return DIRENT_CHANGED | DIRENT_ABORT;
}

int names_replace(ext2_ino_t dir, const char *name, ext2_ino_t inode, int type)
{
    struct replacement to = {.name = name, .inode = inode, .type = type};
    errcode_t code = ext2fs_dir_iterate2(session.fs, dir, 0, NULL, replace_entry, &to);

    if (code != 0)
        return fs_error(code);
    return to.done ? 0 : -PE_IO;
}

int names_count(ext2_ino_t inode, int delta)
{
    struct ext2_inode content;
    errcode_t code = ext2fs_read_inode(session.fs, inode, &content);

    if (code != 0)
        return fs_error(code);
    /* A directory whose count once overflowed keeps 1 for ever (feature dir_nlink). */
    if (LINUX_S_ISDIR(content.i_mode) && content.i_links_count == 1)
        return 0;
    if (LINUX_S_ISDIR(content.i_mode) && content.i_links_count + delta >= EXT2_LINK_MAX)
        content.i_links_count = 1;
    else
        content.i_links_count = (uint16_t)(content.i_links_count + delta);
    content.i_ctime = (uint32_t)session.fs->now;
    return fs_error(ext2fs_write_inode(session.fs, inode, &content));
}

int names_dropped(ext2_ino_t inode)
{
    struct ext2_inode content;
    struct node *node = node_find(inode);
    errcode_t code = ext2fs_read_inode(session.fs, inode, &content);

    if (code != 0)
        return fs_error(code);
    const int is_dir = LINUX_S_ISDIR(content.i_mode);
    content.i_links_count = is_dir || content.i_links_count == 0 ? 0 : (uint16_t)(content.i_links_count - 1);
    content.i_ctime = (uint32_t)session.fs->now;
    if (node && content.i_links_count == 0)
        orphan_add(inode, &content);
    if ((code = ext2fs_write_inode(session.fs, inode, &content)) != 0)
        return fs_error(code);
    if (content.i_links_count > 0)
        return 0;
    if (!node)
        return node_release(inode);
    node->unlinked = true;
    return 0;
}

/* A file starts with an empty extent tree where the file system has extents. */
static errcode_t write_new(ext2_ino_t inode, int mode)
{
    ext2_extent_handle_t handle;
    errcode_t code = 0;
    struct ext2_inode content = {
        .i_mode = (uint16_t)(LINUX_S_IFREG | (mode & 07777)),
        .i_links_count = 1,
    };

    content.i_atime = content.i_mtime = content.i_ctime = (uint32_t)session.fs->now;
    if (ext2fs_has_feature_extents(session.fs->super)) {
        if ((code = ext2fs_extent_open2(session.fs, inode, &content, &handle)) != 0)
            return code;
        ext2fs_extent_free(handle);
    }
    return ext2fs_write_new_inode(session.fs, inode, &content);
}

int names_create(struct place *place, int mode)
{
    ext2_ino_t inode;
    int error = session_allocate();

    if (error < 0)
        return error;
    errcode_t code = ext2fs_new_inode(session.fs, place->parent, LINUX_S_IFREG | mode, NULL, &inode);
    if (code == 0 && (code = write_new(inode, mode)) == 0)
        ext2fs_inode_alloc_stats2(session.fs, inode, +1, 0);
    if (code != 0)
        return fs_error(code);
    place->inode = inode;
    if ((error = names_add(place->parent, place->name, inode, EXT2_FT_REG_FILE)) < 0)
        node_release(inode);
    return error;
}

int names_unlink(const char *path)
{
    struct place place;
    struct ext2_inode content;
    int error = path_existing(path, PATH_NO_FOLLOW, &place);

    if (error == 0)
        error = fs_error(ext2fs_read_inode(session.fs, place.inode, &content));
    if (error == 0 && (LINUX_S_ISDIR(content.i_mode) || place.name[0] == 0))
        error = -PE_ISDIR;
    if (error == 0)
        error = session_change();
    if (error == 0)
        error = names_remove(place.parent, place.name, place.inode);
    return error < 0 ? error : names_dropped(place.inode);
}
