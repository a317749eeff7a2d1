/* What a driver gives its device to hold: segment registers of devices (manual, chapter 21).
 *
 * `window` points to the device's own registers, through a data register that may write them. A device keeps what it was given
 * after the call: until the register is taken, or given something else, or the owner of the memory withdraws it. */
#ifndef POSTERN_DEVICE_H
#define POSTERN_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "abi/causes.h"
#include "abi/layout.h"

/* Device register `dr` (1-15, a constant) := the register that `ptr` points into, with its bounds and permissions. Answers the
 * address by which the device reaches what `ptr` points to. Traps unless postern_keepable(ptr); NULL empties the register. */
#define postern_device_give(window, ptr, dr)                                      \
    ({                                                                            \
        uint64_t dma_address_;                                                    \
        __asm__ volatile(".insn r 0x2b, 4, %1, %0, %2, %3"                        \
                         : "=r"(dma_address_)                                     \
                         : "i"(dr), "r"((uint64_t)(window)), "r"((uint64_t)(ptr)) \
                         : "memory");                                             \
        dma_address_;                                                             \
    })

/* Device register `dr` holds nothing any more. */
#define postern_device_take(window, dr) \
    __asm__ volatile(".insn r 0x2b, 4, %0, x0, %1, x0" : : "i"(dr), "r"((uint64_t)(window)) : "memory")

/* May a device hold what `ptr` points into? */
static inline bool postern_keepable(const void *ptr)
{
    uint64_t perms;
    __asm__ volatile(".insn r 0x0b, 7, 2, %0, %1, x0" : "=r"(perms) : "r"(ptr));
    return perms >> 2 & 1;
}

/* Why the device's last refused access was refused, as text; "" when none was. */
static inline const char *postern_device_reason(const volatile uint32_t *window)
{
    const struct xs_dmafault fault = {{window[XS_DEVICE_FAULT / 4]}};

    switch (xs_dmafault_reason(&fault)) {
#define POSTERN_REASON(name, number, text) \
    case number: return number ? text : "";
        XS_REASONS(POSTERN_REASON)
#undef POSTERN_REASON
    }
    return "";
}

/* How many accesses of the device were refused so far. A virtio device's window, in 32-bit words. */
static inline uint32_t postern_device_refusals(const volatile uint32_t *window)
{
    return window[XS_DEVICE_FAULT / 4 + 1];
}

#endif
