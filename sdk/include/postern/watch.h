/* Waiting for another hart without the kernel (Zawrs). */
#ifndef POSTERN_WATCH_H
#define POSTERN_WATCH_H

#include <stdint.h>

/* Sleeps while *word == value, until another hart or a device writes it, an interrupt comes or a short time is over (100
 * microseconds); it may end sooner. The hart runs nothing else meanwhile, so this is for what another hart does soon:
 * after a few of these, wait in the kernel. */
static inline void postern_watch(const volatile uint32_t *word, uint32_t value)
{
    int32_t now;

    __asm__ volatile(".option push\n.option arch, +zawrs\n"
                     "lr.w %0, (%1)\nbne %0, %2, 1f\nwrs.sto\n1:\n.option pop"
                     : "=&r"(now)
                     : "r"(word), "r"((int32_t)value)
                     : "memory");
}

#endif
