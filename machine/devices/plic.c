#include "devices/plic.h"

#include <stdlib.h>
#include <string.h>

#include "abi/platform.h"

enum {
    SOURCES = PLAT_PLIC_SOURCES + 1, /* 0 is "none" */
    WORDS = (SOURCES + 31) / 32,
    CONTEXTS_MAX = 2 * DEVICE_HARTS_MAX,
};
/* the map */
enum {
    PRIORITY = 0x0,
    PENDING = 0x1000,
    ENABLE = 0x2000,
    ENABLE_STRIDE = 0x80,
    CONTEXT = 0x200000,
    CONTEXT_STRIDE = 0x1000
};
/* lines to a hart */
enum { MEIP = 11, SEIP = 9 };

struct plic_context {
    uint32_t enable[WORDS];
    uint32_t threshold;
};

struct plic {
    /* Everything up to `lines` is guest-visible state and goes into the state hash. */
    uint32_t priority[SOURCES];
    uint32_t level[WORDS], pending[WORDS], claimed[WORDS];
    struct plic_context context[CONTEXTS_MAX];
    struct device_lines lines;
    unsigned contexts;
};

static bool bit(const uint32_t *set, unsigned n)
{
    return set[n / 32] >> (n % 32) & 1;
}

static void put_bit(uint32_t *set, unsigned n, bool value)
{
    set[n / 32] = (set[n / 32] & ~(1u << (n % 32))) | (uint32_t)value << (n % 32);
}

/* Highest priority wins, the lowest number among equals. 0: nothing above `floor`. */
static unsigned best(const struct plic *p, const struct plic_context *c, uint32_t floor)
{
    unsigned winner = 0;
    uint32_t highest = floor;
    for (unsigned w = 0; w < WORDS; w++) {
        uint32_t candidates = p->pending[w] & ~p->claimed[w] & c->enable[w];
        for (; candidates; candidates &= candidates - 1) {
            unsigned source = w * 32 + (unsigned)__builtin_ctz(candidates);
            if (p->priority[source] > highest) {
                highest = p->priority[source];
                winner = source;
            }
        }
    }
    return winner;
}

unsigned plic_next(const struct plic *p, unsigned after)
{
    for (unsigned source = after + 1; source < SOURCES; source++)
        if (bit(p->pending, source) && !bit(p->claimed, source))
            return source;
    return 0;
}

static void update(struct plic *p)
{
    for (unsigned c = 0; c < p->contexts; c++)
        p->lines.set(p->lines.context, c / 2, c % 2 ? SEIP : MEIP,
                     best(p, &p->context[c], p->context[c].threshold) != 0);
    uint32_t unclaimed = 0;
    for (unsigned w = 0; w < WORDS; w++)
        unclaimed |= p->pending[w] & ~p->claimed[w];
    for (unsigned c = 0; c < p->contexts; c += 2)
        p->lines.set(p->lines.context, c / 2, LINE_SOURCES, unclaimed != 0);
}

/* The gateway of a level source: a high line makes one request, the next only after completion. */
void plic_set_source(void *plic, unsigned source, bool level)
{
    struct plic *p = plic;
    if (source == 0 || source >= SOURCES || bit(p->level, source) == level)
        return;
    put_bit(p->level, source, level);
    if (!bit(p->claimed, source))
        put_bit(p->pending, source, level);
    update(p);
}

static void take(struct plic *p, unsigned source)
{
    put_bit(p->pending, source, false);
    put_bit(p->claimed, source, true);
    update(p);
}

static void finish(struct plic *p, unsigned source)
{
    put_bit(p->claimed, source, false);
    put_bit(p->pending, source, bit(p->level, source));
    update(p);
}

void plic_claim(struct plic *p, unsigned source)
{
    if (source != 0 && source < SOURCES)
        take(p, source);
}

void plic_complete(struct plic *p, unsigned source)
{
    if (source != 0 && source < SOURCES)
        finish(p, source);
}

/* The threshold masks notifications, not claims (PLIC specification, chapter 8). */
static unsigned claim(struct plic *p, struct plic_context *c)
{
    unsigned source = best(p, c, 0);
    if (source)
        take(p, source);
    return source;
}

/* A completion of a source that this context does not enable is ignored, as the specification has it. */
static void complete(struct plic *p, const struct plic_context *c, uint32_t source)
{
    if (source == 0 || source >= SOURCES || !bit(c->enable, source))
        return;
    finish(p, source);
}

/* A 32-bit register of the map, or NULL where there is none; reads of those give 0. */
static uint32_t *plain_register(struct plic *p, uint64_t offset, uint32_t *writable)
{
    *writable = 0;
    if (offset < PRIORITY + 4 * SOURCES) {
        *writable = offset ? PLAT_PLIC_PRIORITIES : 0;
        return &p->priority[offset / 4];
    }
    if (offset >= PENDING && offset < PENDING + 4 * WORDS)
        return &p->pending[(offset - PENDING) / 4];
    if (offset >= ENABLE && offset < ENABLE + p->contexts * ENABLE_STRIDE) {
        uint64_t word = offset % ENABLE_STRIDE / 4;
        if (word >= WORDS)
            return NULL;
        *writable = word ? UINT32_MAX : ~1u;
        return &p->context[(offset - ENABLE) / ENABLE_STRIDE].enable[word];
    }
    return NULL;
}

static struct plic_context *context_at(struct plic *p, uint64_t offset)
{
    uint64_t n = (offset - CONTEXT) / CONTEXT_STRIDE;
    return offset >= CONTEXT && n < p->contexts ? &p->context[n] : NULL;
}

static bool plic_load(void *device, uint64_t offset, unsigned size, uint64_t *value)
{
    struct plic *p = device;
    uint32_t writable, *word = plain_register(p, offset, &writable);
    struct plic_context *c = context_at(p, offset);
    if (size != 4)
        return false;
    *value = 0;
    if (word)
        *value = *word;
    else if (c && offset % CONTEXT_STRIDE == 0)
        *value = c->threshold;
    else if (c && offset % CONTEXT_STRIDE == 4)
        *value = claim(p, c);
    return true;
}

static bool plic_store(void *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct plic *p = device;
    uint32_t writable, *word = plain_register(p, offset, &writable);
    struct plic_context *c = context_at(p, offset);
    if (size != 4)
        return false;
    if (word && writable)
        *word = (uint32_t)value & writable;
    else if (c && offset % CONTEXT_STRIDE == 0)
        c->threshold = (uint32_t)value & PLAT_PLIC_PRIORITIES;
    else if (c && offset % CONTEXT_STRIDE == 4)
        complete(p, c, (uint32_t)value);
    update(p);
    return true;
}

/* The lines' levels are the devices' and stay; they are reset on their own. */
static void plic_reset(void *device)
{
    struct plic *p = device;
    memset(p->priority, 0, sizeof p->priority);
    memset(p->claimed, 0, sizeof p->claimed);
    memset(p->context, 0, sizeof p->context);
    memcpy(p->pending, p->level, sizeof p->pending);
    update(p);
}

static const void *plic_state(const void *device, size_t *size)
{
    *size = offsetof(struct plic, lines);
    return device;
}

const struct device_ops plic_ops = {
    .name = "plic",
    .load = plic_load,
    .store = plic_store,
    .reset = plic_reset,
    .free = free,
    .state = plic_state,
};

struct plic *plic_new(unsigned harts, struct device_lines lines)
{
    struct plic *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->lines = lines;
    p->contexts = 2 * (harts < DEVICE_HARTS_MAX ? harts : DEVICE_HARTS_MAX);
    return p;
}
