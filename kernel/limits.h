/* Sizes that the kernel fixes. Bytes unless said. */
#pragma once
#include <stdint.h>

#define PAGE_SHIFT  12
#define PAGE_SIZE   4096ul
#define RAM_MAX     (4ul << 30)  /* RAM beyond this is left unused */
#define CODE_LIMIT  (4ul << 30)  /* size of every code segment; the quota is what bounds it */
#define SEGMENT_MAX (1ul << 30)  /* largest data segment */
#define STACK_MAX   (64ul << 20) /* largest thread segment */

enum {
    HARTS_MAX = 64,      /* hart ids are 0 to 63 */
    PRIORITIES = 64,     /* 0 lowest */
    THREADS_MAX = 16384, /* slots; a thread id is slot + THREADS_MAX * times used */
    VST_MAX = 4096,      /* entries of one program's VST */
    THREAD_VST = 16,     /* entries of a thread's VST */
    FRAMES_DEFAULT = 64, /* linkage frames besides the bottom one */
    FRAMES_MAX = 1024,
    ALIAS_DEPTH = 8,      /* alias of an alias of ... */
    NAME_SIZE = 32,       /* with the terminating zero */
    CLEANUP_TIME = 16384, /* instructions that a cleanup gate may take */
    SLICE_TICKS = 20000,  /* time slice: 2 ms of `time` */
    ASK_TICKS =
        2000, /* frame_alive and info take a thread off another hart at most once in so many of `time`: 0.2 ms */
    IRQ_STACK = 8192, /* stack of an interrupt thread */
    IRQ_FRAMES = 6,   /* linkage frames that a handler may declare besides its own */
    IRQ_BUDGET =
        2000000, /* instructions that a handler may take at a time: nobody else has the hart meanwhile. A time slice */
    IRQ_SHARE = 500, /* thousandths of a hart that the handlers bound to it may take together */
};

static inline uint64_t page_up(uint64_t bytes)
{
    return (bytes + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);
}
static inline uint64_t pages_of(uint64_t bytes)
{
    return page_up(bytes) >> PAGE_SHIFT;
}
