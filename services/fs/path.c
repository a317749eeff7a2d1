#include "fs/path.h"

#include <string.h>

#include "fs/error.h"
#include "fs/session.h"

#define LINKS_MAX 16 /* symbolic links followed in one path */

/* The rest of the path lies at the end of the buffer, so that a link's target fits in before it. */
struct walk {
    char text[2 * FS_PATH_MAX];
    char *rest;
    int links;
    struct place *place;
};

static int take_name(struct walk *walk)
{
    walk->rest += strspn(walk->rest, "/");
    const size_t length = strcspn(walk->rest, "/");
    if (length > FS_NAME_MAX)
        return -PE_NAMETOOLONG;
    memcpy(walk->place->name, walk->rest, length);
    walk->place->name[length] = 0;
    walk->rest += length;
    return 0;
}

static bool at_end(const struct walk *walk)
{
    return walk->rest[strspn(walk->rest, "/")] == 0;
}

/* Puts a link's target in front of the rest. */
static int splice(struct walk *walk, const char *target, size_t length)
{
    if (++walk->links > LINKS_MAX || length == 0)
        return -PE_INVAL;
    if (length > (size_t)(walk->rest - walk->text))
        return -PE_NAMETOOLONG;
    walk->rest -= length;
    memcpy(walk->rest, target, length);
    if (*target == '/')
        walk->place->parent = EXT2_ROOT_INO;
    return 0;
}

static int follow(struct walk *walk, ext2_ino_t inode, struct ext2_inode *content)
{
    static char block[4096]; /* under the session's lock */
    const uint64_t size = EXT2_I_SIZE(content);
    blk64_t physical = 0;

    if (size >= FS_PATH_MAX || size >= session.block_size)
        return -PE_NAMETOOLONG;
    if (ext2fs_is_fast_symlink(content)) {
        if (size > sizeof(content->i_block))
            return fs_error(EXT2_ET_INODE_CORRUPTED);
        return splice(walk, (const char *)content->i_block, strnlen((const char *)content->i_block, size));
    }
    errcode_t code = ext2fs_bmap2(session.fs, inode, content, NULL, 0, 0, NULL, &physical);
    if (code == 0)
        code = physical ? io_channel_read_blk64(session.fs->io, physical, 1, block) : EXT2_ET_INODE_CORRUPTED;
    return code == 0 ? splice(walk, block, strnlen(block, size)) : fs_error(code);
}

/* One component: walk->place->name in walk->place->parent. 1: the walk ends here. */
static int step(struct walk *walk, enum path_last last)
{
    struct place *place = walk->place;
    struct ext2_inode content;

    int error =
        fs_error(ext2fs_lookup(session.fs, place->parent, place->name, (int)strlen(place->name), NULL, &place->inode));
    const bool end = at_end(walk);
    if (error == -PE_NOENT && end)
        return place->inode = 0, 1;
    if (error == 0)
        error = fs_error(ext2fs_read_inode(session.fs, place->inode, &content));
    if (error < 0)
        return error;
    if (LINUX_S_ISLNK(content.i_mode) && (!end || last == PATH_FOLLOW || place->must_be_dir))
        return follow(walk, place->inode, &content);
    if (end)
        return 1;
    if (!LINUX_S_ISDIR(content.i_mode))
        return -PE_NOTDIR;
    place->parent = place->inode;
    return 0;
}

/* "." and ".." as the last component name no entry that could be made or removed. */
static void finish(struct place *place)
{
    if (strcmp(place->name, ".") == 0 || strcmp(place->name, "..") == 0)
        place->name[0] = 0;
}

int path_resolve(const char *path, enum path_last last, struct place *place)
{
    static struct walk walk; /* under the session's lock */
    const size_t length = strnlen(path, FS_PATH_MAX);

    if (path[0] != '/')
        return -PE_INVAL;
    if (length >= FS_PATH_MAX)
        return -PE_NAMETOOLONG;
    walk.rest = walk.text + sizeof(walk.text) - length - 1;
    memcpy(walk.rest, path, length + 1);
    walk.links = 0;
    walk.place = place;
    *place = (struct place){.parent = EXT2_ROOT_INO, .inode = EXT2_ROOT_INO, .must_be_dir = path[length - 1] == '/'};

    while (!at_end(&walk)) {
        int result = take_name(&walk);
        if (result == 0)
            result = step(&walk, last);
        if (result < 0)
            return result;
        if (result > 0)
            return finish(place), 0;
    }
    place->inode = place->parent; /* the root, or a link to it */
    place->name[0] = 0;
    return 0;
}

int path_existing(const char *path, enum path_last last, struct place *place)
{
    struct ext2_inode content;
    int error = path_resolve(path, last, place);

    if (error < 0 || place->inode == 0)
        return error < 0 ? error : -PE_NOENT;
    if (!place->must_be_dir)
        return 0;
    if ((error = fs_error(ext2fs_read_inode(session.fs, place->inode, &content))) < 0)
        return error;
    return LINUX_S_ISDIR(content.i_mode) ? 0 : -PE_NOTDIR;
}
