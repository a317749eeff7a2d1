#include "page.h"

#include <stdbool.h>

#include "hw.h"
#include "limits.h"
#include "panic.h"
#include "text.h"

static uint64_t map[RAM_MAX / PAGE_SIZE / 64];
static uint64_t ram, pages; /* first page's address; how many pages the map covers */
static uint64_t total, left, hint;

static bool is_free(uint64_t n)
{
    return map[n / 64] >> n % 64 & 1;
}
static void set_free(uint64_t n)
{
    map[n / 64] |= 1ull << n % 64;
}
static void set_taken(uint64_t n)
{
    map[n / 64] &= ~(1ull << n % 64);
}

void page_init(uint64_t base, uint64_t end)
{
    memset(map, 0, sizeof map);
    ram = base;
    pages = (end - base) / PAGE_SIZE;
    if (pages > RAM_MAX / PAGE_SIZE)
        pages = RAM_MAX / PAGE_SIZE;
    total = left = hint = 0;
}

void page_release(uint64_t from, uint64_t to)
{
    from = page_up(from);
    for (; from + PAGE_SIZE <= to; from += PAGE_SIZE) {
        uint64_t n = (from - ram) / PAGE_SIZE;
        if (from < ram || n >= pages || is_free(n))
            continue;
        set_free(n);
        total++;
        left++;
    }
}

/* One page: the next word of the map with a bit set. */
static uint64_t find_one(void)
{
    uint64_t words = (pages + 63) / 64;
    for (uint64_t i = 0; i < words; i++) {
        uint64_t word = (hint + i) % words;
        if (map[word]) {
            hint = word;
            return word * 64 + (uint64_t)__builtin_ctzll(map[word]);
        }
    }
    return pages;
}

static uint64_t find_run(uint64_t count)
{
    for (uint64_t n = 0, run = 0; n < pages; n++) {
        if (n % 64 == 0 && map[n / 64] == 0) {
            run = 0;
            n += 63;
            continue;
        }
        run = is_free(n) ? run + 1 : 0;
        if (run == count)
            return n + 1 - count;
    }
    return pages;
}

uint64_t page_alloc(uint64_t count)
{
    if (count == 0 || count > left)
        return 0;
    uint64_t n = count == 1 ? find_one() : find_run(count);
    if (n == pages)
        return 0;
    for (uint64_t i = 0; i < count; i++)
        set_taken(n + i);
    left -= count;
    memset(hw_ptr(ram + n * PAGE_SIZE), 0, count * PAGE_SIZE);
    return ram + n * PAGE_SIZE;
}

void page_free(uint64_t pa, uint64_t count)
{
    for (uint64_t n = (pa - ram) / PAGE_SIZE; count--; n++) {
        if (n >= pages || is_free(n))
            panic("page 0x%lx freed, which is free or no page of ours", ram + n * PAGE_SIZE);
        set_free(n);
        left++;
    }
}

uint64_t page_total(void)
{
    return total;
}
uint64_t page_left(void)
{
    return left;
}
