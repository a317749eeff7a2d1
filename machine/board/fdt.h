/* The flattened device tree of the board: the nodes and compatible strings of QEMU's `virt`, for what is there. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fdt_plan {
    unsigned harts;
    uint64_t ram_size;
    const char *append;                /* NULL: no bootargs */
    uint64_t initrd_start, initrd_end; /* equal: no initrd */
};

/* A malloc'd blob of *size bytes; NULL: out of memory. The same plan gives the same bytes. */
void *fdt_build(const struct fdt_plan *plan, size_t *size);
