/* An S-mode kernel's first steps behind the firmware, on several harts in 3 GiB of RAM: the last page, starting and stopping
 * harts, messages, timers, and fences on other harts. */
#include "kit.h"

enum { TIMER = 0x54494d45, IPI = 0x735049, RFENCE = 0x52464e43, HSM = 0x48534d, RESET = 0x53525354 };
enum { HART_START, HART_STOP, HART_STATUS };
enum { STARTED, STOPPED };
enum { HARTS = 4, SOFTWARE = 1 << 1, TICK = 1 << 5, LEAF = 0xcf }; /* LEAF: V R W X A D */
enum { ABSENT, READ_FIRST, FENCED, READ_AGAIN, MESSAGE, TIMED };

#define RAM     UINT64_C(0x80000000)
#define RAM_END (RAM + (UINT64_C(3) << 30))
#define SEEN    UINT64_C(0x4f000000) /* what the harts look at; root[1] says which GiB it is */
#define FIRST   (RAM + 0x0f000000)
#define SECOND  (RAM + 0x4f000000)
#define GIB(pa) ((pa) >> 30 << 28 | LEAF)

static uint64_t root[512] __attribute__((aligned(4096)));
static uint8_t stacks[HARTS][4096] __attribute__((aligned(16)));
static volatile uint64_t step[HARTS], first[HARTS], again[HARTS];

static long sbi(uint64_t extension, uint64_t function, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t *value)
{
    register uint64_t a0 __asm__("a0") = a, a1 __asm__("a1") = b, a2 __asm__("a2") = c, a3 __asm__("a3") = d;
    register uint64_t a4 __asm__("a4") = 0, a6 __asm__("a6") = function, a7 __asm__("a7") = extension;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a3), "r"(a4), "r"(a6), "r"(a7) : "memory");
    if (value)
        *value = a1;
    return (long)a0;
}

static void tell(const char *name, uint64_t value)
{
    char text[24], *at = text + sizeof text;
    *--at = 0;
    do
        *--at = (char)('0' + value % 10);
    while (value /= 10);
    for (; *name; name++)
        sbi(1, 0, (uint8_t)*name, 0, 0, 0, 0);
    for (; *at; at++)
        sbi(1, 0, (uint8_t)*at, 0, 0, 0, 0);
}

/* Interrupts stay disabled: wfi goes on when one is pending. */
static void wait_for(uint64_t bit)
{
    uint64_t pending;
    CSR_SET(sie, bit);
    do {
        WFI();
        __asm__ volatile("csrr %0, sip" : "=r"(pending));
    } while (!(pending & bit));
    __asm__ volatile("csrc sie, %0" ::"r"(bit));
}

static void translate(void)
{
    CSR_WRITE(satp, UINT64_C(8) << 60 | (uint64_t)root >> 12);
    __asm__ volatile("sfence.vma" ::: "memory");
}

static void reach(uint64_t hart, uint64_t which)
{
    __asm__ volatile("fence" ::: "memory");
    step[hart] = which;
}

static void await(uint64_t hart, uint64_t which)
{
    while (step[hart] != which)
        ;
    __asm__ volatile("fence" ::: "memory");
}

__attribute__((used)) static void other_hart(uint64_t hart)
{
    uint64_t now;
    translate();
    first[hart] = get64(SEEN);
    reach(hart, READ_FIRST);
    await(hart, FENCED);
    again[hart] = get64(SEEN);
    reach(hart, READ_AGAIN);
    wait_for(SOFTWARE);
    __asm__ volatile("csrc sip, %0" ::"r"((uint64_t)SOFTWARE));
    reach(hart, MESSAGE);
    __asm__ volatile("rdtime %0" : "=r"(now));
    sbi(TIMER, 0, now + 1000, 0, 0, 0, 0);
    wait_for(TICK);
    sbi(TIMER, 0, UINT64_MAX, 0, 0, 0, 0);
    reach(hart, TIMED);
    sbi(HSM, HART_STOP, 0, 0, 0, 0, 0);
}

/* a0: hart, a1: end of its stack */
__attribute__((naked)) static void other_entry(void)
{
    __asm__ volatile("mv sp, a1; call other_hart; 1: j 1b");
}

static unsigned count_status(uint64_t self, uint64_t wanted)
{
    unsigned n = 0;
    for (uint64_t h = 0; h < HARTS; h++) {
        uint64_t status;
        do
            if (sbi(HSM, HART_STATUS, h, 0, 0, 0, &status))
                return 0;
        while (h != self && status != wanted);
        n += h != self;
    }
    return n;
}

static void await_all(uint64_t self, uint64_t which)
{
    for (uint64_t h = 0; h < HARTS; h++)
        if (h != self)
            await(h, which);
}

static unsigned count(const volatile uint64_t *values, uint64_t self, uint64_t wanted)
{
    unsigned n = 0;
    for (uint64_t h = 0; h < HARTS; h++)
        n += h != self && values[h] == wanted;
    return n;
}

int guest_main(uint64_t self, uint64_t fdt)
{
    uint64_t others = ((1 << HARTS) - 1) & ~(UINT64_C(1) << self);
    (void)fdt;
    put64(RAM_END - 4096, 11);
    put64(RAM_END - 8, 22);
    tell("last page ", get64(RAM_END - 4096) + get64(RAM_END - 8));
    put64(FIRST, 111);
    put64(SECOND, 222);
    root[1] = GIB(RAM);
    root[2] = GIB(RAM);
    for (uint64_t h = 0; h < HARTS; h++)
        if (h != self && sbi(HSM, HART_START, h, (uint64_t)other_entry, (uint64_t)(stacks[h] + sizeof stacks[h]), 0, 0))
            return 2;
    tell("\nstarted ", count_status(self, STARTED));
    await_all(self, READ_FIRST);
    root[1] = GIB(SECOND);
    __asm__ volatile("fence" ::: "memory");
    if (sbi(RFENCE, 1, others, 0, SEEN, 4096, 0))
        return 3;
    for (uint64_t h = 0; h < HARTS; h++)
        if (h != self)
            reach(h, FENCED);
    await_all(self, READ_AGAIN);
    tell("\nread 111 ", count(first, self, 111));
    tell("\nread 222 ", count(again, self, 222));
    if (sbi(IPI, 0, others, 0, 0, 0, 0))
        return 4;
    await_all(self, TIMED);
    tell("\nstopped ", count_status(self, STOPPED));
    tell("\n", self);
    sbi(RESET, 0, 0, 0, 0, 0, 0);
    return 5;
}
