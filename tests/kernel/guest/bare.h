/* Bare user programs for the kernel's tests: system calls, far calls and a console, no SDK. */
#pragma once
#include <stdint.h>

#include "abi/errors.h"
#include "abi/insn_c.h"
#include "abi/layout.h"
#include "abi/syscalls.h"

typedef int64_t s64;
typedef uint64_t u64;

/* a0-a5 after the call, for those that answer several. */
struct answer {
    u64 a[7];
};
static inline s64 ecall6(u64 n, u64 x0, u64 x1, u64 x2, u64 x3, u64 x4, u64 x5, struct answer *all)
{
    register u64 a0 __asm__("a0") = x0;
    register u64 a1 __asm__("a1") = x1;
    register u64 a2 __asm__("a2") = x2;
    register u64 a3 __asm__("a3") = x3;
    register u64 a4 __asm__("a4") = x4;
    register u64 a5 __asm__("a5") = x5;
    register u64 a6 __asm__("a6") = 0;
    register u64 a7 __asm__("a7") = n;
    __asm__ volatile("ecall"
                     : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a5), "+r"(a6)
                     : "r"(a7)
                     : "memory", "t0", "t1", "t2", "t3", "t4", "t5", "t6");
    if (all)
        *all = (struct answer){{a0, a1, a2, a3, a4, a5, a6}};
    return (s64)a0;
}
#define CALL_(n, a, b, c, d, e, f, ...) ecall6(n, (u64)(a), (u64)(b), (u64)(c), (u64)(d), (u64)(e), (u64)(f), 0)
#define CALL(...)                       CALL_(__VA_ARGS__, 0, 0, 0, 0, 0, 0)

/* A far call by hand: protected, passes a0-a7, takes a0, a1. Answers a0, or the kernel's negative error in t0. */
s64 far_call(u64 selector, u64 grants, u64 a0, u64 a1, u64 a2, u64 a3);
s64 far_call_1(u64, u64, u64, u64, u64, u64), far_call_2(u64, u64, u64, u64, u64, u64),
    far_call_3(u64, u64, u64, u64, u64, u64);
s64 far_call_4(u64, u64, u64, u64, u64, u64), far_call_5(u64, u64, u64, u64, u64, u64),
    far_call_6(u64, u64, u64, u64, u64, u64);
s64 far_call_7(u64, u64, u64, u64, u64, u64);
/* The same for gates 1 to 7; gate 0 is far_call's. */
s64 far_call_gate(unsigned gate, u64 selector, u64 grants, u64 a0, u64 a1, u64 a2, u64 a3);

void put(const char *text);
void put_number(s64 n);
/* One test case: prints `ok name` or `FAILED name: got, wanted`. */
void is(const char *name, s64 got, s64 wanted);
void truth(const char *name, int holds);
_Noreturn void done(void); /* prints `N passed, N failed` and powers off */

static inline u64 counter_instret(void)
{
    u64 v;
    __asm__ volatile("rdinstret %0" : "=r"(v));
    return v;
}
#define COUNTER(n)                                             \
    ({                                                         \
        u64 v_;                                                \
        __asm__ volatile("csrr %0, hpmcounter" #n : "=r"(v_)); \
        v_;                                                    \
    })
#define LOAD_SEGMENT(sg, selector) __asm__ volatile(XS_ASM_SG_LOAD(#sg, "%0")::"r"((u64)(selector)) : "memory")
#define CLEAR_SEGMENTS(mask)       __asm__ volatile(XS_ASM_SG_CLR(#mask)::: "memory")
#define SEGMENT(sg)                ((u64)(sg) << 60)
