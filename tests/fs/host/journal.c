#include "journal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "image.h"

const char *journal_open_options = "";

static void must(int bad, const char *what)
{
    if (bad) {
        fprintf(stderr, "%s failed\n", what);
        abort();
    }
}

void image_poke(const char *image, uint64_t offset, const void *data, unsigned len)
{
    const int file = open(image, O_RDWR);
    must(file < 0 || pwrite(file, data, len, (off_t)offset) != (ssize_t)len, "poking the image");
    close(file);
}

unsigned image_block_size(const char *image)
{
    uint32_t log = 0;
    const int file = open(image, O_RDONLY);
    must(file < 0 || pread(file, &log, 4, 1024 + 24) != 4, "reading the superblock");
    close(file);
    return 1024u << log;
}

static void run_debugfs(const char *image, const char *commands)
{
    char path[128];

    snprintf(path, sizeof(path), "%s/commands", scratch());
    FILE *file = fopen(path, "w");
    must(!file || fputs(commands, file) < 0 || fclose(file) != 0, "writing commands");
    must(run("debugfs -w -f %s %s >%s/debugfs.log 2>&1", path, image, scratch()) != 0, "debugfs");
}

/* Writes the blocks that differ into `blocks`, their numbers into `list`; answers how many. */
static unsigned differences(const char *before, const char *after, const char *blocks, char *list, size_t room)
{
    static unsigned char old[4096], new[4096];
    const unsigned size = image_block_size(before);
    FILE *a = fopen(before, "r"), *b = fopen(after, "r"), *out = fopen(blocks, "w");
    unsigned count = 0;
    size_t used = 0;

    must(!a || !b || !out, "opening images");
    for (unsigned block = 0; fread(old, size, 1, a) == 1 && fread(new, size, 1, b) == 1; block++) {
        if (memcmp(old, new, size) == 0)
            continue;
        fwrite(new, size, 1, out);
        used += (size_t)snprintf(list + used, room - used, "%s%u", count ? "," : "", block);
        count++;
    }
    must(used + 1 >= room, "listing blocks");
    fclose(a), fclose(b), fclose(out);
    return count;
}

unsigned journal_write(const char *image, const char *changes, const char *options)
{
    char before[160], after[160], blocks[160], list[2000], commands[2600];

    snprintf(before, sizeof(before), "%s/before.img", scratch());
    snprintf(after, sizeof(after), "%s/after.img", scratch());
    snprintf(blocks, sizeof(blocks), "%s/blocks", scratch());
    disk_attach(NULL);
    run("cp --sparse=always %s %s; e2fsck -y -E journal_only %s >/dev/null 2>&1; cp --sparse=always %s %s", image,
        before, before, before, after);
    run_debugfs(after, changes);
    run_debugfs(after, "feature needs_recovery\n"); /* as in every superblock that a journal holds */
    const unsigned count = differences(before, after, blocks, list, sizeof(list));
    snprintf(commands, sizeof(commands), "jo %s\njw %s -b %s %s\njc\n", journal_open_options, options, list, blocks);
    run_debugfs(image, commands);
    disk_attach(image);
    return count;
}

void journal_revoke(const char *image, uint64_t block)
{
    char commands[200];

    disk_attach(NULL);
    snprintf(commands, sizeof(commands), "jo %s\njw -r %llu\njc\n", journal_open_options, (unsigned long long)block);
    run_debugfs(image, commands);
    disk_attach(image);
}

uint64_t journal_offset(const char *image, unsigned index)
{
    char command[300];
    unsigned long long block = 0;

    snprintf(command, sizeof(command), "/usr/sbin/debugfs -R 'bmap <8> %u' %s 2>/dev/null", index, image);
    FILE *out = popen(command, "r");
    must(!out || fscanf(out, "%llu", &block) != 1 || block == 0, "finding the journal");
    pclose(out);
    return block * image_block_size(image);
}
