#include "fs/data.h"

#include <string.h>

#include "block/block.h"
#include "fs/cache.h"
#include "fs/change.h"
#include "fs/clock.h"
#include "fs/cut.h"
#include "fs/error.h"
#include "fs/session.h"

static inline const struct run *run_of(struct node *node, uint64_t block, int *error)
{
    const struct run *run = &node->runs[0];

    return __builtin_expect(block - run->logical < run->length, 1) ? run : run_slow(node, block, error);
}

/* Whole blocks that one request may move: of this run, of the buffer, of the block service. 0 when the
 * access does not begin and end on blocks or cannot go past the cache. */
static inline size_t direct_length(const struct run *run, uint64_t block, const void *buf, size_t within, size_t len)
{
    const uint64_t run_bytes = (run->length - (block - run->logical)) << session.block_shift;

    if (within != 0 || len < session.block_size || (uintptr_t)buf % 8 != 0)
        return 0;
    if (len > run_bytes)
        len = run_bytes;
    if (len > BLOCK_REQUEST_MAX)
        len = BLOCK_REQUEST_MAX;
    return len & ~((size_t)session.block_size - 1);
}

static inline uint64_t disk_offset(const struct run *run, uint64_t block)
{
    return (run->physical + (block - run->logical)) << session.block_shift;
}

/* The part of [at, at + len) that lies in its first block. */
static size_t in_block(uint64_t at, size_t len)
{
    const size_t rest = session.block_size - (at & (session.block_size - 1));
    return len < rest ? len : rest;
}

/* Whole blocks of the run in front, as one request: the warm read, which ought to cost little more than the
 * block service's copy. */
static inline bool is_one_request(const struct node *node, const void *buf, size_t len, uint64_t offset)
{
    const struct run *run = &node->runs[0];
    const uint64_t skipped = (offset >> session.block_shift) - run->logical;

    return (((offset | len) & (session.block_size - 1)) | ((uintptr_t)buf % 8)) == 0 && skipped < run->length &&
           (len >> session.block_shift) <= run->length - skipped && len <= BLOCK_REQUEST_MAX && run->physical != 0;
}

static __attribute__((noinline)) long read_piecewise(struct node *node, void *buf, size_t len, uint64_t offset)
{
    int error = 0;

    for (size_t done = 0; done < len;) {
        const uint64_t at = offset + done, block = at >> session.block_shift;
        const size_t within = at & (session.block_size - 1);
        char *to = (char *)buf + done;
        const struct run *run = run_of(node, block, &error);
        if (!run)
            return error;
        size_t chunk = direct_length(run, block, to, within, len - done);
        if (chunk == 0 || run->physical == 0) {
            chunk = in_block(at, len - done);
            if (run->physical == 0)
                memset(to, 0, chunk);
            else
                error = cache_read(disk_offset(run, block) + within, to, chunk);
        } else {
            error = block_read(disk_offset(run, block) / BLOCK_SECTOR, to, chunk);
        }
        if (error < 0)
            return error;
        done += chunk;
    }
    return (long)len;
}

long data_read(struct node *node, void *buf, size_t len, uint64_t offset)
{
    if (offset >= node->size)
        return 0;
    if (len > node->size - offset)
        len = node->size - offset;
    if (__builtin_expect(!is_one_request(node, buf, len, offset), 0))
        return read_piecewise(node, buf, len, offset);
    int error = block_read(disk_offset(&node->runs[0], offset >> session.block_shift) / BLOCK_SECTOR, buf, len);
    return error < 0 ? error : (long)len;
}

/* Zeros from the end of the file to the end of its last block: before the file grows over them. */
static int clear_tail(struct node *node, uint64_t size)
{
    const uint64_t block = size >> session.block_shift;
    const size_t within = size & (session.block_size - 1);
    int error = 0;

    if (within == 0)
        return 0;
    const struct run *run = run_of(node, block, &error);
    if (!run || run->physical == 0)
        return error;
    return cache_zero(disk_offset(run, block) + within, session.block_size - within);
}

/* Size and modification time go to the inode; the time only when the second has changed. */
static int note_change(struct node *node, uint64_t size)
{
    struct ext2_inode content;
    const uint64_t now = clock_now();

    if (size == node->size && node->stamp == (uint32_t)now)
        return 0;
    errcode_t code = ext2fs_read_inode(session.fs, node->inode, &content);
    if (code == 0 && size != node->size)
        code = ext2fs_inode_size_set(session.fs, &content, (ext2_off64_t)size);
    content.i_mtime = content.i_ctime = (uint32_t)now;
    if (code == 0)
        code = ext2fs_write_inode(session.fs, node->inode, &content);
    if (code == 0)
        node->size = size, node->stamp = (uint32_t)now;
    return fs_error(code);
}

/* Writes what one request can take of [buf, buf + len) at `at`; answers how much. */
static long write_some(struct node *node, const char *from, size_t len, uint64_t at)
{
    const uint64_t block = at >> session.block_shift;
    const size_t within = at & (session.block_size - 1);
    int error = 0;

    const struct run *run = run_of(node, block, &error);
    if (!run)
        return error;
    if (run->physical == 0) {
        if ((error = session_allocate()) < 0 ||
            (error = run_allocate(node, block, within == 0 && len >= session.block_size)) < 0)
            return error;
        run = &node->runs[0];
    }
    const size_t direct = direct_length(run, block, from, within, len);
    const size_t chunk = direct ? direct : in_block(at, len);
    if (direct) {
        cache_forget(disk_offset(run, block), chunk);
        error = block_write(disk_offset(run, block) / BLOCK_SECTOR, from, chunk);
    } else {
        error = cache_write(disk_offset(run, block) + within, from, chunk);
    }
    return error < 0 ? error : (long)chunk;
}

/* A write may change more structures than one operation has room for: what is done so far has happened. */
static int settle_between(struct node *node, uint64_t end)
{
    int error = end > node->size ? note_change(node, end) : 0;

    if (error == 0)
        error = session_settle();
    return error < 0 ? error : session_touch();
}

/* The last byte must have a block number that the library can map: 2^32 - 1 blocks at most. */
static int too_big(uint64_t offset, size_t len)
{
    uint64_t end;
    return __builtin_add_overflow(offset, len, &end) || end > (uint64_t)UINT32_MAX << session.block_shift;
}

long data_write(struct node *node, const void *buf, size_t len, uint64_t offset)
{
    long result = 0;
    size_t done = 0;
    int error;

    if (session.read_only)
        return -PE_ROFS;
    if (too_big(offset, len))
        return -PE_FBIG;
    if (len == 0)
        return 0;
    if ((error = session_touch()) < 0)
        return error;
    if (offset > node->size && (error = clear_tail(node, node->size)) < 0)
        return error;
    while (done < len) {
        if ((result = write_some(node, (const char *)buf + done, len - done, offset + done)) < 0)
            break;
        done += (size_t)result;
        if (change_is_crowded() && (error = settle_between(node, offset + done)) < 0)
            return error;
    }
    if (done == 0 || result == -PE_IO)
        return result;
    error = note_change(node, offset + done > node->size ? offset + done : node->size);
    return error < 0 ? error : (long)done;
}

/* As write_some, for whole blocks. A new block is zeroed before: if the buffer is withdrawn now, what the block held before shows
 * nobody's file. */
static long write_out_some(struct node *node, int buffer, size_t done, size_t len, uint64_t at, bool *fresh)
{
    const uint64_t block = at >> session.block_shift;
    int error = 0;

    const struct run *run = run_of(node, block, &error);
    if (!run)
        return error;
    if (run->physical == 0) {
        if ((error = session_allocate()) < 0 || (error = run_allocate(node, block, 0)) < 0)
            return error;
        run = &node->runs[0];
        *fresh = true;
    }
    const size_t chunk = direct_length(run, block, NULL, 0, len);
    cache_forget(disk_offset(run, block), chunk);
    error = block_write_registered(disk_offset(run, block) / BLOCK_SECTOR, buffer, done, chunk);
    return error < 0 ? error : (long)chunk;
}

int data_write_out(struct node *node, int buffer, size_t len, uint64_t offset)
{
    int error;

    if (session.read_only)
        return -PE_ROFS;
    if (too_big(offset, len))
        return -PE_FBIG;
    if ((error = session_touch()) < 0)
        return error;
    if (offset > node->size && (error = clear_tail(node, node->size)) < 0)
        return error;
    size_t done = 0;
    long moved = 0;
    bool fresh = false;
    for (; done < len && moved >= 0; done += moved < 0 ? 0 : (size_t)moved) {
        fresh = false;
        moved = write_out_some(node, buffer, done, len - done, offset + done, &fresh);
        if (moved >= 0 && change_is_crowded() && (error = settle_between(node, offset + done + (size_t)moved)) < 0)
            return error;
    }
    if (moved < 0 && moved != -PE_FAULT && moved != -PE_BADF)
        return (int)moved;
    if (moved < 0 && fresh) /* a block of zeros at the end is the file's */
        done += session.block_size;
    error = done == 0 ? 0 : note_change(node, offset + done > node->size ? offset + done : node->size);
    return error < 0 ? error : moved < 0 ? (int)moved : 0;
}

static int shorten(void *node, uint64_t blocks)
{
    return note_change(node, blocks << session.block_shift);
}

/* Size first, blocks then: whatever happens between, no block beyond the end is taken for the file's data. */
static int shrink(struct node *node, uint64_t size)
{
    const uint64_t first = (size + session.block_size - 1) >> session.block_shift;
    const uint64_t end = (node->size + session.block_size - 1) >> session.block_shift;
    int error = clear_tail(node, size);

    run_forget(node);
    if (error == 0 && end - first > CUT_STEP)
        error = cut_blocks(node->inode, first + 1, end, shorten, node);
    if (error < 0 || (error = note_change(node, size)) < 0)
        return error;
    return cut_blocks(node->inode, first, first, NULL, NULL);
}

int data_truncate(struct node *node, uint64_t size)
{
    int error = session_change();

    if (error < 0)
        return error;
    if (too_big(size, 0))
        return -PE_FBIG;
    if (size < node->size)
        return shrink(node, size);
    if (size > node->size && (error = clear_tail(node, node->size)) < 0)
        return error;
    return note_change(node, size);
}
