/* The allocator under malloc: size classes, four per power of two, so that at most a fifth of a block is
 * slack. A freed block goes back to its class and is never split or joined.
 *
 * A block is consistent at every instruction: a call that dies inside leaks at most the block it was
 * handling, so whoever recovers the lock may go on. No errno, no TLS: gate entries allocate here. */
#pragma once
#include <stddef.h>

enum { HEAP_ALIGN = 16 };

/* Zeroed or not: unspecified. Aligned to `align`, a power of two (less than HEAP_ALIGN counts as that).
 * Null when there is no memory, or size and alignment together pass HEAP_LARGEST. */
void *heap_alloc(size_t align, size_t size);
#define HEAP_LARGEST ((size_t)1 << 38)

/* Takes a block of heap_alloc back; null is nothing. Anything else stops the program with a message. */
void heap_free(void *block);

/* Bytes that the caller may use in the block, at least what was asked for. */
size_t heap_usable(const void *block);

/* What the allocator needs from its surroundings (heap_port.c; the host test brings its own). */

/* `size` more bytes at the end of the heap, HEAP_ALIGN-aligned; null when there are none. They need not follow
 * what was given before. */
void *heap_port_more(size_t size);
void heap_port_lock(void);
void heap_port_unlock(void);
/* Says that `block` is not one of heap_alloc's and does not return. */
_Noreturn void heap_port_bad(const void *block);
