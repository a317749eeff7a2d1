/* What the kernel needs of the flattened device tree. Nothing of the blob is trusted: every read is bounded. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct fdt_facts {
    uint64_t memory_base, memory_size; /* first range of /memory */
    uint64_t initrd_start, initrd_end; /* /chosen; 0: none */
    uint64_t harts;                    /* cpu nodes under /cpus */
    char bootargs[128];
};

/* Reads the blob at `blob`, at most `size` bytes long. false: malformed. */
bool fdt_read(const void *blob, uint64_t size, struct fdt_facts *facts);
uint64_t fdt_size(const void *blob); /* total size that its header claims; 0: no device tree */
