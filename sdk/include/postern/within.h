/* Deadlines of calls, where the binding has them: `far`. Under others these are plain calls.
 *
 *     long got = XS_WITHIN(1000000, store_read)(handle, buffer, size);
 *
 * The call and all that it calls may take so many instructions of the thread's own; waits count as XS_TICKS. Then it
 * is unwound, and the result is -PE_TIMEOUT; so it is when the service needs more than that to begin with.
 *
 *     long got = XS_GRACE(2000, block_read)(sector, buffer);
 *
 * A service that calls another keeps so much of its own time back: it has that left when the other is late, to unlock
 * and to answer. Without a deadline of its caller's it costs nothing and means nothing.
 *
 * Times are rounded up, to 1/256 (a grace: 1/8) or to 64 instructions. The arguments of a timed call must not
 * contain another timed call: give that a statement of its own. */
#ifndef POSTERN_WITHIN_H
#define POSTERN_WITHIN_H

#include <stdint.h>

#include "abi/layout.h"
#include "abi/platform.h"

/* What a wait of n ticks of `time` counts. */
#define XS_TICKS(n) ((uint64_t)(n)*PLAT_INSTRUCTIONS_PER_TICK)

/* Of the thread's next timed call: bits of sg.call's mask. */
extern _Thread_local uint64_t postern_call_times;

/* m * 64 * 4^scale >= n, m in the low bits; the greatest there is when n is beyond it. */
static inline uint64_t postern_scaled(uint64_t n, unsigned bits, unsigned scale_bits)
{
    uint64_t m = n / 64 + (n % 64 != 0), scale = 0, most = (1u << bits) - 1;
    for (; m > most && scale < (1u << scale_bits) - 1; scale++)
        m = m / 4 + (m % 4 != 0);
    return (m < most ? m : most) | scale << bits;
}

static inline uint64_t postern_times(uint64_t within, uint64_t grace)
{
    return postern_scaled(within, XS_MASK_WITHIN_BITS, XS_MASK_WITHIN_SCALE_BITS) << XS_MASK_WITHIN_SHIFT |
           postern_scaled(grace, XS_MASK_GRACE_BITS, XS_MASK_GRACE_SCALE_BITS) << XS_MASK_GRACE_SHIFT;
}

/* Either may be 0: none. */
#define XS_TIMED(within, grace, function)                      \
    (*({                                                       \
        __typeof__(function) within_##function;                \
        postern_call_times = postern_times((within), (grace)); \
        &within_##function;                                    \
    }))
#define XS_WITHIN(instructions, function) XS_TIMED(instructions, 0, function)
#define XS_GRACE(instructions, function)  XS_TIMED(0, instructions, function)

#endif
