#include "loader/load.h"

#include <string.h>

#include <postern/error.h>
#include <postern/layout.h>
#include <postern/syscall.h>

#include "fs/fs.h"
#include "loader/elf.h"
#include "loader/names.h"

#define CHUNK (16u << 10)

static unsigned char chunk[CHUNK];

static long read_file(void *context, void *buf, size_t len, uint64_t offset)
{
    return fs_read(*(int *)context, buf, len, offset);
}

/* Copies one load's bytes; what lies behind them in memory is committed as zeros. */
static long write_load(const struct program *p, int file, const struct elf_load *load)
{
    for (uint64_t done = 0; done < load->file_size;) {
        size_t len = load->file_size - done < CHUNK ? (size_t)(load->file_size - done) : CHUNK;
        long got = fs_read(file, chunk, len, load->file_off + done);
        if (got <= 0)
            return got < 0 ? got : -PE_IO;
        long error = postern_code_write(p->sel, load->offset + done, chunk, (size_t)got, load->prot);
        if (error < 0)
            return error;
        done += (uint64_t)got;
    }
    if (load->size == load->file_size)
        return 0;
    return postern_code_write(p->sel, load->offset + load->file_size, NULL, load->size - load->file_size, load->prot);
}

static long write_import(const struct program *p, int file, const struct elf_image *image, unsigned i)
{
    char record[ELF_IMPORT_SIZE];
    const uint64_t at = i * ELF_IMPORT_SIZE;
    long got = fs_read(file, record, sizeof record, image->import_file_off + at);

    if (got != (long)sizeof record)
        return got < 0 ? got : -PE_IO;
    if (memchr(record, 0, ELF_IMPORT_SELECTOR) == NULL)
        return 0;

    long index = names_grant(p, record);
    if (index <= 0)
        return index;
    const uint64_t selector = (uint64_t)index;
    return postern_code_write(p->sel, image->import_offset + at + ELF_IMPORT_SELECTOR, &selector, sizeof selector,
                              SYS_PROT_R | SYS_PROT_W);
}

/* The argument block, in pages of its own behind the image: {u64 argc; u64 bytes; strings}. */
static long write_args(const struct program *p, struct elf_image *image, const struct load_args *args)
{
    const uint64_t header[2] = {args->argc, args->len};
    const uint64_t at = image->image_end;
    long error = postern_code_write(p->sel, at, header, sizeof header, SYS_PROT_R | SYS_PROT_W);

    if (error >= 0 && args->len > 0)
        error = postern_code_write(p->sel, at + sizeof header, args->strings, args->len, SYS_PROT_R | SYS_PROT_W);
    image->image_end += (sizeof header + args->len + ELF_PAGE - 1) / ELF_PAGE * ELF_PAGE;
    return error;
}

static long set_start(const struct program *p, const struct elf_image *image)
{
    const struct {
        uint64_t index, value;
    } data[] = {/* of system call code_set */
                {0, image->image_end},
                {2, image->tls_offset},
                {3, image->tls_file_size},
                {4, image->tls_size},
                {5, (uint64_t)image->fp}};
    long error = 0;

    for (unsigned i = 0; error >= 0 && i < sizeof data / sizeof data[0]; i++)
        error = postern_code_set(p->sel, data[i].index, data[i].value);
    return error;
}

static long fill(const struct program *p, int file, struct elf_image *image, const struct load_args *args)
{
    long error = 0;

    for (unsigned i = 0; error >= 0 && i < image->load_count; i++)
        error = write_load(p, file, &image->loads[i]);
    for (unsigned i = 0; error >= 0 && i < image->import_count; i++)
        error = write_import(p, file, image, i);
    if (error >= 0)
        error = write_args(p, image, args);
    return error >= 0 ? set_start(p, image) : error;
}

static long make(struct program *p, int file, struct elf_image *image, const struct load_args *args)
{
    const char *name = strrchr(p->path, '/') != NULL ? strrchr(p->path, '/') + 1 : p->path;
    const uint64_t block = ((uint64_t)XS_SG_CODE << XS_OFFSET_BITS) + image->image_end;
    long sel = postern_code_create(name, strlen(name) < 31 ? strlen(name) : 31, LOAD_QUOTA, LOAD_VST);

    if (sel < 0)
        return sel;
    p->sel = (uint64_t)sel;
    long error = fill(p, file, image, args);
    if (error >= 0)
        error = postern_code_seal(p->sel, NULL, 0);
    if (error >= 0)
        error = postern_thread_create(p->sel, image->entry, block, LOAD_STACK, LOAD_PRIORITY);
    p->thread = error >= 0 ? (uint64_t)error : 0;
    return error;
}

static long check_and_make(struct program *p, int file, const struct load_args *args, const char **reason)
{
    struct fs_stat stat;
    struct elf_image image;
    long error = fs_fstat(file, &stat);

    if (error < 0)
        return error;
    const struct elf_file elf = {read_file, &file, stat.size};
    error = elf_check(&elf, &image);
    if (error == 0)
        error = make(p, file, &image, args);
    else if (image.reason != NULL)
        *reason = image.reason;
    return error < 0 ? error : 0;
}

long load_program(struct program *p, const struct load_args *args, const char **reason)
{
    long error;
    int file = fs_open(p->path, FS_READ, 0);

    if (file < 0) {
        *reason = postern_error_text(file);
        return file;
    }
    *reason = NULL;
    error = check_and_make(p, file, args, reason);
    fs_close(file);
    if (error < 0 && *reason == NULL)
        *reason = postern_error_text(error);
    return error;
}
