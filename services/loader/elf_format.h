/* ELF-64 as the System V gABI and the RISC-V psABI define it: only what the loader reads. */
#ifndef SERVICES_LOADER_ELF_FORMAT_H
#define SERVICES_LOADER_ELF_FORMAT_H

#include <stdint.h>

struct elf_header {
    uint8_t ident[16];
    uint16_t type, machine;
    uint32_t version;
    uint64_t entry, phoff, shoff;
    uint32_t flags;
    uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};
_Static_assert(sizeof(struct elf_header) == 64, "gABI");

struct elf_segment {
    uint32_t type, flags;
    uint64_t offset, vaddr, paddr, filesz, memsz, align;
};
_Static_assert(sizeof(struct elf_segment) == 56, "gABI");

struct elf_section {
    uint32_t name, type;
    uint64_t flags, addr, offset, size;
    uint32_t link, info;
    uint64_t addralign, entsize;
};
_Static_assert(sizeof(struct elf_section) == 64, "gABI");

enum {
    ELF_CLASS_64 = 2,
    ELF_DATA_LSB = 1,
    ELF_TYPE_EXEC = 2,
    ELF_MACHINE_RISCV = 243,
    ELF_FLAG_RVC = 1,
    ELF_FLAG_FLOAT_ABI = 6,
    ELF_FLAG_FLOAT_DOUBLE = 4,
    ELF_LOAD = 1,
    ELF_DYNAMIC = 2,
    ELF_INTERP = 3,
    ELF_TLS = 7,
    ELF_X = 1,
    ELF_W = 2,
    ELF_R = 4,
    ELF_SECTION_PROGBITS = 1,
    ELF_SECTION_ALLOC = 2,
};

#endif
