#include "devices/clint.h"

#include <stdlib.h>
#include <string.h>

enum { MSIP = 0x0, MTIMECMP = 0x4000, MTIME = 0xbff8, END = 0xc000 };
enum { LINE_MSIP = 3, LINE_MTIP = 7 };

struct clint {
    uint64_t mtimecmp[DEVICE_HARTS_MAX];
    uint32_t msip[DEVICE_HARTS_MAX];
    uint64_t moved; /* what the guest added to the clock by writing mtime, modulo 2^64 */
    struct device_lines lines;
    struct device_clock clock;
    unsigned harts;
};

uint64_t clint_mtime(const struct clint *c)
{
    return c->clock.mtime(c->clock.context) + c->moved;
}

static void update_timers(struct clint *c)
{
    uint64_t now = clint_mtime(c);
    for (unsigned h = 0; h < c->harts; h++)
        c->lines.set(c->lines.context, h, LINE_MTIP, now >= c->mtimecmp[h]);
}

/* Reads and writes of half a 64-bit register go through the whole. */
static uint64_t merge(uint64_t old, uint64_t offset, unsigned size, uint64_t value)
{
    unsigned shift = size == 4 && offset % 8 ? 32 : 0;
    uint64_t mask = size == 8 ? UINT64_MAX : (uint64_t)UINT32_MAX << shift;
    return (old & ~mask) | (value << shift & mask);
}

static uint64_t extract(uint64_t whole, uint64_t offset, unsigned size)
{
    return size == 8 ? whole : (uint32_t)(whole >> (offset % 8 ? 32 : 0));
}

static bool clint_load(void *device, uint64_t offset, unsigned size, uint64_t *value)
{
    struct clint *c = device;
    if (size < 4)
        return false;
    *value = 0;
    if (offset >= MTIME && offset < END)
        *value = extract(clint_mtime(c), offset, size);
    else if (offset >= MTIMECMP && (offset - MTIMECMP) / 8 < c->harts)
        *value = extract(c->mtimecmp[(offset - MTIMECMP) / 8], offset, size);
    else if (offset / 4 < c->harts && size == 4)
        *value = c->msip[offset / 4];
    return true;
}

static bool clint_store(void *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct clint *c = device;
    if (size < 4)
        return false;
    if (offset >= MTIME && offset < END) {
        c->moved += merge(clint_mtime(c), offset, size, value) - clint_mtime(c);
    } else if (offset >= MTIMECMP && (offset - MTIMECMP) / 8 < c->harts) {
        uint64_t *cmp = &c->mtimecmp[(offset - MTIMECMP) / 8];
        *cmp = merge(*cmp, offset, size, value);
    } else if (offset / 4 < c->harts && size == 4) {
        c->msip[offset / 4] = value & 1;
        c->lines.set(c->lines.context, (unsigned)(offset / 4), LINE_MSIP, value & 1);
        return true;
    }
    update_timers(c);
    c->clock.replan(c->clock.context);
    return true;
}

/* In the board's clock, not the guest's: mtimecmp is compared with mtime unsigned, so an event that
 * the shift by `moved` would carry past the end of the clock never comes. */
static uint64_t clint_next_event(const void *device)
{
    const struct clint *c = device;
    uint64_t now = clint_mtime(c), next = DEVICE_NEVER;
    for (unsigned h = 0; h < c->harts; h++)
        if (c->mtimecmp[h] > now && c->mtimecmp[h] < next)
            next = c->mtimecmp[h];
    return next == DEVICE_NEVER ? next : device_time_in(now - c->moved, next - now);
}

static void clint_advance(void *device, uint64_t mtime)
{
    (void)mtime;
    update_timers(device);
}

static void clint_reset(void *device)
{
    struct clint *c = device;
    c->moved = 0;
    for (unsigned h = 0; h < c->harts; h++) {
        c->mtimecmp[h] = UINT64_MAX;
        c->msip[h] = 0;
        c->lines.set(c->lines.context, h, LINE_MSIP, false);
    }
    update_timers(c);
}

static const void *clint_state(const void *device, size_t *size)
{
    *size = offsetof(struct clint, lines);
    return device;
}

const struct device_ops clint_ops = {
    .name = "clint",
    .load = clint_load,
    .store = clint_store,
    .reset = clint_reset,
    .free = free,
    .next_event = clint_next_event,
    .advance = clint_advance,
    .state = clint_state,
};

struct clint *clint_new(unsigned harts, struct device_lines lines, struct device_clock clock)
{
    struct clint *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->lines = lines;
    c->clock = clock;
    c->harts = harts < DEVICE_HARTS_MAX ? harts : DEVICE_HARTS_MAX;
    memset(c->mtimecmp, 0xff, sizeof c->mtimecmp);
    return c;
}
