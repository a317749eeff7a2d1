/* One set-associative cache: which lines it holds and in what state. Lines are numbers (address / line size). */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum line_state { LINE_INVALID, LINE_SHARED, LINE_EXCLUSIVE, LINE_MODIFIED };
enum cache_policy { POLICY_LRU, POLICY_TREE, POLICY_RANDOM };

struct cache_line {
    uint64_t line;
    uint64_t used; /* time of last use; LRU only */
    uint8_t state; /* enum line_state */
};

struct cache {
    unsigned sets, ways; /* sets 0: a cache that never misses */
    enum cache_policy policy;
    struct cache_line *at;   /* sets * ways */
    struct cache_line *last; /* found most recently */
    uint64_t *tree;          /* per set: bits of the tree policy */
    uint64_t clock;
    uint32_t random;
};

/* bytes 0: never misses. False: no memory. */
bool cache_make(struct cache *c, uint64_t bytes, unsigned ways, unsigned line_bytes, enum cache_policy policy);
void cache_free(struct cache *c);
void cache_clear(struct cache *c);
/* NULL: not there. cache_find counts as a use, cache_peek does not. */
struct cache_line *cache_find(struct cache *c, uint64_t line);
struct cache_line *cache_peek(struct cache *c, uint64_t line);
/* The place for a line that is not there; what it holds now (if anything) goes. Counts as a use. */
struct cache_line *cache_place(struct cache *c, uint64_t line);
