#include "image.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host.h"

const struct flavour flavours[] = {
    {"ext2, 1 KiB blocks", "-t ext2 -b 1024"},
    {"ext2, 4 KiB blocks, no entry types", "-t ext2 -b 4096 -O ^filetype"},
    {"ext3, 2 KiB blocks, dir_index", "-t ext3 -b 2048 -O dir_index"},
    {"ext4 as the host makes it", "-t ext4"},
    {"ext4, 1 KiB blocks, metadata_csum, 64bit", "-t ext4 -b 1024 -O metadata_csum,64bit,dir_index"},
    {"ext4, 4 KiB blocks, no checksums", "-t ext4 -b 4096 -O ^metadata_csum,^uninit_bg,^64bit"},
    {"ext4, 2 KiB blocks, many groups", "-t ext4 -b 2048 -g 1024 -O uninit_bg,^metadata_csum"},
};
const int flavour_count = sizeof(flavours) / sizeof(flavours[0]);

static char folder[64];

int run(const char *format, ...)
{
    char command[2048] = "PATH=$PATH:/usr/sbin:/sbin; ";
    const size_t used = strlen(command);
    va_list list;

    va_start(list, format);
    vsnprintf(command + used, sizeof(command) - used, format, list);
    va_end(list);
    return system(command);
}

static void remove_scratch(void)
{
    run("rm -rf %s", folder);
}

const char *scratch(void)
{
    if (folder[0] == 0) {
        snprintf(folder, sizeof(folder), "/tmp/postern-fs-XXXXXX");
        if (!mkdtemp(folder))
            abort();
        atexit(remove_scratch);
    }
    return folder;
}

unsigned char sample_byte(size_t i)
{
    return (unsigned char)(i * 7 + i / 251);
}

static void write_big(const char *path)
{
    FILE *file = fopen(path, "w");

    for (size_t i = 0; i < SAMPLE_BIG; i++)
        fputc(sample_byte(i), file);
    fclose(file);
}

/* /hello.txt  /big.bin  /sparse.bin (1 MiB, its last byte 'x')  /docs/deep/note.txt  /empty  /many/000 ... 299
 * /link -> hello.txt  /abs -> /docs/deep  /up -> docs/../big.bin  /loop -> loop  /long -> (100 bytes) note.txt */
static const char *sample_tree(void)
{
    static char tree[128];
    char big[160];

    if (tree[0] != 0)
        return tree;
    snprintf(tree, sizeof(tree), "%s/tree", scratch());
    run("mkdir -p %s/docs/deep %s/empty %s/many && cd %s && printf 'hello, world\\n' >hello.txt &&"
        " printf 'a note\\n' >docs/deep/note.txt && truncate -s 1048575 sparse.bin && printf x >>sparse.bin &&"
        " for i in $(seq -w 0 299); do echo $i >many/$i; done && ln -s hello.txt link && ln -s /docs/deep abs &&"
        " ln -s docs/../big.bin up && ln -s loop loop &&"
        " ln -s ./././././././././././././././././././././././././././././docs/./././././././././././deep/note.txt "
        "long",
        tree, tree, tree, tree);
    snprintf(big, sizeof(big), "%s/big.bin", tree);
    write_big(big);
    return tree;
}

const char *image_make(const struct flavour *flavour, unsigned kilobytes, bool sample)
{
    static char path[128];

    snprintf(path, sizeof(path), "%s/disk.img", scratch());
    disk_attach(NULL);
    if (run("rm -f %s && mke2fs -q -F %s %s %s %s %uk >%s/mke2fs.log", path, flavour->options, sample ? "-d" : "",
            sample ? sample_tree() : "", path, kilobytes, scratch()) != 0) {
        fprintf(stderr, "mke2fs failed for %s\n", flavour->name);
        abort();
    }
    run("cp --sparse=always %s %s.made", path, path);
    disk_attach(path);
    return path;
}

void image_restore(const char *path)
{
    disk_attach(NULL);
    if (run("cp --sparse=always %s.made %s", path, path) != 0)
        abort();
    disk_attach(path);
}

bool image_is_clean(const char *path)
{
    if (run("e2fsck -fn %s >%s/e2fsck.log 2>&1", path, scratch()) == 0)
        return true;
    run("cat %s/e2fsck.log >&2", scratch());
    return false;
}

char *image_dump(const char *path, const char *file, size_t *size)
{
    char out[128];
    struct stat stat_;

    snprintf(out, sizeof(out), "%s/dump", scratch());
    unlink(out);
    if (run("debugfs -R 'dump %s %s' %s >/dev/null 2>&1", file, out, path) != 0 || stat(out, &stat_) != 0)
        return NULL;
    char *content = malloc((size_t)stat_.st_size + 1);
    FILE *in = fopen(out, "r");
    *size = fread(content, 1, (size_t)stat_.st_size, in);
    fclose(in);
    return content;
}
