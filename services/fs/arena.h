/* The library's memory. All of it can be given back at once: when a call died inside the library, what it
 * had in hand is known to nobody else. build.mk has the library call these instead of malloc and free. */
#ifndef SERVICES_FS_ARENA_H
#define SERVICES_FS_ARENA_H

#include <stddef.h>

void *arena_malloc(size_t size);
void *arena_calloc(size_t count, size_t size);
void *arena_realloc(void *block, size_t size);
void arena_free(void *block);

/* Frees every block. */
void arena_reset(void);

#endif
