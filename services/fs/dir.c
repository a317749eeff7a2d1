#include "fs/dir.h"

#include <string.h>

#include "fs/error.h"
#include "fs/names.h"
#include "fs/node.h"
#include "fs/session.h"

static bool is_dot(const char *name, size_t length)
{
    return (length == 1 && name[0] == '.') || (length == 2 && name[0] == '.' && name[1] == '.');
}

static int found_entry(ext2_ino_t dir, int kind, struct ext2_dir_entry *entry, int offset, int size, char *block,
                       void *context)
{
    (void)dir, (void)kind, (void)offset, (void)size, (void)block;
    if (is_dot(entry->name, (size_t)ext2fs_dirent_name_len(entry)))
        return 0;
    *(int *)context = -PE_NOTEMPTY;
    return DIRENT_ABORT;
}

int dir_check_empty(ext2_ino_t dir)
{
    int result = 0;
    errcode_t code = ext2fs_dir_iterate2(session.fs, dir, 0, NULL, found_entry, &result);

    return code != 0 ? fs_error(code) : result;
}

static int set_mode(ext2_ino_t inode, int mode)
{
    struct ext2_inode content;
    errcode_t code = ext2fs_read_inode(session.fs, inode, &content);

    content.i_mode = (uint16_t)((content.i_mode & ~07777) | (mode & 07777));
    return fs_error(code != 0 ? code : ext2fs_write_inode(session.fs, inode, &content));
}

/* The library makes the directory without a name; its failures then leave nothing but the inode behind. */
static int make(struct place *place, int mode)
{
    ext2_ino_t inode;
    int error = fs_error(ext2fs_new_inode(session.fs, place->parent, LINUX_S_IFDIR | 0755, NULL, &inode));

    if (error < 0 || (error = fs_error(ext2fs_mkdir(session.fs, place->parent, inode, NULL))) < 0)
        return error;
    if ((error = set_mode(inode, mode)) == 0)
        error = names_add(place->parent, place->name, inode, EXT2_FT_DIR);
    if (error < 0) {
        names_count(place->parent, -1);
        node_release(inode);
    }
    return error;
}

int dir_make(const char *path, int mode)
{
    struct place place;
    int error = path_resolve(path, PATH_NO_FOLLOW, &place);

    if (error == 0 && place.inode != 0)
        error = -PE_EXIST;
    if (error == 0)
        error = session_allocate();
    return error < 0 ? error : make(&place, mode);
}

int dir_remove(const char *path)
{
    struct place place;
    struct ext2_inode content;
    int error = path_existing(path, PATH_NO_FOLLOW, &place);

    if (error == 0)
        error = fs_error(ext2fs_read_inode(session.fs, place.inode, &content));
    if (error == 0 && !LINUX_S_ISDIR(content.i_mode))
        error = -PE_NOTDIR;
    if (error == 0 && (place.name[0] == 0 || place.inode == EXT2_ROOT_INO || node_find(place.inode)))
        error = -PE_BUSY;
    if (error < 0 || (error = dir_check_empty(place.inode)) < 0 || (error = session_change()) < 0)
        return error;
    if ((error = names_remove(place.parent, place.name, place.inode)) < 0 ||
        (error = names_count(place.parent, -1)) < 0)
        return error;
    return names_dropped(place.inode);
}
