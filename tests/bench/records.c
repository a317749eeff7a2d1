/* Records that are copied and compared, strings that are built. */
#include "kernel.h"

struct record {
    uint64_t number;
    char name[32];
    struct record *next;
    uint32_t kind, count;
};

static struct record record[64];

static int compare(const char *a, const char *b)
{
    for (; *a && *a == *b; a++, b++)
        ;
    return *a - *b;
}

static char *spell(char *to, const char *text, uint32_t number)
{
    while (*text)
        *to++ = *text++;
    for (; number; number /= 10)
        *to++ = (char)('0' + number % 10);
    *to = 0;
    return to;
}

__attribute__((noinline)) static uint64_t step(struct record *r, uint32_t n)
{
    struct record copy = *r;
    copy.number += n;
    copy.kind = (copy.kind + 1) % 5;
    spell(copy.name, copy.kind & 1 ? "SOME RECORD " : "ANOTHER RECORD ", n & 0xffff);
    if (compare(copy.name, r->next->name) > 0)
        copy.count++;
    *r = copy;
    return copy.number ^ copy.count;
}

uint64_t kernel(void)
{
    uint64_t sum = 0;
    for (unsigned n = 0; n < 64; n++)
        record[n].next = &record[(n * 7 + 1) % 64];
    for (uint32_t n = 0; n < 1500000; n++)
        sum += step(&record[n % 64], n);
    return sum ^ sum >> 7;
}
