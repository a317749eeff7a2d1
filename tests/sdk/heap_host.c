#include "heap_host.h"

#include "heap.h"

enum { ARENA = 64 << 20, GAP = 4096 };

static _Alignas(4096) char arena[ARENA];
static size_t given;

size_t heap_host_left = ARENA;
int heap_host_locked, heap_host_gap;
const void *heap_host_bad;
jmp_buf heap_host_stop;

void *heap_port_more(size_t size)
{
    if (heap_host_gap)
        given += GAP;
    heap_host_gap = 0;
    if (size > heap_host_left || size > ARENA - given)
        return NULL;
    char *p = arena + given;
    given += (size + HEAP_ALIGN - 1) & ~(size_t)(HEAP_ALIGN - 1);
    heap_host_left -= size;
    return p;
}

void heap_port_lock(void)
{
    heap_host_locked++;
}

void heap_port_unlock(void)
{
    heap_host_locked--;
}

void heap_port_bad(const void *block)
{
    heap_host_bad = block;
    longjmp(heap_host_stop, 1);
}
