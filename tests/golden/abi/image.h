/* Generated from abi/image.yaml by tools/abigen. Do not edit. */
#pragma once

#define IMAGE_MAGIC 0x31474d494e545350ull
#define IMAGE_SEGKIND_RAM 0
#define IMAGE_SEGKIND_MMIO 1
#define IMAGE_SEGKIND_DMA 2
#define IMAGE_TARGET_PROGRAM 0
#define IMAGE_TARGET_SEGMENT 1
#define IMAGE_TARGET_IRQ 2
#define IMAGE_TARGET_ENDPOINT 3
#define IMAGE_MAX_PRIORITY 0x1f
#define IMAGE_MAX_VST 0x1000
#define IMAGE_MAX_FRAMES 0x400
#define IMAGE_MAX_ENDPOINTS 0x100

#ifndef __ASSEMBLER__
#include <stdint.h>

struct image_header {
    uint64_t magic;
    uint64_t abi_version;
    uint64_t total_size;
    uint64_t checksum;
    uint64_t programs_off;
    uint64_t programs_count;
    uint64_t loads_off;
    uint64_t loads_count;
    uint64_t gates_off;
    uint64_t gates_count;
    uint64_t segments_off;
    uint64_t segments_count;
    uint64_t grants_off;
    uint64_t grants_count;
    uint64_t threads_off;
    uint64_t threads_count;
};

struct image_program {
    uint64_t rights;
    uint64_t quota;
    uint64_t vst_count;
    uint64_t image_end;
    uint64_t first_load;
    uint64_t load_count;
    uint64_t first_gate;
    uint64_t gate_count;
    uint64_t tls_offset;
    uint64_t tls_filesz;
    uint64_t tls_memsz;
    uint64_t fp;
    char name[32];
};

struct image_load {
    uint64_t offset;
    uint64_t size;
    uint64_t file_off;
    uint64_t file_size;
    uint64_t prot;
    uint64_t reserved;
};

struct image_gate {
    uint64_t w0;
    uint64_t w1;
    uint64_t w2;
    uint64_t w3;
};

struct image_segment {
    uint64_t size;
    uint64_t phys;
    uint64_t kind;
    uint64_t perms;
    char name[32];
};

struct image_grant {
    uint64_t program;
    uint64_t index;
    uint64_t target_kind;
    uint64_t target;
    uint64_t perms;
    uint64_t gate_mask;
    uint64_t badge;
    uint64_t reserved;
};

struct image_thread {
    uint64_t program;
    uint64_t entry;
    uint64_t arg;
    uint64_t stack;
    uint64_t frames;
    uint64_t priority;
    char name[32];
};
#endif
