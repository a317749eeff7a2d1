/* An S-mode program under OpenSBI: tells what it was given, and powers off through SBI. */
#include "kit.h"

static long sbi(uint64_t extension, uint64_t function, uint64_t first, uint64_t second)
{
    register uint64_t a0 __asm__("a0") = first, a1 __asm__("a1") = second, a6 __asm__("a6") = function;
    register uint64_t a7 __asm__("a7") = extension;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a6), "r"(a7) : "memory");
    return (long)a0;
}

static void tell(const char *text)
{
    while (*text)
        sbi(1, 0, (uint8_t)*text++, 0);
}

static void tell_hex(uint64_t value)
{
    for (int shift = 60; shift >= 0; shift -= 4)
        sbi(1, 0, (uint8_t) "0123456789abcdef"[value >> shift & 15], 0);
}

static void tell_value(const char *name, uint64_t value)
{
    tell(name);
    tell_hex(value);
    tell("\n");
}

/* Sstc: the S-mode timer without the firmware. */
static void wait_tick(void)
{
    uint64_t now;
    __asm__ volatile("rdtime %0" : "=r"(now));
    CSR_WRITE(0x14d, now + 1000);
    CSR_SET(sie, 1 << 5);
    WFI();
    CSR_WRITE(0x14d, -1);
    tell("tick\n");
}

int guest_main(uint64_t hart, uint64_t fdt)
{
    tell_value("hart ", hart);
    tell_value("fdt magic ", get32(fdt));
    wait_tick();
    sbi(0x53525354, 0, 0, 0);
    return 1;
}
