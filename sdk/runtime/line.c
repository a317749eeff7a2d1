#include "postern/line.h"

/* Sleeps on the line until somebody writes to it, or a little while has passed. */
static void doze(const uint32_t *count, uint32_t seen)
{
    uint32_t now;
    __asm__ volatile("lr.w %0, (%1)\n\t"
                     "bne %0, %2, 1f\n\t"
                     ".4byte 0x01d00073\n" /* wrs.sto */
                     "1:"
                     : "=&r"(now)
                     : "r"(count), "r"((uint64_t)(int32_t)seen)
                     : "memory");
}

void postern_line_wait(struct postern_line *line, uint32_t seen, uint64_t awake, uint64_t ticks)
{
    uint64_t begin = awake ? postern_time() : 0;
    while (awake && postern_line_count(line) == seen && postern_time() - begin < awake)
        doze(&line->count, seen);
    if (postern_line_count(line) != seen)
        return;
    __atomic_add_fetch(&line->asleep, 1, __ATOMIC_SEQ_CST);
    postern_wait(&line->count, seen, ticks);
    __atomic_sub_fetch(&line->asleep, 1, __ATOMIC_SEQ_CST);
}
