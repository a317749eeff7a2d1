/* ecall by number of arguments: number in a7, result in a0; the kernel may clear a1-a5 and t0-t6. */
#ifndef POSTERN_ECALL_H
#define POSTERN_ECALL_H

#include <stdint.h>

#define ECALL_TEMPS "t0", "t1", "t2", "t3", "t4", "t5", "t6", "memory"

static inline long postern_ecall0(long number)
{
    register long a7 __asm__("a7") = number;
    register long a0 __asm__("a0");
    __asm__ volatile("ecall" : "=r"(a0) : "r"(a7) : "a1", "a2", "a3", "a4", "a5", ECALL_TEMPS);
    return a0;
}

static inline long postern_ecall1(long number, uint64_t x0)
{
    register long a7 __asm__("a7") = number;
    register uint64_t a0 __asm__("a0") = x0;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a7) : "a1", "a2", "a3", "a4", "a5", ECALL_TEMPS);
    return (long)a0;
}

static inline long postern_ecall2(long number, uint64_t x0, uint64_t x1)
{
    register long a7 __asm__("a7") = number;
    register uint64_t a0 __asm__("a0") = x0, a1 __asm__("a1") = x1;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a7) : "a2", "a3", "a4", "a5", ECALL_TEMPS);
    return (long)a0;
}

static inline long postern_ecall3(long number, uint64_t x0, uint64_t x1, uint64_t x2)
{
    register long a7 __asm__("a7") = number;
    register uint64_t a0 __asm__("a0") = x0, a1 __asm__("a1") = x1, a2 __asm__("a2") = x2;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1), "+r"(a2) : "r"(a7) : "a3", "a4", "a5", ECALL_TEMPS);
    return (long)a0;
}

static inline long postern_ecall4(long number, uint64_t x0, uint64_t x1, uint64_t x2, uint64_t x3)
{
    register long a7 __asm__("a7") = number;
    register uint64_t a0 __asm__("a0") = x0, a1 __asm__("a1") = x1, a2 __asm__("a2") = x2, a3 __asm__("a3") = x3;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3) : "r"(a7) : "a4", "a5", ECALL_TEMPS);
    return (long)a0;
}

static inline long postern_ecall6(long number, uint64_t x0, uint64_t x1, uint64_t x2, uint64_t x3, uint64_t x4,
                                  uint64_t x5)
{
    register long a7 __asm__("a7") = number;
    register uint64_t a0 __asm__("a0") = x0, a1 __asm__("a1") = x1, a2 __asm__("a2") = x2, a3 __asm__("a3") = x3,
                         a4 __asm__("a4") = x4, a5 __asm__("a5") = x5;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a5) : "r"(a7) : ECALL_TEMPS);
    return (long)a0;
}

#endif
