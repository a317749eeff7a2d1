/* D15 in the booted system: the file system writes out a client's mapped buffer, at any time, because its owner gave it; and a service
 * that tries for more of the owner gets faults. */
#include <string.h>

#include "block/block.h"
#include "fs/fs.h"
#include "report.h"
#include "tests/fs/guest/thief.h"

#include "postern/buffer.h"
#include "postern/error.h"
#include "postern/service.h"

enum { BLOCK = 4096, SIZE = 4 * BLOCK, SCRATCH = 32700 /* sectors at the end of the disk, in no file */ };

static struct postern_buffer mine;
static _Alignas(8) char copy[SIZE];

#define MINE ((char *)postern_load(9, (uint64_t)mine.alias))

static int in_file(int handle, uint64_t at, size_t len, char c)
{
    if (fs_read(handle, copy, len, at) != (long)len)
        return 0;
    for (size_t i = 0; i < len; i++)
        if (copy[i] != c)
            return 0;
    return 1;
}

static void writes_out(void)
{
    const int handle = fs_open("/mapped", FS_READ | FS_WRITE | FS_CREATE, 0644);
    static _Alignas(8) char plain[BLOCK];
    struct fs_stat stat;

    memset(MINE, 'a', SIZE);
    expect("no part of a block", fs_map(handle, MINE, 100, 0), -PE_INVAL);
    expect("nor at part of one", fs_map(handle, MINE, BLOCK, 100), -PE_INVAL);
    expect("nor memory that no device may hold", fs_map(handle, plain, BLOCK, 0), -PE_PERM);
    const int map = fs_map(handle, MINE + BLOCK, 2 * BLOCK, BLOCK);
    expect("D15 maps two blocks of its buffer", map > 0, 1);
    expect("the file is empty", fs_fstat(handle, &stat) == 0 ? (long)stat.size : -1, 0);
    memset(MINE + BLOCK, 'b', 2 * BLOCK);
    expect("D15 writes out in a later call", fs_write_out(map), 0);
    expect("D15 what the buffer holds then", in_file(handle, BLOCK, 2 * BLOCK, 'b'), 1);
    expect("what lies before it is a hole", in_file(handle, 0, BLOCK, 0), 1);
    expect("and nothing behind it", fs_fstat(handle, &stat) == 0 ? (long)stat.size : -1, 3 * BLOCK);
    memset(MINE, 'c', SIZE);
    expect("D15 fs_fsync writes it out", fs_fsync(handle), 0);
    expect("what it holds now", in_file(handle, BLOCK, 2 * BLOCK, 'c'), 1);
    memset(MINE, 'd', SIZE);
    expect("D15 so does fs_sync", fs_sync(), 0);
    expect("what it holds now", in_file(handle, BLOCK, 2 * BLOCK, 'd'), 1);
    expect("unmaps", fs_unmap(map), 0);
    memset(MINE, 'e', SIZE);
    expect("then no more", fs_sync(), 0);
    expect("it is as it was", in_file(handle, BLOCK, 2 * BLOCK, 'd'), 1);
    expect("an old map is none", fs_write_out(map), -PE_BADF);
    fs_close(handle);
}

static void withdraws(void)
{
    const int handle = fs_open("/mapped", FS_READ | FS_WRITE, 0), other = fs_open("/other", FS_WRITE | FS_CREATE, 0644);

    memset(MINE, 'f', SIZE);
    const int map = fs_map(handle, MINE, BLOCK, BLOCK), grows = fs_map(handle, MINE, BLOCK, 8 * BLOCK);
    expect("maps", map > 0 && grows > 0, 1);
    expect("D15 the owner withdraws, and asks nobody", postern_buffer_withdraw(&mine), 0);
    expect("D15 what is withdrawn is not written out", fs_write_out(map), -PE_FAULT);
    expect("D15 the file is as it was", in_file(handle, BLOCK, BLOCK, 'd'), 1);
    expect("D15 nor where the file would grow", fs_write_out(grows), -PE_FAULT);
    struct fs_stat stat = {0};
    expect("it grew by one block of the disk", fs_fstat(handle, &stat) == 0 ? (long)stat.size : -1,
           8 * BLOCK + stat.block_size);
    expect("D15 which is zero", in_file(handle, 8 * BLOCK, stat.block_size, 0), 1);
    expect("others go on", fs_write(other, copy, BLOCK, 0), BLOCK);
    expect("and sync", fs_sync(), 0);
    expect("frees", postern_buffer_free(&mine), 0);
    fs_close(handle);
    fs_close(other);
}

static void closes(void)
{
    const int handle = fs_open("/mapped", FS_WRITE, 0);
    int maps = 0;

    expect("new memory", postern_buffer_new(&mine, SIZE, SYS_PERM_R | SYS_PERM_W), 0);
    while (fs_map(handle, MINE, BLOCK, 0) > 0)
        maps++;
    expect("eight buffers at a time", maps, BLOCK_BUFFERS);
    expect("they are the file system's at the driver, nobody else's", block_registered(0), -PE_NOENT);
    expect("one more", fs_map(handle, MINE, BLOCK, 0), -PE_MFILE);
    fs_close(handle);
    const int again = fs_open("/mapped", FS_WRITE, 0);
    const int map = fs_map(again, MINE, BLOCK, 0);
    expect("closing the file gave them back", map > 0, 1);
    fs_close(again);
    expect("a map of a closed file", fs_write_out(map), -PE_BADF);
}

static int on_disk(char c)
{
    if (block_read(SCRATCH, copy, BLOCK_SECTOR) != 0)
        return 0;
    return copy[0] == c && memcmp(copy, copy + 1, BLOCK_SECTOR - 1) == 0;
}

static void robbed(void)
{
    memset(MINE, 's', SIZE); /* secret, but for one sector */
    memset(MINE + BLOCK, 'p', BLOCK_SECTOR);
    expect("gives a sector to a thief", thief_keep(MINE + BLOCK, BLOCK_SECTOR), 0);
    expect("D15 it writes out what it was given", thief_write_out(SCRATCH), 0);
    expect("the sector", on_disk('p'), 1);
    expect("D15 nothing beside it", thief_beyond(SCRATCH), 0);
    expect("so it says", on_disk('p'), 1);
    expect("D15 it may not be overwritten", thief_overwrite(SCRATCH + 1), -PE_FAULT);
    expect("D15 the service itself does not read it afterwards", thief_look(), -PE_CALLEE);
    expect("D15 nor lends out what lies behind it", thief_widen(), -PE_CALLEE);
    expect("D15 the owner's bytes are as they were",
           MINE[BLOCK] == 'p' && MINE[BLOCK - 1] == 's' && MINE[BLOCK + BLOCK_SECTOR] == 's', 1);
    memset(MINE + BLOCK, 'q', BLOCK_SECTOR);
    expect("it lasts", thief_write_out(SCRATCH), 0);
    expect("as long as the owner likes", on_disk('q'), 1);
    expect("withdraws", postern_buffer_withdraw(&mine), 0);
    expect("D15 then the thief has nothing", thief_write_out(SCRATCH), -PE_FAULT);
    expect("the sector", on_disk('q'), 1);
}

int main(void)
{
    expect("new memory", postern_buffer_new(&mine, SIZE, SYS_PERM_R | SYS_PERM_W), 0);
    writes_out();
    withdraws();
    closes();
    robbed();
    return report_end();
}
