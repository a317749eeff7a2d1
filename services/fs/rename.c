#include "fs/rename.h"

#include "fs/dir.h"
#include "fs/error.h"
#include "fs/names.h"
#include "fs/node.h"
#include "fs/session.h"

struct renaming {
    struct place from, to;
    struct ext2_inode source, target; /* target only when to.inode is not 0 */
    bool is_dir;
};

static int type_of(const struct ext2_inode *content)
{
    return LINUX_S_ISDIR(content->i_mode)   ? EXT2_FT_DIR
           : LINUX_S_ISLNK(content->i_mode) ? EXT2_FT_SYMLINK
           : LINUX_S_ISREG(content->i_mode) ? EXT2_FT_REG_FILE
                                            : EXT2_FT_UNKNOWN;
}

/* Does `dir` lie in `inode` or below? Damage could make the way up a ring: it is as long as there are inodes. */
static int lies_within(ext2_ino_t dir, ext2_ino_t inode)
{
    for (uint32_t steps = 0; steps < session.fs->super->s_inodes_count; steps++) {
        if (dir == inode)
            return -PE_INVAL;
        if (dir == EXT2_ROOT_INO)
            return 0;
        int error = fs_error(ext2fs_lookup(session.fs, dir, "..", 2, NULL, &dir));
        if (error < 0)
            return error;
    }
    return fs_error(EXT2_ET_DIR_CORRUPTED);
}

static int look_up(const char *from, const char *to, struct renaming *renaming)
{
    int error = path_existing(from, PATH_NO_FOLLOW, &renaming->from);

    if (error < 0 || (error = path_resolve(to, PATH_NO_FOLLOW, &renaming->to)) < 0)
        return error;
    if ((error = fs_error(ext2fs_read_inode(session.fs, renaming->from.inode, &renaming->source))) < 0)
        return error;
    if (renaming->from.name[0] == 0 || renaming->to.name[0] == 0)
        return -PE_BUSY;
    renaming->is_dir = LINUX_S_ISDIR(renaming->source.i_mode);
    if (renaming->to.inode == 0)
        return renaming->to.must_be_dir && !renaming->is_dir ? -PE_NOTDIR : 0;
    return fs_error(ext2fs_read_inode(session.fs, renaming->to.inode, &renaming->target));
}

static int check(const struct renaming *renaming)
{
    int error = renaming->is_dir ? lies_within(renaming->to.parent, renaming->from.inode) : 0;

    if (error < 0 || renaming->to.inode == 0)
        return error;
    const bool onto_dir = LINUX_S_ISDIR(renaming->target.i_mode);
    if (renaming->is_dir != onto_dir)
        return onto_dir ? -PE_ISDIR : -PE_NOTDIR;
    if (!onto_dir)
        return 0;
    return node_find(renaming->to.inode) ? -PE_BUSY : dir_check_empty(renaming->to.inode);
}

/* The new name comes before the old one goes: the file always has one. */
static int move(struct renaming *renaming)
{
    const struct place *from = &renaming->from, *to = &renaming->to;
    const int type = type_of(&renaming->source);
    int error = to->inode ? names_replace(to->parent, to->name, from->inode, type)
                          : names_add(to->parent, to->name, from->inode, type);

    if (error == 0)
        error = names_remove(from->parent, from->name, from->inode);
    if (error < 0)
        return error;
    if (renaming->is_dir && from->parent != to->parent) {
        if ((error = names_replace(from->inode, "..", to->parent, EXT2_FT_DIR)) < 0 ||
            (error = names_count(from->parent, -1)) < 0 || (error = names_count(to->parent, +1)) < 0)
            return error;
    }
    if (to->inode == 0)
        return 0;
    if (renaming->is_dir && (error = names_count(to->parent, -1)) < 0)
        return error;
    return names_dropped(to->inode);
}

int rename_path(const char *from, const char *to)
{
    static struct renaming renaming; /* under the session's lock */
    int error = look_up(from, to, &renaming);

    if (error < 0)
        return error;
    if (renaming.from.inode == renaming.to.inode)
        return 0;
    if ((error = check(&renaming)) < 0)
        return error;
    if ((error = renaming.to.inode ? session_change() : session_allocate()) < 0)
        return error;
    return move(&renaming);
}
