/* fs: the interface of the file system service (ext2, ext3, ext4).
 *
 * Every function returns >= 0 or -PE_*. Paths are absolute ("/docs/a.txt"),
 * bytes without encoding, at most FS_PATH_MAX - 1 bytes and a NUL, FS_NAME_MAX
 * per component; "." and ".." and symbolic links are followed. A handle belongs
 * to the badge of the caller that opened it: to anybody else it is badf.
 *
 * Durability: fs_fsync, fs_sync and the fs_close of a file that could be written
 * answer 0 when all that has happened so far is on the disk to stay. After a power
 * failure operations have happened up to some point and not after it, never half
 * (on images without a journal: only if it did not fail inside one). An operation
 * whose caller is killed has happened or has not, too.
 *
 * Errors of all functions: unclean (the image needs e2fsck on the host: its
 * journal, if it has one, does not mend it), io (device error or damaged structure), nomem, and:
 *   handles: badf        paths: noent, notdir, inval (not absolute, too many
 *   symbolic links), nametoolong      changes: rofs, nospc. */
#ifndef SERVICES_FS_H
#define SERVICES_FS_H

#include <stddef.h>
#include <stdint.h>

#include <postern/interface.h>

XS_INTERFACE(fs)

#define FS_PATH_MAX 1024 /* bytes with the NUL */
#define FS_NAME_MAX 255  /* bytes without */

/* fs_open flags; at least one of READ and WRITE unless it is a directory. */
#define FS_READ   1
#define FS_WRITE  2
#define FS_CREATE 4  /* make it when absent */
#define FS_TRUNC  8  /* cut to 0 bytes; needs WRITE */
#define FS_EXCL   16 /* with CREATE: exist when present */
#define FS_APPEND 32 /* every write goes to the end, its offset is ignored */

/* Kinds of file, in fs_stat.kind and fs_dirent.kind. */
#define FS_KIND_FILE    1
#define FS_KIND_DIR     2
#define FS_KIND_SYMLINK 3
#define FS_KIND_OTHER   4

struct fs_stat {
    uint64_t inode;
    uint64_t size;   /* bytes */
    uint64_t blocks; /* 512-byte units on disk */
    uint64_t mtime;  /* seconds since 1970 */
    uint32_t mode;   /* permission bits, 0-07777 (kept, not enforced) */
    uint32_t kind;   /* FS_KIND_* */
    uint32_t links;
    uint32_t block_size;
    uint64_t reserved[2];
};
_Static_assert(sizeof(struct fs_stat) == 64, "the annotations below name it");

/* One entry in fs_readdir's buffer; entries lie `length` bytes apart (a multiple
 * of 8). */
struct fs_dirent {
    uint64_t inode;
    uint64_t next;   /* the cookie that continues behind this entry */
    uint16_t length; /* of the whole entry */
    uint8_t kind;    /* FS_KIND_* */
    uint8_t name_len;
    char name[4]; /* really name_len bytes and a NUL */
};
_Static_assert(sizeof(struct fs_dirent) == 24, "fixed layout");

struct fs_statfs {
    uint64_t block_size;
    uint64_t blocks, blocks_free;
    uint64_t inodes, inodes_free;
    uint64_t read_only; /* 1: every change is refused with rofs */
    char label[16];     /* volume name, NUL-padded */
};
_Static_assert(sizeof(struct fs_statfs) == 64, "the annotation below names it");

/* Opens or (FS_CREATE) makes a file with permission bits `mode`. Answers a
 * handle > 0. isdir (a directory, for writing), exist, mfile. */
int fs_open(const char *path XS_STRING(FS_PATH_MAX), int flags, int mode) XS_STACK(8192);

/* Gives the handle back. The file is gone when its last name and last handle are. When it could be written, what
 * has happened so far is durable. */
int fs_close(int handle) XS_STACK(8192);

/* Reads at most `len` bytes at `offset`; answers how many, 0 at the end. isdir. */
long fs_read(int handle, void *buf XS_OUT(len), size_t len, uint64_t offset) XS_LENGTH(len) XS_STACK(8192);

/* Writes `len` bytes at `offset` (a gap before it reads as zeros); answers how
 * many, fewer only when the disk fills up. fbig, nospc (not even one byte). */
long fs_write(int handle, const void *buf XS_IN(len), size_t len, uint64_t offset) XS_LENGTH(len) XS_STACK(8192);

/* Describes what `path` names. Answers 0. */
int fs_stat(const char *path XS_STRING(FS_PATH_MAX), struct fs_stat *stat XS_OUT(64)) XS_STACK(8192);

/* Describes an open file. Answers 0. */
int fs_fstat(int handle, struct fs_stat *stat XS_OUT(64)) XS_STACK(8192);

/* Cuts or extends a file to `size` bytes. Answers 0. */
int fs_truncate(int handle, uint64_t size) XS_STACK(8192);

/* Writes entries of an open directory from `cookie` (0: the first; then .next)
 * into `buf`; answers the bytes filled, 0 behind the last entry. "." and ".."
 * are left out. inval (not even one entry fits: 288 bytes always do), notdir. */
long fs_readdir(int handle, uint64_t cookie, void *buf XS_OUT(len), size_t len) XS_LENGTH(len) XS_STACK(8192);

/* exist, noent (no parent). Answers 0. */
int fs_mkdir(const char *path XS_STRING(FS_PATH_MAX), int mode) XS_STACK(8192);

/* notempty, notdir, busy (the root, or an open directory). Answers 0. */
int fs_rmdir(const char *path XS_STRING(FS_PATH_MAX)) XS_STACK(8192);

/* Removes a name; not for directories (isdir). Answers 0. */
int fs_unlink(const char *path XS_STRING(FS_PATH_MAX)) XS_STACK(8192);

/* Renames `from` to `to`, replacing a file there, or an empty directory by a
 * directory. inval (a directory into itself), isdir, notdir, notempty, busy. Answers 0. */
int fs_rename(const char *from XS_STRING(FS_PATH_MAX), const char *to XS_STRING(1024)) XS_STACK(8192);

/* What was written to this file, its name, and all that happened before, is durable when it answers 0. */
int fs_fsync(int handle) XS_STACK(8192);

/* The same without a file; and the image is left clean, as fs_unmount leaves it. Answers 0. */
int fs_sync(void) XS_STACK(8192);

/* --- mapped buffers -----------------------------------------------------------
 * A buffer that holds a stretch of a file, and from which the file system writes
 * that stretch out later: when it is asked to, at fs_fsync of the file and at
 * fs_sync, by whomever. It lies in a keepable segment (postern/buffer.h); the
 * device may read the window that fs_map was given, and nobody but the device.
 * The owner withdraws it at any time, by withdrawing the alias. */

/* `buf` holds [offset, offset + len) of the file, whole blocks of the file system
 * (fs_stat.block_size; else inval). Answers a map > 0. perm (not in a keepable
 * segment), mfile (there are eight), nosys (under `ipc`). */
int fs_map(int handle, const void *buf XS_IN(len), size_t len, uint64_t offset) XS_STACK(8192) XS_KEEPS;

/* Writes the buffer's contents to the file, which grows if need be. Answers 0.
 * badf (no map of the caller's, or its file is closed), fault (withdrawn: the map
 * is gone, and the file is as it was, or zero where it had no blocks). */
int fs_write_out(int map) XS_STACK(8192);

/* The buffer is the client's alone again. So it is when the file is closed.
 * Answers 0. badf. */
int fs_unmap(int map) XS_STACK(8192);

/* Describes the file system. Answers 0. */
int fs_statfs(struct fs_statfs *statfs XS_OUT(64)) XS_STACK(8192);

/* Closes every handle and leaves a clean image; the next call of any function
 * opens the file system anew. perm unless the caller's badge is 0. Answers 0. */
int fs_unmount(void) XS_STACK(8192);

/* Closes every handle of a client that has ended, by its badge. perm unless the
 * caller's badge is 0 (who may give badges, tells when they die). Answers how many. */
int fs_forget(uint64_t badge) XS_STACK(8192);

/* The same for every badge from `first` on: whoever gave them has been started again and knows none of them. */
int fs_forget_from(uint64_t first) XS_STACK(8192);

#endif
