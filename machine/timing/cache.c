#include "timing/cache.h"

#include <stdlib.h>
#include <string.h>

enum { SEED = 0x2545f491 };

bool cache_make(struct cache *c, uint64_t bytes, unsigned ways, unsigned line_bytes, enum cache_policy policy)
{
    *c = (struct cache){.ways = ways, .policy = policy, .random = SEED};
    c->sets = (unsigned)(bytes / ((uint64_t)ways * line_bytes));
    if (!c->sets)
        return true;
    c->at = calloc((size_t)c->sets * ways, sizeof *c->at);
    c->tree = calloc(c->sets, sizeof *c->tree);
    c->last = c->at;
    return c->at && c->tree;
}

void cache_free(struct cache *c)
{
    free(c->at);
    free(c->tree);
    c->at = NULL;
    c->tree = NULL;
}

void cache_clear(struct cache *c)
{
    if (!c->sets)
        return;
    memset(c->at, 0, (size_t)c->sets * c->ways * sizeof *c->at);
    memset(c->tree, 0, c->sets * sizeof *c->tree);
    c->random = SEED;
    c->clock = 0;
}

static struct cache_line *set_of(struct cache *c, uint64_t line)
{
    return &c->at[(line & (c->sets - 1)) * c->ways];
}

struct cache_line *cache_peek(struct cache *c, uint64_t line)
{
    struct cache_line *set = set_of(c, line);
    for (unsigned n = 0; n < c->ways; n++)
        if (set[n].line == line && set[n].state)
            return &set[n];
    return NULL;
}

/* The bits on the way's path turn away from it. Node k has children 2k and 2k + 1; the root is 1. */
static void tree_use(struct cache *c, uint64_t set, unsigned way)
{
    unsigned node = 1, low = 0, high = c->ways;
    while (high - low > 1) {
        unsigned middle = (low + high) / 2;
        bool upper = way >= middle;
        if (upper)
            c->tree[set] &= ~(UINT64_C(1) << node);
        else
            c->tree[set] |= UINT64_C(1) << node;
        *(upper ? &low : &high) = middle;
        node = 2 * node + upper;
    }
}

static unsigned tree_victim(const struct cache *c, uint64_t set)
{
    unsigned node = 1, low = 0, high = c->ways;
    while (high - low > 1) {
        bool upper = c->tree[set] >> node & 1;
        *(upper ? &low : &high) = (low + high) / 2;
        node = 2 * node + upper;
    }
    return low;
}

static void use(struct cache *c, struct cache_line *l)
{
    if (c->policy == POLICY_LRU)
        l->used = ++c->clock;
    else if (c->policy == POLICY_TREE)
        tree_use(c, (uint64_t)(l - c->at) / c->ways, (unsigned)((l - c->at) % c->ways));
}

struct cache_line *cache_find(struct cache *c, uint64_t line)
{
    struct cache_line *l = c->last->line == line && c->last->state ? c->last : cache_peek(c, line);
    if (!l)
        return NULL;
    use(c, l);
    c->last = l;
    return l;
}

/* xorshift: the same on every host, and after every cache_clear. */
static unsigned draw(struct cache *c)
{
    c->random ^= c->random << 13;
    c->random ^= c->random >> 17;
    c->random ^= c->random << 5;
    return c->random % c->ways;
}

static struct cache_line *victim(struct cache *c, struct cache_line *set)
{
    struct cache_line *oldest = set;
    for (unsigned n = 0; n < c->ways; n++)
        if (!set[n].state)
            return &set[n];
    if (c->policy == POLICY_RANDOM)
        return &set[draw(c)];
    if (c->policy == POLICY_TREE)
        return &set[tree_victim(c, (uint64_t)(set - c->at) / c->ways)];
    for (unsigned n = 1; n < c->ways; n++)
        if (set[n].used < oldest->used)
            oldest = &set[n];
    return oldest;
}

struct cache_line *cache_place(struct cache *c, uint64_t line)
{
    struct cache_line *l = victim(c, set_of(c, line));
    use(c, l);
    return l;
}
