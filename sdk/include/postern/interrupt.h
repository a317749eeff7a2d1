/* Handlers of interrupts, in a driver (docs/howto/write-a-driver.md, manual chapter 17).
 *
 *     static void received(void) { ... }
 *     POSTERN_HANDLER(received, 1024);
 *     ...
 *     postern_irq_bind(source, postern_gate_of(received), 2, 2000, 10000, 0);
 *
 * A handler runs in whatever thread it interrupts, on a stack of its own: no locks, no thread-local storage, no errno, no
 * far calls into code with FP, and of all system calls `wake` alone. It loads its segments itself (postern_load). */
#ifndef POSTERN_INTERRUPT_H
#define POSTERN_INTERRUPT_H

#include <stdint.h>

#include "postern/gate.h"
#include "postern/syscall.h"

/* A gate of kind INTERRUPT for `function`, which needs `stack` bytes (literal, at most 8192) and may call 4 deep. */
#define POSTERN_HANDLER(function, stack)                                                 \
    static __attribute__((used)) void (*const function##_is_a_handler)(void) = function; \
    POSTERN_GATE(function, "17", stack, "call " #function "\n .insn r 0xb, 5, 0, x0, x0, x0\n")

/* See system calls irq_bind, irq_unbind. */
static inline long postern_irq_bind(uint64_t source, uint64_t gate, uint64_t level, uint64_t budget, uint64_t period,
                                    uint64_t badge)
{
    return postern_ecall6(SYS_IRQ_BIND, source, gate, level, budget, period, badge);
}

static inline long postern_irq_unbind(uint64_t source)
{
    return postern_ecall1(SYS_IRQ_UNBIND, source);
}

/* For a thread of the driver: unmasks a bound source each time it was masked, after a rest of `period` ticks. Returns when
 * that is over: -PE_REVOKED (unbound), -PE_PERM, -PE_BUSY. */
long postern_irq_keep(uint64_t source, uint64_t period);

#endif
