/* The standard's names for heap.h. Compiled -fno-builtin: calloc must not become a call of itself. */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "heap.h"

static void *or_enomem(void *block)
{
    if (!block)
        errno = ENOMEM;
    return block;
}

void *malloc(size_t size)
{
    return or_enomem(heap_alloc(HEAP_ALIGN, size));
}

void free(void *block)
{
    heap_free(block);
}

void *calloc(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        return or_enomem(NULL);
    void *block = malloc(bytes);
    return block ? memset(block, 0, bytes) : NULL;
}

void *realloc(void *block, size_t size)
{
    if (!block)
        return malloc(size);
    if (!size) {
        free(block);
        return NULL;
    }
    size_t had = heap_usable(block);
    if (size <= had)
        return block;
    void *bigger = malloc(size);
    if (!bigger)
        return NULL;
    memcpy(bigger, block, had);
    free(block);
    return bigger;
}

static int power_of_two(size_t n)
{
    return n && !(n & (n - 1));
}

void *memalign(size_t align, size_t size)
{
    if (!power_of_two(align)) {
        errno = EINVAL;
        return NULL;
    }
    return or_enomem(heap_alloc(align, size));
}

void *aligned_alloc(size_t align, size_t size)
{
    return memalign(align, size);
}

int posix_memalign(void **block, size_t align, size_t size)
{
    if (!power_of_two(align) || align % sizeof(void *))
        return EINVAL;
    void *got = heap_alloc(align, size);
    if (!got)
        return ENOMEM;
    *block = got;
    return 0;
}

size_t malloc_usable_size(void *block)
{
    return block ? heap_usable(block) : 0;
}
