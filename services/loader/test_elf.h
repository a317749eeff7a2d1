/* A small, good ELF image for the tests of the ELF reader, and a file over memory. */
#ifndef SERVICES_LOADER_TEST_ELF_H
#define SERVICES_LOADER_TEST_ELF_H

#include "loader/elf.h"
#include "loader/elf_format.h"

enum { GOOD_CODE, GOOD_DATA, GOOD_TLS, GOOD_SEGMENTS };

struct good_file {
    struct elf_header header;
    struct elf_segment segments[GOOD_SEGMENTS];
    struct elf_section sections[3]; /* empty, import table, names */
    char names[40];
    unsigned char code[128];
    unsigned char imports[2 * ELF_IMPORT_SIZE];
};

struct memory_file {
    const unsigned char *bytes;
    size_t size;
};

void good_file(struct good_file *file);
long memory_read(void *context, void *buf, size_t len, uint64_t offset);
int check_memory(const void *bytes, size_t size, struct elf_image *image);

/* Fails the running test unless the plan keeps what elf.h promises for a file of that size. */
void assert_sound(const struct elf_image *image, uint64_t file_size);

/* The fuzz test (test_elf_fuzz.c). */
void mutated_files_never_give_an_unsound_plan(void **state);
void random_bytes_are_refused(void **state);

#endif
