/* Copying between the bounce buffer and a client's window, a sector at a time. Unrolled whole, for it is
 * most of what a read costs; each doubleword is one load and one store. */
#ifndef SERVICES_BLOCK_COPY_H
#define SERVICES_BLOCK_COPY_H

#include <stddef.h>
#include <stdint.h>

#include "block/block.h"

/* Both 8-byte aligned, not overlapping; `len` is a multiple of BLOCK_SECTOR and not 0. */
void copy_sectors(void *to, const void *from, size_t len);

#endif
