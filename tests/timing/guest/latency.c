/* Memory latency by working set: a chase over lines in random order, in 4 KiB pages of Sv39. Prints a line per size: KiB and
 * hundredths of a cycle per access, the loop included. */
#include "../../bench/kernel.h"

enum { LINE = 64, PAGE = 4096, MOST = 16 << 20, LEAF = 0xcf, POINTER = 1, STEPS = 1 << 18 };
static _Alignas(PAGE) char arena[MOST];
static _Alignas(PAGE) uint64_t middle[512], leaves[MOST / PAGE];
static volatile char *const uart = (char *)0x10000000;
static char *const mapped = (char *)(UINT64_C(1) << 32);

static void print(const char *text)
{
    while (*text)
        *uart = *text++;
}

static void print_number(uint64_t value)
{
    char digits[24], *at = &digits[23];
    *at = 0;
    do
        *--at = (char)('0' + value % 10);
    while (value /= 10);
    print(at);
}

/* The arena once more, at 4 GiB, in small pages; start.S has mapped everything else where it is. */
static void map(void)
{
    uint64_t satp, *root;
    __asm__ volatile("csrr %0, satp" : "=r"(satp));
    root = (uint64_t *)(satp << 20 >> 8);
    for (unsigned n = 0; n < MOST / PAGE; n++)
        leaves[n] = ((uint64_t)arena + (uint64_t)n * PAGE) >> 12 << 10 | LEAF;
    for (unsigned n = 0; n < MOST / PAGE / 512; n++)
        middle[n] = ((uint64_t)leaves + (uint64_t)n * PAGE) >> 12 << 10 | POINTER;
    root[4] = (uint64_t)middle >> 12 << 10 | POINTER;
    __asm__ volatile("sfence.vma" : : : "memory");
}

static void **line(unsigned n)
{
    return (void **)(mapped + (uint64_t)n * LINE);
}

/* Sattolo's shuffle: one cycle through all lines. */
static void link(unsigned lines)
{
    uint32_t seed = 12345;
    for (unsigned n = 0; n < lines; n++)
        *line(n) = line(n);
    for (unsigned n = lines - 1; n > 0; n--) {
        unsigned other = (unsigned)(((uint64_t)random_next(&seed) * n) >> 32);
        void *saved = *line(n);
        *line(n) = *line(other);
        *line(other) = saved;
    }
}

__attribute__((noinline)) static void **chase(void **at, unsigned steps)
{
    for (unsigned n = 0; n < steps; n++)
        at = *(void **volatile *)at;
    return at;
}

static uint64_t cycles(void)
{
    uint64_t value;
    __asm__ volatile("csrr %0, cycle" : "=r"(value));
    return value;
}

uint64_t kernel(void)
{
    map();
    for (unsigned size = 16 << 10; size <= MOST; size *= 2) {
        unsigned lines = size / LINE;
        link(lines);
        void **at = chase(line(0), lines);
        uint64_t from = cycles();
        at = chase(at, STEPS);
        uint64_t took = cycles() - from;
        print_number(size >> 10);
        print(" ");
        print_number(took * 100 / STEPS + (at == NULL));
        print("\n");
    }
    return 0;
}
