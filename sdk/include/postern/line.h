/* From an interrupt handler to a thread of the driver: a count that goes up. The thread sleeps in the kernel, or, where another
 * hart runs the rest of the system meanwhile, on the line itself (Zawrs): then neither side enters the kernel. */
#ifndef POSTERN_LINE_H
#define POSTERN_LINE_H

#include <stdint.h>

#include "postern/syscall.h"

struct postern_line {
    uint32_t count;
    uint32_t asleep; /* threads in the kernel, or on their way: the handler wakes them */
} __attribute__((aligned(64)));

static inline uint32_t postern_line_count(const struct postern_line *line)
{
    return __atomic_load_n(&line->count, __ATOMIC_ACQUIRE);
}

/* The handler's. */
static inline void postern_line_ring(struct postern_line *line)
{
    __atomic_add_fetch(&line->count, 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&line->asleep, __ATOMIC_SEQ_CST))
        postern_wake(&line->count, UINT32_MAX);
}

/* Waits until the count is not `seen`: for `awake` ticks without the kernel, then in it, at most
 * `ticks` more (0: for ever). */
void postern_line_wait(struct postern_line *line, uint32_t seen, uint64_t awake, uint64_t ticks);

#endif
