/* Reads and checks a program file: ELF, RV64, static, linked at the code segment's addresses.
 * Whatever the file holds, the plan that comes out describes pages inside the limits below, each
 * of one protection, none both writable and executable. Pure: tested and fuzzed on the host. */
#ifndef SERVICES_LOADER_ELF_H
#define SERVICES_LOADER_ELF_H

#include <stddef.h>
#include <stdint.h>

#define ELF_PAGE            4096u
#define ELF_LOADS_MAX       8u
#define ELF_IMPORTS_MAX     16u
#define ELF_IMAGE_MAX       (64u << 20) /* highest end of an image, bytes */
#define ELF_TLS_MAX         (64u << 10) /* largest thread-local block, bytes */
#define ELF_IMPORT_SIZE     48u         /* {char interface[32]; u64 selector; u64 reserved} */
#define ELF_IMPORT_SELECTOR 32u         /* offset of selector in it */

/* The file. read answers the bytes read (fewer only at the end), or a negated PE_* code. */
struct elf_file {
    long (*read)(void *context, void *buf, size_t len, uint64_t offset);
    void *context;
    uint64_t size;
};

struct elf_load {
    uint64_t offset; /* in the code segment, bytes */
    uint64_t size;   /* in memory; what lies behind file_size is zero */
    uint64_t file_off;
    uint64_t file_size;
    unsigned prot; /* SYS_PROT bits of abi/syscalls.h: 1 R, 2 W, 4 X */
};

struct elf_image {
    const char *reason; /* why elf_check refused, in words; null: accepted */
    unsigned load_count;
    struct elf_load loads[ELF_LOADS_MAX];         /* by offset, no two on one page */
    uint64_t entry;                               /* offset in the code segment */
    uint64_t image_end;                           /* page-aligned */
    uint64_t tls_offset, tls_file_size, tls_size; /* 0 0 0: none */
    unsigned import_count;
    uint64_t import_offset;   /* of the import table in the code segment */
    uint64_t import_file_off; /* and in the file */
    int fp;                   /* built for the FP calling convention */
};

/* One call at a time. Answers 0 and a plan, -PE_NOEXEC with image->reason, or the error of file->read. */
int elf_check(const struct elf_file *file, struct elf_image *image);

#endif
