#include "fs/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A list of all blocks. Whoever is killed between two of its stores leaves a list that can be walked
 * forward; at worst one block is lost. */
struct block {
    struct block *next, *previous;
    size_t size;
    size_t reserved; /* blocks stay 16-byte aligned */
};

static struct block *first;

/* Keeps the compiler from moving stores across: the order is what a death relies on. */
static void ordered(void)
{
    __asm__ volatile("" ::: "memory");
}

void *arena_malloc(size_t size)
{
    struct block *block = size > SIZE_MAX - sizeof(*block) ? NULL : malloc(sizeof(*block) + size);

    if (!block)
        return NULL;
    *block = (struct block){.next = first, .size = size};
    ordered();
    first = block;
    ordered();
    if (block->next)
        block->next->previous = block;
    return block + 1;
}

void *arena_calloc(size_t count, size_t size)
{
    size_t bytes;
    void *block = __builtin_mul_overflow(count, size, &bytes) ? NULL : arena_malloc(bytes);

    return block ? memset(block, 0, bytes) : NULL;
}

void *arena_realloc(void *old, size_t size)
{
    if (!old)
        return arena_malloc(size);
    const size_t had = ((struct block *)old - 1)->size;
    if (size <= had)
        return old;
    void *block = arena_malloc(size);
    if (!block)
        return NULL;
    memcpy(block, old, had);
    arena_free(old);
    return block;
}

void arena_free(void *content)
{
    if (!content)
        return;
    struct block *block = (struct block *)content - 1;
    if (block->previous)
        block->previous->next = block->next;
    else
        first = block->next;
    ordered();
    if (block->next)
        block->next->previous = block->previous;
    free(block);
}

void arena_reset(void)
{
    while (first) {
        struct block *block = first;
        first = block->next;
        ordered();
        free(block);
    }
}
