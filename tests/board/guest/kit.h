/* What the guests of these tests share. They run in M-mode (or S-mode: sbi.c) without paging. */
#pragma once
#include <stdint.h>

#include "abi/platform.h"

#define CSR_SET(csr, value)   __asm__ volatile("csrs " #csr ", %0" ::"r"((uint64_t)(value)))
#define CSR_WRITE(csr, value) __asm__ volatile("csrw " #csr ", %0" ::"r"((uint64_t)(value)))
#define WFI()                 __asm__ volatile("wfi" ::: "memory")

static inline void put8(uint64_t at, uint8_t value)
{
    *(volatile uint8_t *)at = value;
}
static inline uint8_t get8(uint64_t at)
{
    return *(volatile uint8_t *)at;
}
static inline void put32(uint64_t at, uint32_t value)
{
    *(volatile uint32_t *)at = value;
}
static inline uint32_t get32(uint64_t at)
{
    return *(volatile uint32_t *)at;
}
static inline void put64(uint64_t at, uint64_t value)
{
    *(volatile uint64_t *)at = value;
}
static inline uint64_t get64(uint64_t at)
{
    return *(volatile uint64_t *)at;
}

static inline uint64_t mtime(void)
{
    return get64(PLAT_CLINT_BASE + 0xbff8);
}

static inline void say(const char *text)
{
    while (*text)
        put8(PLAT_UART0_BASE, (uint8_t)*text++);
}

int guest_main(uint64_t hart, uint64_t fdt);
