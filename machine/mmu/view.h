/* A view: what one of the sixteen values of an address's top nibble lets the current code reach. See mmu/tlb.h. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct view {
    uint64_t base, limit; /* offset o of n bytes is inside when o >= base and o + n <= limit; limit 0: stale */
    uint64_t context[3];  /* by enum xs_access; CONTEXT_NONE when the register does not permit it */
    bool thread;          /* stores move the stack low-water mark */
};
