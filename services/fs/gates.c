/* The gates of the fs service: each is one operation inside the frame that session.h describes. */
#include "fs/fs.h"

#include <string.h>

#include "block/block.h"
#include "fs/change.h"
#include "fs/data.h"
#include "fs/dir.h"
#include "fs/error.h"
#include "fs/handle.h"
#include "fs/journal.h"
#include "fs/map.h"
#include "fs/names.h"
#include "fs/path.h"
#include "fs/rename.h"
#include "fs/session.h"

#include "postern/service.h"

static int is_dir(ext2_ino_t inode, bool *result)
{
    struct ext2_inode content;
    int error = fs_error(ext2fs_read_inode(session.fs, inode, &content));

    if (error < 0)
        return error;
    if (!LINUX_S_ISDIR(content.i_mode) && !LINUX_S_ISREG(content.i_mode))
        return -PE_INVAL;
    *result = LINUX_S_ISDIR(content.i_mode);
    return 0;
}

/* The inode that fs_open is to open: found or made. */
static int open_inode(const char *path, int flags, int mode, struct place *place)
{
    bool dir = false;
    int error = flags & FS_CREATE ? path_resolve(path, PATH_FOLLOW, place) : path_existing(path, PATH_FOLLOW, place);

    if (error < 0)
        return error;
    if (place->inode == 0)
        return place->must_be_dir ? -PE_ISDIR : names_create(place, mode);
    if ((flags & FS_CREATE) && (flags & FS_EXCL))
        return -PE_EXIST;
    if ((error = is_dir(place->inode, &dir)) < 0)
        return error;
    if (place->must_be_dir && !dir)
        return -PE_NOTDIR;
    return dir && (flags & (FS_WRITE | FS_CREATE)) ? -PE_ISDIR : 0;
}

static int open_path(const char *path, int flags, int mode)
{
    struct place place;
    int error = open_inode(path, flags, mode, &place);
    struct node *node = error < 0 ? NULL : node_get(place.inode, &error);

    if (!node)
        return error;
    if ((flags & FS_WRITE) && session.read_only)
        error = -PE_ROFS;
    else if ((flags & FS_TRUNC) && node->size > 0)
        error = data_truncate(node, 0);
    const int id = error < 0 ? error : handle_new(node, flags);
    if (id < 0)
        node_put(node);
    return id;
}

int fs_open(const char *path, int flags, int mode)
{
    const int known = FS_READ | FS_WRITE | FS_CREATE | FS_TRUNC | FS_EXCL | FS_APPEND;

    if ((flags & ~known) != 0 || !(flags & (FS_READ | FS_WRITE)) || ((flags & FS_TRUNC) && !(flags & FS_WRITE)))
        return -PE_INVAL;
    int error = session_enter();
    return error < 0 ? error : (int)session_finish(open_path(path, flags, mode));
}

/* A file that could be written is committed when it is closed; buffers that held parts of it are their owners' again. */
static long finish_closing(long result, bool written)
{
    map_drop_closed();
    int error = written && result >= 0 ? session_settle() : 0;

    if (error == 0 && written && result >= 0)
        error = journal_commit();
    return session_finish(error < 0 ? error : result);
}

int fs_close(int id)
{
    int error = session_enter();
    if (error < 0)
        return error;
    struct handle *handle = handle_find(id);
    if (!handle)
        return (int)session_leave(-PE_BADF);
    const bool written = handle->flags & FS_WRITE;
    return (int)finish_closing(handle_drop(handle), written);
}

/* What a handle may be used for; null sets the error. */
static struct handle *usable(int id, int flag, int *error)
{
    struct handle *handle = handle_find(id);

    *error = !handle || !(handle->flags & flag) ? -PE_BADF : handle->node->is_dir ? -PE_ISDIR : 0;
    return *error < 0 ? NULL : handle;
}

long fs_read(int id, void *buf, size_t len, uint64_t offset)
{
    int error = session_enter();
    if (error < 0)
        return error;
    struct handle *handle = usable(id, FS_READ, &error);
    return session_leave(handle ? data_read(handle->node, buf, len, offset) : error);
}

long fs_write(int id, const void *buf, size_t len, uint64_t offset)
{
    int error = session_enter();
    if (error < 0)
        return error;
    struct handle *handle = usable(id, FS_WRITE, &error);
    if (!handle)
        return session_leave(error);
    return session_finish(data_write(handle->node, buf, len, handle->flags & FS_APPEND ? handle->node->size : offset));
}

int fs_truncate(int id, uint64_t size)
{
    int error = session_enter();
    if (error < 0)
        return error;
    struct handle *handle = usable(id, FS_WRITE, &error);
    return (int)session_finish(handle ? data_truncate(handle->node, size) : error);
}

static uint32_t kind_of(const struct ext2_inode *content)
{
    return LINUX_S_ISREG(content->i_mode)   ? FS_KIND_FILE
           : LINUX_S_ISDIR(content->i_mode) ? FS_KIND_DIR
           : LINUX_S_ISLNK(content->i_mode) ? FS_KIND_SYMLINK
                                            : FS_KIND_OTHER;
}

static int describe(ext2_ino_t inode, struct fs_stat *stat)
{
    struct ext2_inode content;
    int error = fs_error(ext2fs_read_inode(session.fs, inode, &content));

    if (error < 0)
        return error;
    *stat = (struct fs_stat){
        .inode = inode,
        .size = EXT2_I_SIZE(&content),
        .blocks = ext2fs_get_stat_i_blocks(session.fs, &content),
        .mtime = content.i_mtime,
        .mode = content.i_mode & 07777,
        .kind = kind_of(&content),
        .links = content.i_links_count,
        .block_size = session.block_size,
    };
    return 0;
}

int fs_stat(const char *path, struct fs_stat *stat)
{
    struct place place;
    int error = session_enter();
    if (error < 0)
        return error;
    error = path_existing(path, PATH_FOLLOW, &place);
    return (int)session_leave(error < 0 ? error : describe(place.inode, stat));
}

int fs_fstat(int id, struct fs_stat *stat)
{
    int error = session_enter();
    if (error < 0)
        return error;
    const struct handle *handle = handle_find(id);
    return (int)session_leave(handle ? describe(handle->node->inode, stat) : -PE_BADF);
}

long fs_readdir(int id, uint64_t cookie, void *buf, size_t len)
{
    int error = session_enter();
    if (error < 0)
        return error;
    const struct handle *handle = handle_find(id);
    if (!handle || !handle->node->is_dir)
        return session_leave(handle ? -PE_NOTDIR : -PE_BADF);
    return session_leave(dir_read(handle->node->inode, cookie, buf, len));
}

int fs_mkdir(const char *path, int mode)
{
    int error = session_enter();
    return error < 0 ? error : (int)session_finish(dir_make(path, mode));
}

int fs_rmdir(const char *path)
{
    int error = session_enter();
    return error < 0 ? error : (int)session_finish(dir_remove(path));
}

int fs_unlink(const char *path)
{
    int error = session_enter();
    return error < 0 ? error : (int)session_finish(names_unlink(path));
}

int fs_rename(const char *from, const char *to)
{
    int error = session_enter();
    return error < 0 ? error : (int)session_finish(rename_path(from, to));
}

/* What has happened is durable: by a commit, or, when no structure has changed since the latest, by a flush alone. */
static int make_durable(void)
{
    int error = session_settle();

    if (error == 0 && change_settled() > 0 && journal_is_open())
        return journal_commit();
    return error < 0 ? error : block_flush();
}

int fs_fsync(int id)
{
    int error = session_enter();
    if (error < 0)
        return error;
    const struct handle *handle = handle_find(id);
    if (!handle)
        return (int)session_leave(-PE_BADF);
    error = map_write_all(handle->node);
    return (int)session_finish(error < 0 ? error : make_durable());
}

int fs_sync(void)
{
    int error = session_enter();
    if (error < 0)
        return error;
    if ((error = map_write_all(NULL)) == 0 && (error = make_durable()) == 0)
        error = journal_clean();
    return (int)session_finish(error);
}

static int map(const struct handle *handle, const void *buf, size_t len, uint64_t offset)
{
    if (session.read_only)
        return -PE_ROFS;
    if (len == 0 || (len | offset) & (session.block_size - 1) || (uintptr_t)buf % 8 != 0)
        return -PE_INVAL;
    return map_new(handle, buf, len, offset);
}

int fs_map(int id, const void *buf, size_t len, uint64_t offset)
{
    int error = session_enter();
    if (error < 0)
        return error;
    const struct handle *handle = usable(id, FS_WRITE, &error);
    return (int)session_leave(handle ? map(handle, buf, len, offset) : error);
}

int fs_write_out(int id)
{
    int error = session_enter();
    return error < 0 ? error : (int)session_finish(map_write_out(id));
}

int fs_unmap(int id)
{
    int error = session_enter();
    return error < 0 ? error : (int)session_leave(map_drop(id));
}

int fs_statfs(struct fs_statfs *statfs)
{
    int error = session_enter();
    if (error < 0)
        return error;
    struct ext2_super_block *super = session.fs->super;
    *statfs = (struct fs_statfs){
        .block_size = session.block_size,
        .blocks = ext2fs_blocks_count(super),
        .blocks_free = ext2fs_free_blocks_count(super),
        .inodes = super->s_inodes_count,
        .inodes_free = super->s_free_inodes_count,
        .read_only = session.read_only,
    };
    memcpy(statfs->label, super->s_volume_name, sizeof(statfs->label));
    return (int)session_leave(0);
}

int fs_unmount(void)
{
    if (postern_badge() != 0)
        return -PE_PERM;
    int error = session_enter();
    if (error < 0)
        return error;
    handle_drop_badges(0, UINT64_MAX);
    map_drop_closed();
    if ((error = make_durable()) == 0)
        error = journal_clean();
    if (error < 0)
        return (int)session_finish(error);
    session_close();
    return (int)session_leave(0);
}

static int forget(uint64_t first, uint64_t last)
{
    if (postern_badge() != 0)
        return -PE_PERM;
    int error = session_enter();
    return error < 0 ? error : (int)finish_closing(handle_drop_badges(first, last), true);
}

int fs_forget(uint64_t badge)
{
    return forget(badge, badge);
}

int fs_forget_from(uint64_t first)
{
    return forget(first, UINT64_MAX);
}
