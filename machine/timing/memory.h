/* The caches of all harts, the shared L2 and DRAM: what an access costs beyond a hit in the L1.
 *
 * Data caches are write-back and write-allocate, kept coherent as MESI; the L2 includes all L1s. Instruction caches are
 * not coherent: fence.i empties the hart's own. Addresses are physical. */
#pragma once
#include "timing/cache.h"
#include "timing/profile.h"
#include "timing/quick.h"

struct memory_counters {
    uint64_t fetches, fetch_misses, loads, load_misses, stores, store_misses, l2_accesses, l2_misses, probes,
        invalidations;
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
/* One access within a line. */
unsigned memory_fetch(struct memory *m, unsigned hart, uint64_t pa);
unsigned memory_load(struct memory *m, unsigned hart, uint64_t pa);
unsigned memory_store(struct memory *m, unsigned hart, uint64_t pa);
unsigned memory_zero(struct memory *m, unsigned hart, uint64_t pa); /* a store of the whole line: nothing is read */
void memory_drop_code(struct memory *m, unsigned hart);             /* fence.i */
void memory_drop_hart(struct memory *m, unsigned hart);             /* its L1s empty, as after a reset */
/* By a device; costs no hart anything now. */
void memory_dma(struct memory *m, uint64_t pa, uint64_t size, bool write);
