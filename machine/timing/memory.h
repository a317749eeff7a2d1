/* The caches of all harts, the shared L2 and DRAM: what an access costs beyond a hit in the L1.
 *
 * Data caches are write-back and write-allocate, kept coherent as MESI; the L2 includes all L1s. Instruction caches are
 * not coherent: fence.i empties the hart's own. Addresses are physical. */
#pragma once
#include "timing/cache.h"
#include "timing/profile.h"

struct memory_counters {
    uint64_t fetches, fetch_misses, loads, load_misses, stores, store_misses, l2_accesses, l2_misses, probes,
        invalidations;
};

/* Lines that an access surely finds in a hart's L1s without changing anything there, for code that looks before it asks: for stores
 * only lines that are modified, and under a policy that knows the order of uses only the latest line of each set. A
 * line is known by the address of its first byte plus `bias`. */
enum { QUICK_LINES = 1024, QUICK_NONE = 1 };
struct quick {
    uint64_t fetch[QUICK_LINES], load[QUICK_LINES], store[QUICK_LINES];
    uint64_t bias;
    unsigned fetch_mask, data_mask; /* of a line's number: its place; 0: nothing is kept */
};

struct memory {
    const struct timing_profile *profile;
    unsigned harts, line_shift;
    struct cache *l1i, *l1d, l2;
    struct quick **quick;             /* per hart; NULL: none */
    struct memory_counters *counters; /* per hart */
};

bool memory_make(struct memory *m, const struct timing_profile *profile, unsigned harts);
void memory_free(struct memory *m);
/* The hart's lines are kept in `q` from now on. */
void memory_quicken(struct memory *m, unsigned hart, struct quick *q, uint64_t bias);
/* One access within a line. */
unsigned memory_fetch(struct memory *m, unsigned hart, uint64_t pa);
unsigned memory_load(struct memory *m, unsigned hart, uint64_t pa);
unsigned memory_store(struct memory *m, unsigned hart, uint64_t pa);
unsigned memory_zero(struct memory *m, unsigned hart, uint64_t pa); /* a store of the whole line: nothing is read */
void memory_drop_code(struct memory *m, unsigned hart);             /* fence.i */
void memory_drop_hart(struct memory *m, unsigned hart);             /* its L1s empty, as after a reset */
/* By a device; costs no hart anything now. */
void memory_dma(struct memory *m, uint64_t pa, uint64_t size, bool write);
