#include <stdlib.h>
#include <string.h>

#include "abi/layout.h"
#include "heap.h"
#include "postern/lock.h"
#include "postern/syscall.h"

static struct postern_lock lock;

void heap_port_lock(void)
{
    /* A recovered heap is whole: see heap.h. */
    (void)postern_lock(&lock);
}

void heap_port_unlock(void)
{
    postern_unlock(&lock);
}

void *heap_port_more(size_t size)
{
    long end = postern_heap_grow(0);
    if (end < 0 || postern_heap_grow((uint64_t)end + size) < 0)
        return NULL;
    return (void *)((uint64_t)XS_SG_CODE << XS_OFFSET_BITS | (uint64_t)end);
}

_Noreturn void heap_port_bad(const void *block)
{
    static const char text[] = "heap: free or realloc of a pointer that malloc did not give\n";
    _Static_assert(sizeof text - 1 <= SYS_DEBUG_MAX, "one system call writes it");
    (void)block;
    postern_debug_write(text, sizeof text - 1);
    __builtin_trap();
}
