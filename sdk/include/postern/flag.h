/* Wake-up flags: who wakes sets a bit in user space, the scheduler looks at it when it next has work of its own (D12).
 *
 * A segment of flags comes from postern_flags_create, is granted to those who wake (R and W) and loaded like any other
 * data segment. A thread waits with postern_flag_wait; one thread at a time per flag. A flag that is set while nobody waits
 * stays set: the next wait answers at once. So: change what the sleeper looks at, then set its flag; the sleeper looks,
 * waits, and looks again. */
#ifndef POSTERN_FLAG_H
#define POSTERN_FLAG_H

#include <stdint.h>

#include "postern/layout.h"
#include "postern/syscall.h"

/* flags: a pointer to offset 0 of the segment. No kernel entry. */
static inline void postern_flag_set(void *flags, uint64_t index)
{
    uint64_t *bits = (uint64_t *)((char *)flags + XS_FLAGS_BITS);
    uint32_t *summary = (uint32_t *)((char *)flags + XS_FLAGS_SUMMARY);

    __atomic_fetch_or(&bits[index / 64], UINT64_C(1) << index % 64, __ATOMIC_RELEASE);
    __atomic_fetch_or(summary, UINT32_C(1) << index / XS_FLAGS_GROUP, __ATOMIC_RELEASE);
}

#endif
