#include "tests/sdk/spy.h"

#include <string.h>

static volatile uint64_t secret[8] = {0x5ec2e7};
static volatile char *kept;

static char *stack_limit(void)
{
    char here, *limit;
    __asm__ volatile(".insn r 0xb, 7, 4, %0, %1, x0" : "=r"(limit) : "r"(&here));
    return limit;
}

int spy_read_above(size_t distance)
{
    return *(volatile char *)(stack_limit() + distance);
}

int spy_write_above(size_t distance)
{
    *(volatile char *)(stack_limit() + distance) = 1;
    return 0;
}

int spy_scan(uint64_t inverse)
{
    const volatile uint64_t *p = (const volatile uint64_t *)(2ull << 60);
    const volatile uint64_t *end = (const volatile uint64_t *)stack_limit();
    int found = 0;
    for (; p < end; p++)
        found += ~*p == inverse;
    return found;
}

int spy_scribble(const void *data, size_t len)
{
    ((volatile char *)data)[len - 1] = 1;
    return 0;
}

int spy_peek(void *data, size_t len)
{
    return ((volatile char *)data)[len - 1];
}

int spy_overrun(void *data, size_t len, long at)
{
    (void)len;
    ((volatile char *)data)[at] = 1;
    return 0;
}

int spy_keep(void *data, size_t len)
{
    kept = data;
    kept[len - 1] = 1;
    return 0;
}

int spy_use_kept(void)
{
    *kept = 1;
    return 0;
}

int spy_read(uint64_t address)
{
    return *(volatile char *)address;
}

static __attribute__((noinline)) int overflow(int depth)
{
    volatile char room[4096];
    room[0] = (char)depth;
    return depth < 1000 ? overflow(depth + 1) + room[0] : 0;
}

int spy_crash(int how)
{
    switch (how) {
    case 0: return spy_read(8);
    case 1: __asm__ volatile(".4byte 0"); return 0;
    case 2:
        __asm__ volatile(".4byte 0xf2000053"); /* fmv.d.x ft0, zero */
        return 0;
    case 3: return overflow(0);
    default: return ((int (*)(void))(5ull << 60))();
    }
}

int spy_sum(const void *data, size_t len)
{
    return len ? *(const volatile char *)data : 0;
}

int spy_fill(void *data, size_t len)
{
    if (len)
        *(volatile char *)data = 1;
    return 0;
}

int spy_length(const char *text)
{
    return (int)strlen(text);
}

uint64_t spy_where(void)
{
    return (uint64_t)&secret[0];
}

int spy_intact(void)
{
    return secret[0] == 0x5ec2e7;
}

long spy_widen(int n)
{
    return n;
}

int spy_hidden(void)
{
    return 1;
}
