#include "fs/dir.h"

#include <string.h>

#include "fs/error.h"
#include "fs/fs.h"
#include "fs/session.h"

/* A cookie is the position of an entry in the directory's blocks, plus one: it stays good while other
 * entries come and go. Empty entries are visited too, so that every block shows its first one. */
struct reading {
    uint64_t from, blocks_seen;
    char *to;
    size_t room, filled;
    int error;
};

static uint8_t kind_of(int type)
{
    switch (type) {
    case EXT2_FT_REG_FILE: return FS_KIND_FILE;
    case EXT2_FT_DIR: return FS_KIND_DIR;
    case EXT2_FT_SYMLINK: return FS_KIND_SYMLINK;
    default: return FS_KIND_OTHER;
    }
}

/* Images without types in their entries have them in the inode only. */
static uint8_t kind_of_entry(const struct ext2_dir_entry *entry)
{
    struct ext2_inode content;

    if (ext2fs_has_feature_filetype(session.fs->super))
        return kind_of(ext2fs_dirent_file_type(entry));
    if (ext2fs_read_inode(session.fs, entry->inode, &content) != 0)
        return FS_KIND_OTHER;
    return LINUX_S_ISREG(content.i_mode)   ? FS_KIND_FILE
           : LINUX_S_ISDIR(content.i_mode) ? FS_KIND_DIR
           : LINUX_S_ISLNK(content.i_mode) ? FS_KIND_SYMLINK
                                           : FS_KIND_OTHER;
}

static int emit(struct reading *reading, const struct ext2_dir_entry *entry, uint64_t next)
{
    const size_t length = (size_t)ext2fs_dirent_name_len(entry);
    const size_t whole = (offsetof(struct fs_dirent, name) + length + 1 + 7) & ~(size_t)7;
    struct fs_dirent head = {entry->inode, next, (uint16_t)whole, kind_of_entry(entry), (uint8_t)length, ""};
    char *to = reading->to + reading->filled;

    if (whole > reading->room - reading->filled)
        return 0;
    memset(to, 0, whole);
    memcpy(to, &head, offsetof(struct fs_dirent, name));
    memcpy(to + offsetof(struct fs_dirent, name), entry->name, length);
    reading->filled += whole;
    return 1;
}

static int visit(ext2_ino_t dir, int kind, struct ext2_dir_entry *entry, int offset, int size, char *block,
                 void *context)
{
    struct reading *reading = context;
    const size_t length = (size_t)ext2fs_dirent_name_len(entry);
    unsigned rec_len = 0;

    (void)dir, (void)block;
    if (offset == 0)
        reading->blocks_seen++;
    const uint64_t position = (reading->blocks_seen - 1) * (uint64_t)size + (uint64_t)offset;
    if (position + 1 < reading->from || entry->inode == 0 || kind == DIRENT_CHECKSUM ||
        ext2fs_get_rec_len(session.fs, entry, &rec_len) != 0)
        return 0;
    if ((length == 1 && entry->name[0] == '.') || (length == 2 && memcmp(entry->name, "..", 2) == 0))
        return 0;
    if (emit(reading, entry, position + rec_len + 1))
        return 0;
    if (reading->filled == 0)
        reading->error = -PE_INVAL;
    return DIRENT_ABORT;
}

long dir_read(ext2_ino_t dir, uint64_t cookie, void *buf, size_t len)
{
    struct reading reading = {.from = cookie, .to = buf, .room = len};
    errcode_t code = ext2fs_dir_iterate2(session.fs, dir, DIRENT_FLAG_INCLUDE_EMPTY, NULL, visit, &reading);

    if (code != 0)
        return fs_error(code);
    return reading.error < 0 ? reading.error : (long)reading.filled;
}
