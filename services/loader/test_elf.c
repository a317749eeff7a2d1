/* The ELF reader: a good file gives its plan, each kind of bad one is refused by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include <postern/error.h>

#include "loader/test_elf.h"

#define BASE 0x1000000000000000u

void good_file(struct good_file *f)
{
    *f = (struct good_file){
        .header = {.ident = {0x7f, 'E', 'L', 'F', 2, 1, 1},
                   .type = ELF_TYPE_EXEC,
                   .machine = ELF_MACHINE_RISCV,
                   .version = 1,
                   .entry = BASE + 0x1000,
                   .phoff = offsetof(struct good_file, segments),
                   .shoff = offsetof(struct good_file, sections),
                   .flags = ELF_FLAG_RVC,
                   .ehsize = 64,
                   .phentsize = 56,
                   .phnum = GOOD_SEGMENTS,
                   .shentsize = 64,
                   .shnum = 3,
                   .shstrndx = 2},
        .segments = {{.type = ELF_LOAD,
                      .flags = ELF_R | ELF_X,
                      .offset = offsetof(struct good_file, code),
                      .vaddr = BASE + 0x1000,
                      .filesz = 128,
                      .memsz = 128},
                     {.type = ELF_LOAD,
                      .flags = ELF_R | ELF_W,
                      .offset = offsetof(struct good_file, imports),
                      .vaddr = BASE + 0x2000,
                      .filesz = 96,
                      .memsz = 0x1800},
                     {.type = ELF_TLS,
                      .flags = ELF_R,
                      .offset = offsetof(struct good_file, imports),
                      .vaddr = BASE + 0x2000,
                      .filesz = 16,
                      .memsz = 32,
                      .align = 8}},
        .sections = {{0},
                     {.name = 1,
                      .type = ELF_SECTION_PROGBITS,
                      .flags = ELF_SECTION_ALLOC,
                      .addr = BASE + 0x2000,
                      .offset = offsetof(struct good_file, imports),
                      .size = 96},
                     {.type = 3, .offset = offsetof(struct good_file, names), .size = sizeof f->names}},
        .names = "\0.postern.imports",
        .imports = "console",
    };
}

long memory_read(void *context, void *buf, size_t len, uint64_t offset)
{
    const struct memory_file *file = context;

    if (offset >= file->size)
        return 0;
    if (len > file->size - offset)
        len = file->size - offset;
    memcpy(buf, file->bytes + offset, len);
    return (long)len;
}

int check_memory(const void *bytes, size_t size, struct elf_image *image)
{
    struct memory_file memory = {bytes, size};
    const struct elf_file file = {memory_read, &memory, size};

    return elf_check(&file, image);
}

void assert_sound(const struct elf_image *image, uint64_t file_size)
{
    uint64_t end = ELF_PAGE;
    int entry_found = 0;

    assert_in_range(image->load_count, 1, ELF_LOADS_MAX);
    for (unsigned i = 0; i < image->load_count; i++) {
        const struct elf_load *load = &image->loads[i];
        assert_true(load->offset / ELF_PAGE * ELF_PAGE >= end);
        end = (load->offset + load->size + ELF_PAGE - 1) / ELF_PAGE * ELF_PAGE;
        assert_true(load->file_size <= load->size && load->file_off + load->file_size <= file_size);
        assert_int_not_equal(load->prot & 6, 6);
        entry_found |= (load->prot & 4) && image->entry >= load->offset && image->entry < load->offset + load->size;
    }
    assert_true(entry_found);
    assert_int_equal(end, image->image_end);
    assert_true(end <= ELF_IMAGE_MAX && image->tls_size <= ELF_TLS_MAX);
    assert_true(image->tls_file_size <= image->tls_size && image->tls_offset <= ELF_IMAGE_MAX);
    assert_true(image->import_count <= ELF_IMPORTS_MAX && image->import_offset < ELF_IMAGE_MAX);
    assert_true(image->import_file_off + image->import_count * ELF_IMPORT_SIZE <= file_size);
}

static void good_file_gives_its_plan(void **state)
{
    (void)state;
    struct good_file f;
    struct elf_image image;

    good_file(&f);
    assert_int_equal(check_memory(&f, sizeof f, &image), 0);
    assert_sound(&image, sizeof f);
    assert_int_equal(image.load_count, 2);
    assert_int_equal(image.loads[1].prot, 3);
    assert_int_equal(image.image_end, 0x4000);
    assert_int_equal(image.tls_size, 32);
    assert_int_equal(image.import_count, 2);
    assert_int_equal(image.import_offset, 0x2000);
    assert_false(image.fp);
}

static void fp_files_are_told_apart(void **state)
{
    (void)state;
    struct good_file f;
    struct elf_image image;

    good_file(&f);
    f.header.flags |= ELF_FLAG_FLOAT_DOUBLE;
    assert_int_equal(check_memory(&f, sizeof f, &image), 0);
    assert_true(image.fp);
}

/* One way to spoil the good file: at `offset`, `size` bytes become `value`. */
struct spoilt {
    const char *reason; /* words that the refusal must hold */
    size_t offset;
    size_t size;
    uint64_t value;
};

#define HEADER(field, value, reason)                                                                     \
    {                                                                                                    \
        reason, offsetof(struct good_file, header.field), sizeof(((struct elf_header *)0)->field), value \
    }
#define SEGMENT(i, field, value, reason)                                                                       \
    {                                                                                                          \
        reason, offsetof(struct good_file, segments[i].field), sizeof(((struct elf_segment *)0)->field), value \
    }
#define SECTION(i, field, value, reason)                                                                       \
    {                                                                                                          \
        reason, offsetof(struct good_file, sections[i].field), sizeof(((struct elf_section *)0)->field), value \
    }

static const struct spoilt spoilt[] = {
    {"not an ELF file", 0, 1, 'x'},
    {"64-bit little-endian", 4, 1, 1},
    {"64-bit little-endian", 5, 1, 2},
    HEADER(machine, 62, "another processor"),
    HEADER(type, 3, "static"),
    HEADER(flags, 8, "variant"),
    HEADER(flags, 2, "floating-point"),
    HEADER(phentsize, 32, "program header"),
    HEADER(phnum, 0, "program header"),
    HEADER(phnum, 0xffff, "program header"),
    HEADER(phoff, UINT64_MAX - 8, "cut short"),
    HEADER(entry, BASE + 0x2000, "entry point"),
    HEADER(entry, BASE + 0x1001, "entry point"),
    HEADER(entry, 0x1000, "entry point"),
    HEADER(shentsize, 40, "section header"),
    HEADER(shnum, 0xfff0, "section header"),
    HEADER(shstrndx, 3, "section header"),
    HEADER(shoff, UINT64_MAX - 64, "cut short"),
    SEGMENT(0, vaddr, 0x80000000, "outside the code segment"),
    SEGMENT(0, vaddr, BASE, "outside the code segment"),
    SEGMENT(0, memsz, UINT64_MAX, "outside the code segment"),
    SEGMENT(1, memsz, ELF_IMAGE_MAX, "outside the code segment"),
    SEGMENT(0, offset, UINT64_MAX - 16, "outside the file"),
    SEGMENT(0, filesz, 129, "outside the file"),
    SEGMENT(1, vaddr, BASE + 0x1800, "share a page"),
    SEGMENT(1, flags, ELF_R | ELF_W | ELF_X, "writable and executable"),
    SEGMENT(1, flags, ELF_W, "not readable"),
    SEGMENT(2, type, ELF_INTERP, "dynamically linked"),
    SEGMENT(2, type, ELF_DYNAMIC, "dynamically linked"),
    SEGMENT(2, filesz, 33, "thread-local"),
    SEGMENT(2, memsz, ELF_TLS_MAX + 1, "thread-local"),
    SEGMENT(2, vaddr, BASE + 0x3000, "thread-local"),
    SECTION(1, size, 95, "import table is malformed"),
    SECTION(1, size, 48 * 17, "import table is malformed"),
    SECTION(1, addr, BASE + 0x1000, "import table lies outside"),
    SECTION(1, addr, BASE + 0x2004, "import table lies outside"),
    SECTION(2, offset, UINT64_MAX - 4, "section names"),
};

static void each_malformed_field_is_refused_by_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof spoilt / sizeof spoilt[0]; i++) {
        struct good_file f;
        struct elf_image image;
        good_file(&f);
        memcpy((char *)&f + spoilt[i].offset, &spoilt[i].value, spoilt[i].size);
        int error = check_memory(&f, sizeof f, &image);
        if (error != -PE_NOEXEC || image.reason == NULL || strstr(image.reason, spoilt[i].reason) == NULL)
            fail_msg("case %zu: wanted \"%s\", got %d \"%s\"", i, spoilt[i].reason, error,
                     image.reason != NULL ? image.reason : "no reason");
    }
}

static void every_cut_is_refused(void **state)
{
    (void)state;
    struct good_file f;
    struct elf_image image;

    good_file(&f);
    for (size_t size = 0; size < sizeof f; size++) {
        assert_int_equal(check_memory(&f, size, &image), -PE_NOEXEC);
        assert_non_null(image.reason);
    }
}

static long failing_read(void *context, void *buf, size_t len, uint64_t offset)
{
    (void)context, (void)buf, (void)len, (void)offset;
    return -PE_IO;
}

static void read_errors_are_passed_on(void **state)
{
    (void)state;
    const struct elf_file file = {failing_read, NULL, 4096};
    struct elf_image image;

    assert_int_equal(elf_check(&file, &image), -PE_IO);
    assert_null(image.reason);
}

static void file_without_section_headers_imports_nothing(void **state)
{
    (void)state;
    struct good_file f;
    struct elf_image image;

    good_file(&f);
    f.header.shnum = 0;
    assert_int_equal(check_memory(&f, sizeof f, &image), 0);
    assert_int_equal(image.import_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_file_gives_its_plan),
        cmocka_unit_test(fp_files_are_told_apart),
        cmocka_unit_test(each_malformed_field_is_refused_by_name),
        cmocka_unit_test(every_cut_is_refused),
        cmocka_unit_test(read_errors_are_passed_on),
        cmocka_unit_test(file_without_section_headers_imports_nothing),
        cmocka_unit_test(mutated_files_never_give_an_unsound_plan),
        cmocka_unit_test(random_bytes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
