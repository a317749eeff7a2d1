/* Puts ELF and raw images into RAM. */
#pragma once
#include "board/machine.h"

/* Physical [low, high) that an image covers; entry is physical. low == high: no image. */
struct image_extent {
    uint64_t low, high, entry;
};

/* An ELF file (RV64, little-endian, executable) goes where its program headers' physical addresses say; an entry that
 * lies inside a segment's virtual range is turned into a physical address, and without one (0) the first text is entered. The file's own headers are left out where they lie
 * below RAM; any other segment outside RAM is an error. A file that is no ELF file is raw and goes to `raw_at`.
 * false: nothing sensible could be done; RAM may have been written. */
bool image_load(struct bus *bus, const struct machine_image *image, uint64_t raw_at, struct image_extent *extent,
                struct failure *why);
