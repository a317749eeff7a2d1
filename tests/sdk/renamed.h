/* The standard's names for the allocator under test, out of the way of the host's. */
#pragma once
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>

#define malloc             guest_malloc
#define free               guest_free
#define calloc             guest_calloc
#define realloc            guest_realloc
#define memalign           guest_memalign
#define aligned_alloc      guest_aligned_alloc
#define posix_memalign     guest_posix_memalign
#define malloc_usable_size guest_malloc_usable_size

void *malloc(size_t size);
void free(void *block);
void *calloc(size_t count, size_t size);
void *realloc(void *block, size_t size);
void *memalign(size_t align, size_t size);
void *aligned_alloc(size_t align, size_t size);
int posix_memalign(void **block, size_t align, size_t size);
size_t malloc_usable_size(void *block);
