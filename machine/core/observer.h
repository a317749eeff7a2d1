/* Who is told of a hart's work as it happens: a model of time. NULL in struct hart: nobody. It is told on slow paths alone; what
 * hits the TLB it must see for itself. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "segment/segment.h"

struct observed_access {
    enum xs_access access;
    bool device;
    unsigned size;
    uint64_t context, offset; /* of the TLB; see mmu/tlb.h */
    uint64_t pa;
};

struct observer {
    void *context;
    uint64_t (*cycles)(const void *context);
    void (*reset)(void *context);                      /* with the hart */
    void (*run_until)(void *context, uint64_t cycles); /* hart_ask_stop behind the instruction that reaches it */
    void (*access)(void *context, const struct observed_access *a);       /* data, by the slow path; within a page */
    void (*table)(void *context, bool write, uint64_t pa, unsigned size); /* the segment unit's, walks apart */
    void (*trap)(void *context, bool ecall);                              /* taken */
    void (*delivered)(void *context);                                     /* a handler in user mode begins */
};
