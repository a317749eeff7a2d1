/* Far calls that no stub would make: the caller's side written by hand. */
#pragma once
#include <stdint.h>

#include "abi/insn_c.h"
#include "abi/layout.h"

struct raw_result {
    uint64_t refused; /* t0: 0, or -PE_* */
    long a0;
};

/* Gate numbers are the order of declaration in spy.h. */
enum { GATE_SUM = 13, GATE_FILL = 14, GATE_LENGTH = 15, GATE_WIDEN = 18, GATE_HIDDEN = 19, GATE_BATCH = 20 };

/* Call mask: protected, a0 comes back, a0 and a1 are passed, `grants` as bits of sg3 on. */
#define RAW_MASK(grants) \
    ((uint64_t)(grants) << XS_MASK_GRANTS_SHIFT | 1 << XS_MASK_PROTECT_SHIFT | 1 << XS_MASK_RESULTS_SHIFT | 3)

#define raw_call(gate, selector, mask, x0, x1)                                                          \
    ({                                                                                                  \
        register uint64_t a0_ __asm__("a0") = (x0), a1_ __asm__("a1") = (x1);                           \
        register uint64_t t0_ __asm__("t0") = (selector), t1_ __asm__("t1") = (mask);                   \
        __asm__ volatile("mv gp, ra\n\t" XS_ASM_SG_CALL("t0", "t1", "%c4") "\n\tmv ra, gp"              \
                         : "+r"(a0_), "+r"(a1_), "+r"(t0_), "+r"(t1_)                                   \
                         : "i"(gate)                                                                    \
                         : "a2", "a3", "a4", "a5", "a6", "a7", "t2", "t3", "t4", "t5", "t6", "memory"); \
        (struct raw_result){t0_, (long)a0_};                                                            \
    })

/* sg`reg` := [ptr, ptr + len) with perm; answers the pointer into it. */
#define raw_window(reg, ptr, len, perm)                               \
    ({                                                                \
        uint64_t window_;                                             \
        __asm__ volatile(XS_ASM_SG_WIN("%0", "%1", "%2", #reg, #perm) \
                         : "=r"(window_)                              \
                         : "r"(ptr), "r"((uint64_t)(len)));           \
        window_;                                                      \
    })
