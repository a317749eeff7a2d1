/* A bounded cache of the disk in pages of 4 KiB, for what lies below change.h and for the parts of blocks
 * that files are read and written by. Write-through: the device always holds what was written, so that
 * whole blocks of files may go past the cache. Offsets and lengths are bytes on the disk. */
#ifndef SERVICES_FS_CACHE_H
#define SERVICES_FS_CACHE_H

#include <stddef.h>
#include <stdint.h>

#define CACHE_PAGE 4096

/* Says how large the disk is (a multiple of the sector); accesses beyond are range. */
void cache_size(uint64_t bytes);

/* Forgets everything. */
void cache_reset(void);

/* 0 or an error of the block service. */
int cache_read(uint64_t offset, void *buf, size_t len);
int cache_write(uint64_t offset, const void *buf, size_t len);
int cache_zero(uint64_t offset, size_t len);

/* Forgets what lies in [offset, offset + len): somebody writes it past the cache. */
void cache_forget(uint64_t offset, size_t len);

#endif
