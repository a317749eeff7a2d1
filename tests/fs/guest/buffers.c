/* The block service and memory that a device may hold: straight transfers, registered buffers, withdrawal (O8, D15). */
#include <string.h>

#include "block/block.h"
#include "buffers.h"
#include "report.h"

#include "postern/buffer.h"
#include "postern/counter.h"
#include "postern/device.h"
#include "postern/error.h"
#include "postern/service.h"

enum { SIZE = 0x12000, AT = 8 };

static struct postern_buffer mine;

/* The alias, in this function's register. */
#define MINE ((char *)postern_load(9, (uint64_t)mine.alias))

static void fill(char *p, size_t len, int seed)
{
    for (size_t i = 0; i < len; i++)
        p[i] = (char)(i * 31 + i / 512 + (size_t)seed);
}

static int right(const char *p, size_t len, int seed)
{
    for (size_t i = 0; i < len; i++)
        if (p[i] != (char)(i * 31 + i / 512 + (size_t)seed))
            return 0;
    return 1;
}

static void straight(void)
{
    char *p = MINE;
    fill(p, BLOCK_REQUEST_MAX, 1);
    expect("straight: writes 64 KiB", block_write(AT, p, BLOCK_REQUEST_MAX), 0);
    memset(p, 0, BLOCK_REQUEST_MAX);
    expect("straight: reads them across pages", block_read(AT, p + 0x800, BLOCK_REQUEST_MAX), 0);
    expect("straight: the same", right(p + 0x800, BLOCK_REQUEST_MAX, 1), 1);
    expect("straight: nothing before it", p[0x7ff], 0);
    expect("straight: nothing behind it", p[0x800 + BLOCK_REQUEST_MAX], 0);

    static _Alignas(8) char copy[4096];
    expect("straight: the bounce buffer agrees", block_read(AT, copy, sizeof(copy)), 0);
    expect("straight: the same", right(copy, sizeof(copy), 1), 1);
}

/* Zero copies: the figure that services/block/README.md tells. */
static void counts(void)
{
    char *p = MINE;
    block_read(AT, p, 4096);
    const uint64_t entries = postern_counter(KERNEL_ENTRIES), bytes = postern_counter(DMA_WRITE_BYTES);
    const uint64_t reads = postern_counter(DMA_TABLE_READS), from = postern_instructions();
    block_read(AT, p, 4096);
    const uint64_t count = postern_instructions() - from;
    expect("O8 a straight read enters the kernel never", (long)(postern_counter(KERNEL_ENTRIES) - entries), 0);
    expect("O8 the device writes the block and a status", (long)(postern_counter(DMA_WRITE_BYTES) - bytes), 4097);
    expect("O8 a warm device reads no table", (long)(postern_counter(DMA_TABLE_READS) - reads), 0);
    expect_at_most("O8 instructions of a straight 4 KiB read, far fewer than its 512 words", (long)count, 500);
}

static void registered(void)
{
    char *p = MINE;
    static _Alignas(8) char plain[512], copy[512];

    fill(p, 1024, 2);
    const int handle = block_register(p, 1024);
    expect("registers", handle > 0, 1);
    expect("registers no memory that is not keepable", block_register(plain, 512), -PE_PERM);
    expect("D15 writes from it in a later call", block_write_registered(AT, handle, 512, 512), 0);
    expect("D15 reads it back", block_read(AT, copy, 512), 0);
    expect("D15 the same", memcmp(copy, MINE + 512, 512), 0);
    expect("D15 not a byte behind it", block_write_registered(AT, handle, 1024, 512), -PE_RANGE);
    expect("D15 not by a length that wraps", block_write_registered(AT, handle, UINT64_MAX, 512), -PE_RANGE);
    expect("D15 what was lent for reading is not written", block_read_registered(AT, handle, 0, 512), -PE_FAULT);
    expect("D15 it is unchanged", right(MINE, 1024, 2), 1);
    expect("other sectors go on", block_read(AT, copy, 512), 0);
    expect("half a sector", block_write_registered(AT, handle, 0, 256), -PE_INVAL);

    const int room = block_register_room(MINE + 0x2000, 512);
    expect("D15 room is written", block_read_registered(AT, room, 0, 512), 0);
    expect("D15 the same", memcmp(MINE + 0x2000, copy, 512), 0);
    expect("who has lost his handles is told the first", block_registered(0), handle);
    expect("and the next", block_registered(handle), room);
    expect("and no more", block_registered(room), -PE_NOENT);
    expect("gives it back", block_unregister(handle), 0);
    expect("what was given back is not told", block_registered(0), room);
    expect("an old handle names nothing", block_write_registered(AT, handle, 0, 512), -PE_BADF);
    expect("nor is it given back again", block_unregister(handle), -PE_BADF);
    expect("gives the other back", block_unregister(room), 0);
    expect("no handle at all", block_write_registered(AT, 0, 0, 512), -PE_BADF);
    expect("nor a negative one", block_write_registered(AT, -5, 0, 512), -PE_BADF);
}

static void many(void)
{
    int handles[BLOCK_BUFFERS];
    long bad = 0;

    for (int i = 0; i < BLOCK_BUFFERS; i++) {
        handles[i] = block_register_room(MINE + i * 512, 512);
        bad += handles[i] <= 0;
    }
    expect("registers as many as there are", bad, 0);
    expect("and not one more", block_register(MINE, 512), -PE_MFILE);
    for (int i = 0; i < BLOCK_BUFFERS; i++)
        bad += block_read_registered(AT + (uint64_t)i, handles[i], 0, 512) != 0;
    expect("each is reached by its own", bad, 0);
    for (int i = 0; i < BLOCK_BUFFERS; i++) {
        static _Alignas(8) char copy[512];
        bad += block_read(AT + (uint64_t)i, copy, 512) != 0 || memcmp(copy, MINE + i * 512, 512) != 0;
    }
    expect("the right sectors", bad, 0);
    for (int i = 0; i < BLOCK_BUFFERS; i++)
        bad += block_unregister(handles[i]) != 0;
    expect("gives them back", bad, 0);
}

/* The owner needs nobody's leave: the alias goes, and the device is refused at its next access. */
static void withdrawn(void)
{
    static _Alignas(8) char copy[512], before[512];
    char *p = MINE;

    fill(p, 512, 3);
    const int handle = block_register_room(p, 512);
    expect("reads into it", block_read_registered(AT, handle, 0, 512), 0);
    expect("the disk as it was", block_read(AT, before, 512), 0);
    expect("withdraws", postern_buffer_withdraw(&mine), 0);
    char *own = postern_load(10, (uint64_t)mine.segment);
    fill(own, 512, 3);
    expect("D15 withdrawn, it is not written", block_read_registered(AT, handle, 0, 512), -PE_FAULT);
    own = postern_load(10, (uint64_t)mine.segment);
    expect("D15 the owner's memory is unchanged", right(own, 512, 3), 1);
    expect("D15 nor read", block_write_registered(AT, handle, 0, 512), -PE_FAULT);
    expect("the disk", block_read(AT, copy, 512), 0);
    expect("D15 is unchanged too", memcmp(copy, before, 512), 0);
    expect("unregisters", block_unregister(handle), 0);
}

/* Nobody gives them back, and yet they are nobody's for ever. */
static void abandoned(void)
{
    enum { KEPT = 3, LOST = BLOCK_BUFFERS - KEPT };
    struct postern_buffer lost = {0};
    int kept[KEPT], handles[LOST];
    long bad = postern_buffer_new(&lost, 4096, SYS_PERM_R | SYS_PERM_W);

    fill(MINE, BLOCK_BUFFERS * 512, 4);
    for (int i = 0; i < KEPT; i++)
        bad += (kept[i] = i % 2 ? block_register_room(MINE + i * 512, 8) : block_register(MINE + i * 512, 512)) <= 0;
    for (int i = 0; i < LOST; i++) {
        char *p = postern_load(10, (uint64_t)lost.alias);
        bad += (handles[i] = i % 2 ? block_register_room(p, 512) : block_register(p, 512)) <= 0;
    }
    expect("registers as many as there are", bad, 0);
    expect("and not one more, while all can be reached", block_register(MINE, 512), -PE_MFILE);
    expect("nothing moved", right(MINE, BLOCK_BUFFERS * 512, 4), 1);
    expect("frees the memory of some", postern_buffer_free(&lost), 0);
    for (int i = 0; i < LOST; i++) {
        const int next = block_register_room(MINE + (KEPT + i) * 512, 512);
        bad += next <= 0 || block_read_registered(AT, handles[i], 0, 512) != -PE_BADF;
        handles[i] = next;
    }
    expect("O8 their places are given to others, their handles name nothing", bad, 0);
    expect("not those of what can be reached", block_register(MINE, 512), -PE_MFILE);
    expect("nothing moved", right(MINE, BLOCK_BUFFERS * 512, 4), 1);
    bad = block_write_registered(AT, kept[0], 0, 512);
    expect("which go on", bad, 0);
    for (int i = 0; i < KEPT; i++)
        bad += block_unregister(kept[i]) != 0;
    for (int i = 0; i < LOST; i++)
        bad += block_unregister(handles[i]) != 0;
    expect("gives them back", bad, 0);
}

void buffers(void)
{
    expect("new memory", postern_buffer_new(&mine, SIZE, SYS_PERM_R | SYS_PERM_W), 0);
    straight();
    counts();
    registered();
    many();
    abandoned();
    withdrawn();
    expect("frees it", postern_buffer_free(&mine), 0);
}
