/* What lies where when the first instruction runs: firmware, kernel, initrd, FDT and the reset vector. */
#pragma once
#include <stdint.h>

#include "board/image.h"
#include "board/rom.h"

struct boot {
    struct rom *rom; /* owned by the machine's device list */
    struct image_extent bios, kernel, initrd;
    uint64_t fdt, fdt_size; /* physical address, bytes; fdt_blob is owned by the machine */
    void *fdt_blob;
};

struct machine;
/* Fills zeroed RAM and the ROM, and resets every hart to the vector. */
bool boot_prepare(struct machine *m, struct failure *why);
