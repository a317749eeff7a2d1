#include <stdio.h>
#include <string.h>

#include <postern/buffer.h>
#include <postern/counter.h>
#include <postern/error.h>
#include <postern/service.h>

#include "fs/fs.h"
#include "tour.h"

#define BLOCK        4096
#define READS        16
#define WARM         4
#define TEXT_COLUMNS 88

struct seen {
    uint64_t entries, calls, returns, requests, bytes, tables, loads, instructions;
};

static struct seen now(void)
{
    return (struct seen){
        .entries = postern_counter(KERNEL_ENTRIES),
        .calls = postern_counter(FAR_CALLS),
        .returns = postern_counter(FAR_RETURNS),
        .requests = postern_counter(DEVICE_REQUESTS),
        .bytes = postern_counter(DMA_WRITE_BYTES),
        .tables = postern_counter(TABLE_READS),
        .instructions = postern_instructions(),
    };
}

static _Alignas(BLOCK) char block[BLOCK];

/* One line, cut at a word where it is too long for the terminal. */
static void show_line(const char *line, size_t len)
{
    size_t shown = len;

    if (len > TEXT_COLUMNS)
        for (shown = TEXT_COLUMNS; shown > 0 && line[shown] != ' ';)
            shown--;
    printf("    | %.*s%s\n", (int)shown, line, shown < len ? " ..." : "");
}

static void show_text(int handle)
{
    long got = fs_read(handle, block, sizeof block, 0);
    const char *line = block;

    for (int lines = 0; got > 0 && lines < 4; lines++) {
        const char *end = memchr(line, '\n', (size_t)(block + got - line));
        if (end == NULL)
            return;
        show_line(line, (size_t)(end - line));
        line = end + 1;
    }
}

static struct postern_buffer buffer; /* memory that a device may hold: the disk writes it itself */

/* Reads `count` blocks from block `first` on; 0, or a negated PE_* code. */
static long read_blocks(int handle, int first, int count)
{
    char *to = postern_load(9, (uint64_t)buffer.alias);

    for (int i = first; i < first + count; i++) {
        long got = fs_read(handle, to, BLOCK, (uint64_t)i * BLOCK);
        if (got != BLOCK)
            return got < 0 ? got : -PE_IO;
    }
    return 0;
}

static void row(const char *what, uint64_t count, const char *note)
{
    printf("    %-34s %10llu   %s\n", what, (unsigned long long)count, note);
}

static int tell(const struct seen *a, const struct seen *b)
{
    uint64_t entries = b->entries - a->entries, requests = b->requests - a->requests, bytes = b->bytes - a->bytes;

    row("kernel entries", entries, "every entry to S- or M-mode");
    row("far calls", b->calls - a->calls, "tour -> fs and fs -> block, for each read");
    row("far returns", b->returns - a->returns, "");
    row("segment tables read", b->tables - a->tables, "the look-aside buffer held all of it");
    row("requests done by the disk", requests, "virtio-blk");
    row("bytes moved by the disk", bytes, "DMA");
    row("guest instructions per read", (b->instructions - a->instructions) / READS, "program, fs and block together");
    return entries != 0 || requests < READS || bytes < READS * BLOCK;
}

static int read_file(int handle)
{
    long error = postern_buffer_new(&buffer, BLOCK, SYS_PERM_R | SYS_PERM_W);

    if (error == 0)
        error = read_blocks(handle, 0, WARM);
    struct seen from = now();

    if (error == 0)
        error = read_blocks(handle, WARM, READS);
    struct seen to = now();
    if (error < 0) {
        printf("    reading failed: %s\n", postern_error_text(error));
        return 1;
    }
    printf("\n    %d reads of 4 KiB each of %s, none of them cached, after %d to warm up:\n\n", READS, TOUR_DATA, WARM);
    return tell(&from, &to);
}

static int with_file(const char *path, int (*function)(int))
{
    int handle = fs_open(path, FS_READ, 0);

    if (handle < 0) {
        printf("    %s: %s\n", path, postern_error_text(handle));
        return 1;
    }
    int failed = function(handle);
    fs_close(handle);
    return failed;
}

static int show_file(int handle)
{
    show_text(handle);
    return 0;
}

int tour_read(void)
{
    printf("1. Reading a file without the kernel\n\n"
           "    tour --far call--> fs (ext4) --far call--> block (virtio driver) --> disk\n\n"
           "    Three programs that do not trust each other, each behind segment walls, on one thread.\n"
           "    %s on the disk begins:\n\n",
           TOUR_FILE);
    int failed = with_file(TOUR_FILE, show_file);
    failed |= with_file(TOUR_DATA, read_file);
    printf("\n");
    return failed;
}
