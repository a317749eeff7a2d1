/* The block service from a client: what it refuses, and that what it wrote it reads. The disk is scratch. */
#include <string.h>

#include "block/block.h"
#include "buffers.h"
#include "report.h"

#include "postern/counter.h"
#include "postern/error.h"
#include "postern/service.h"

static _Alignas(8) char out[BLOCK_REQUEST_MAX + 512], in[BLOCK_REQUEST_MAX + 512];

enum { WRITABLE, READ_ONLY, ABSENT };

static void refuses(uint64_t sectors)
{
    expect("an unaligned buffer", block_read(0, in + 1, 512), -PE_INVAL);
    expect("half a sector", block_read(0, in, 256), -PE_INVAL);
    expect("too much at once", block_read(0, in, BLOCK_REQUEST_MAX + 512), -PE_2BIG);
    expect("a sector behind the end", block_read(sectors, in, 512), -PE_RANGE);
    expect("a request over the end", block_read(sectors - 1, in, 1024), -PE_RANGE);
    expect("a sector number that wraps", block_read(UINT64_MAX, in, 1024), -PE_RANGE);
    expect("nothing at all is fine", block_read(0, in, 0), 0);
    expect("the last sector too", block_read(sectors - 1, in, 512), 0);
}

static void moves(uint64_t sectors)
{
    struct block_info info;

    for (size_t i = 0; i < sizeof(out); i++)
        out[i] = (char)(i * 13 + i / 512);
    expect("writes 64 KiB", block_write(8, out, BLOCK_REQUEST_MAX), 0);
    expect("reads them", block_read(8, in, BLOCK_REQUEST_MAX), 0);
    expect("the same", memcmp(in, out, BLOCK_REQUEST_MAX), 0);
    expect("writes the last sector", block_write(sectors - 1, out + 512, 512), 0);
    expect("reads it", block_read(sectors - 1, in, 512), 0);
    expect("the same", memcmp(in, out + 512, 512), 0);
    expect("flushes", block_flush(), 0);
    expect("describes", block_info(&info), 0);
    expect("its sectors", (long)info.sectors, (long)sectors);
}

/* The figure that services/block/README.md tells. */
static void counts(void)
{
    block_read(0, in, 4096);
    const uint64_t from = postern_instructions();
    block_read(8, in, 4096);
    expect_at_most("instructions of a 4 KiB read, copied", (long)(postern_instructions() - from), 1400);
}

int main(void)
{
    struct block_info info = {0};

    if (postern_boot_argument == ABSENT) {
        expect("no disk", block_info(&info), -PE_NOENT);
        expect("nothing to read", block_read(0, in, 512), -PE_NOENT);
        return report_end();
    }
    expect("describes", block_info(&info), 0);
    refuses(info.sectors);
    if (postern_boot_argument == READ_ONLY) {
        expect("is read-only", info.read_only, 1);
        expect("refuses to write", block_write(0, out, 512), -PE_ROFS);
    } else {
        moves(info.sectors);
        counts();
        buffers();
    }
    return report_end();
}
