/* The loader with good, damaged and random ELF files. */
#include "board/image.h"

#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests.h"

#define RAM_BASE 0x80000000u
#define RAM_SIZE 0x10000u
enum { FILE_SIZE = 1024, TEXT_AT = 512 };

/* An executable with two segments: 64 bytes at RAM_BASE, and 16 of 256 bytes linked high and loaded at RAM_BASE + 4096. */
struct sample {
    struct bus *bus;
    union {
        uint8_t bytes[FILE_SIZE];
        struct {
            Elf64_Ehdr header;
            Elf64_Phdr segment[2];
        } elf;
    } file;
    size_t size;
    struct image_extent extent;
    struct failure why;
};

static int setup(void **state)
{
    struct sample *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->bus = bus_new(RAM_BASE, RAM_SIZE);
    s->size = FILE_SIZE;
    Elf64_Ehdr *h = &s->file.elf.header;
    memcpy(h->e_ident, ELFMAG "\2\1\1", 7);
    *h = (Elf64_Ehdr){.e_type = ET_EXEC,
                      .e_machine = EM_RISCV,
                      .e_version = 1,
                      .e_entry = RAM_BASE + 4,
                      .e_phoff = sizeof *h,
                      .e_ehsize = sizeof *h,
                      .e_phentsize = sizeof(Elf64_Phdr),
                      .e_phnum = 2};
    memcpy(h->e_ident, ELFMAG "\2\1\1", 7);
    s->file.elf.segment[0] = (Elf64_Phdr){PT_LOAD, PF_R | PF_X, TEXT_AT, RAM_BASE, RAM_BASE, 64, 64, 8};
    s->file.elf.segment[1] =
        (Elf64_Phdr){PT_LOAD, PF_R | PF_W, TEXT_AT + 64, 0xf000000080001000u, RAM_BASE + 4096, 16, 256, 8};
    memset(s->file.bytes + TEXT_AT, 0xa5, FILE_SIZE - TEXT_AT);
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    struct sample *s = *state;
    bus_free(s->bus);
    free(s);
    return 0;
}

static bool load(struct sample *s)
{
    struct machine_image image = {"sample", s->file.bytes, s->size};
    return image_load(s->bus, &image, RAM_BASE, &s->extent, &s->why);
}

static void refused(struct sample *s, const char *because)
{
    assert_false(load(s));
    assert_non_null(strstr(s->why.text, because));
    assert_int_equal(strncmp(s->why.text, "sample: ", 8), 0);
}

static void segments_go_to_their_physical_addresses(void **state)
{
    struct sample *s = *state;
    uint64_t value;
    memset(bus_ram(s->bus, RAM_BASE, RAM_SIZE), 0xff, RAM_SIZE);
    assert_true(load(s));
    assert_true(s->extent.low == RAM_BASE && s->extent.high == RAM_BASE + 4096 + 256 &&
                s->extent.entry == RAM_BASE + 4);
    assert_true(bus_load(s->bus, RAM_BASE + 4096 + 8, 8, &value) && value == 0xa5a5a5a5a5a5a5a5u);
    assert_true(bus_load(s->bus, RAM_BASE + 4096 + 16, 8, &value) && value == 0);
    assert_true(bus_load(s->bus, RAM_BASE + 4096 + 256, 8, &value) && value == UINT64_MAX);
}

static void a_virtual_entry_becomes_physical(void **state)
{
    struct sample *s = *state;
    s->file.elf.header.e_entry = 0xf000000080001010u;
    assert_true(load(s));
    assert_true(s->extent.entry == RAM_BASE + 4096 + 16);
}

static void without_an_entry_the_first_text_is_entered(void **state)
{
    struct sample *s = *state;
    s->file.elf.header.e_entry = 0;
    assert_true(load(s));
    assert_true(s->extent.entry == RAM_BASE);
    s->file.elf.segment[0].p_flags = PF_R; /* constants before the text */
    s->file.elf.segment[1].p_flags = PF_R | PF_X;
    assert_true(load(s));
    assert_true(s->extent.entry == RAM_BASE + 4096);
    s->file.elf.segment[1].p_vaddr = 0; /* 0 is in the text here */
    assert_true(load(s));
    assert_true(s->extent.entry == RAM_BASE + 4096);
    s->file.elf.segment[1].p_flags = PF_R;
    s->file.elf.segment[1].p_vaddr = RAM_BASE + 4096;
    refused(s, "no entry point");
}

static void an_entry_outside_ram_is_refused(void **state)
{
    static const uint64_t bad[] = {4, RAM_BASE - 2, RAM_BASE + RAM_SIZE - 1, RAM_BASE + RAM_SIZE, UINT64_MAX};
    struct sample *s = *state;
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        s->file.elf.header.e_entry = bad[i];
        refused(s, "outside RAM");
    }
}

static void anything_else_is_raw(void **state)
{
    struct sample *s = *state;
    s->file.bytes[0] = 0;
    assert_true(load(s));
    assert_true(s->extent.entry == RAM_BASE && s->extent.high == RAM_BASE + FILE_SIZE);
    assert_memory_equal(bus_ram(s->bus, RAM_BASE, FILE_SIZE), s->file.bytes, FILE_SIZE);
}

static void empty_files_and_raw_ones_that_do_not_fit(void **state)
{
    struct sample *s = *state;
    struct machine_image image = {"sample", s->file.bytes, 0};
    assert_false(image_load(s->bus, &image, RAM_BASE, &s->extent, &s->why));
    s->file.bytes[0] = 0;
    image.size = FILE_SIZE;
    assert_false(image_load(s->bus, &image, RAM_BASE + RAM_SIZE - FILE_SIZE + 1, &s->extent, &s->why));
    assert_false(image_load(s->bus, &image, UINT64_MAX - 4, &s->extent, &s->why));
}

static void truncated_files(void **state)
{
    struct sample *s = *state;
    for (s->size = 4; s->size < TEXT_AT + 80; s->size++)
        assert_false(load(s));
    assert_non_null(strstr(s->why.text, "truncated"));
    assert_true(load(s));
}

static void files_for_something_else(void **state)
{
    struct sample *s = *state;
    s->file.bytes[EI_CLASS] = ELFCLASS32;
    refused(s, "64-bit");
    s->file.bytes[EI_CLASS] = ELFCLASS64;
    s->file.bytes[EI_DATA] = ELFDATA2MSB;
    refused(s, "little-endian");
    s->file.bytes[EI_DATA] = ELFDATA2LSB;
    s->file.elf.header.e_machine = EM_X86_64;
    refused(s, "machine 62, not RISC-V");
    s->file.elf.header.e_machine = EM_RISCV;
    s->file.elf.header.e_type = ET_REL;
    refused(s, "not an executable");
}

static void segments_outside_ram(void **state)
{
    static const uint64_t bad[] = {
        0, RAM_BASE - 1, RAM_BASE + RAM_SIZE - 255, RAM_BASE + RAM_SIZE, UINT64_MAX - 100, UINT64_MAX};
    struct sample *s = *state;
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        s->file.elf.segment[1].p_paddr = bad[i];
        refused(s, "outside RAM");
    }
    s->file.elf.segment[1].p_paddr = RAM_BASE + 4096;
    s->file.elf.segment[1].p_memsz = UINT64_MAX;
    refused(s, "outside RAM");
}

/* What a linker makes of nothing but an address for the text: a segment of the whole file from its start, a page before. */
static void headers_come_along(struct sample *s, uint64_t below)
{
    s->file.elf.segment[0] =
        (Elf64_Phdr){PT_LOAD, PF_R, 0, RAM_BASE - below, RAM_BASE - below, TEXT_AT + 64, TEXT_AT + 64, 8};
}

static void headers_below_ram_are_left_out(void **state)
{
    struct sample *s = *state;
    uint64_t value;
    headers_come_along(s, TEXT_AT);
    assert_true(load(s));
    assert_true(s->extent.low == RAM_BASE && s->extent.entry == RAM_BASE + 4);
    assert_true(bus_load(s->bus, RAM_BASE, 8, &value) && value == 0xa5a5a5a5a5a5a5a5u);
    assert_true(bus_load(s->bus, RAM_BASE + 56, 8, &value) && value == 0xa5a5a5a5a5a5a5a5u);
    assert_true(bus_load(s->bus, RAM_BASE + 64, 8, &value) && value == 0);
}

static void a_segment_of_headers_alone_is_left_out(void **state)
{
    struct sample *s = *state;
    s->file.elf.segment[0].p_offset = 0;
    s->file.elf.segment[0].p_paddr = 0x10000;
    assert_true(load(s));
    assert_true(s->extent.low == RAM_BASE + 4096);
}

static void anything_else_below_ram_is_refused(void **state)
{
    struct sample *s = *state;
    headers_come_along(s, TEXT_AT + 1); /* a byte of text too */
    refused(s, "outside RAM");
    headers_come_along(s, TEXT_AT);
    s->file.bytes[TEXT_AT - 1] = 1; /* constants behind the headers */
    refused(s, "outside RAM");
    s->file.elf.segment[1] = (Elf64_Phdr){PT_NOTE, PF_R, TEXT_AT - 4, 0, 0, 4, 4, 4};
    assert_true(load(s)); /* which a note is not */
    s->file.elf.segment[1].p_filesz = 3;
    refused(s, "outside RAM");
    s->file.bytes[TEXT_AT - 1] = 0;
    s->file.elf.segment[0].p_filesz = TEXT_AT - 1; /* memory without bytes in the file */
    refused(s, "outside RAM");
}

static void segments_that_overlap(void **state)
{
    struct sample *s = *state;
    s->file.elf.segment[1].p_paddr = RAM_BASE + 63;
    refused(s, "overlap");
    s->file.elf.segment[1].p_paddr = RAM_BASE + 64;
    assert_true(load(s));
}

static void sizes_that_lie(void **state)
{
    struct sample *s = *state;
    s->file.elf.segment[0].p_filesz = 65;
    refused(s, "more file than memory");
    s->file.elf.segment[0].p_filesz = UINT64_MAX;
    refused(s, "truncated");
    s->file.elf.segment[0].p_filesz = 64;
    s->file.elf.segment[0].p_offset = UINT64_MAX;
    refused(s, "truncated");
}

static void nothing_to_load(void **state)
{
    struct sample *s = *state;
    s->file.elf.segment[0].p_type = s->file.elf.segment[1].p_type = PT_NOTE;
    refused(s, "nothing to load");
    s->file.elf.header.e_phnum = 0;
    refused(s, "nothing to load");
}

static void random_damage_never_hurts(void **state)
{
    struct sample *s = *state, good = *s;
    unsigned seed = (unsigned)time(NULL), loaded = 0;
    print_message("seed %u\n", seed);
    srand(seed);
    for (unsigned round = 0; round < 20000; round++) {
        s->file = good.file;
        for (int n = rand() % 4; n >= 0; n--)
            s->file.bytes[rand() % 180] = (uint8_t)(rand() % 3 ? 1 << rand() % 8 : rand());
        s->size = rand() % 4 ? FILE_SIZE : (size_t)(rand() % FILE_SIZE);
        loaded += load(s);
    }
    assert_true(loaded > 0 && loaded < 20000);
}

int run_image(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(segments_go_to_their_physical_addresses),
        CASE(a_virtual_entry_becomes_physical),
        CASE(anything_else_is_raw),
        CASE(empty_files_and_raw_ones_that_do_not_fit),
        CASE(truncated_files),
        CASE(files_for_something_else),
        CASE(segments_outside_ram),
        CASE(headers_below_ram_are_left_out),
        CASE(a_segment_of_headers_alone_is_left_out),
        CASE(anything_else_below_ram_is_refused),
        CASE(without_an_entry_the_first_text_is_entered),
        CASE(an_entry_outside_ram_is_refused),
        CASE(segments_that_overlap),
        CASE(sizes_that_lie),
        CASE(nothing_to_load),
        CASE(random_damage_never_hurts),
    };
    return cmocka_run_group_tests_name("image", tests, NULL, NULL);
}
