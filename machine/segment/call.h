/* A far call between its checks and its commit. */
#pragma once
#include "segment/segment.h"

struct xs_callee {
    struct xs_gate gate;
    struct xs_mask mask;
    uint64_t badge, limit;         /* limit: sg2's during the call = top of the callee's stack */
    uint64_t deadline;             /* instructions that the callee may take */
    uint32_t selector, generation; /* of the callee's code segment */
    uint32_t grants;               /* bits of V, without T */
    uint16_t vsel;
    uint8_t number; /* of the gate */
    bool callback;  /* by CALLER */
};

/* Every check of a call, in the manual's order. Fills *c (mask, vsel and number are given); answers a reason. */
uint32_t xs_admit(struct xs_hart *h, struct xs_callee *c, uint64_t vsel, uint64_t sp);
/* deadline.c: fills c->deadline; refused unless what the gate declares fits in. */
uint32_t xs_admit_time(const struct xs_hart *h, struct xs_callee *c);
/* What a caller has left when its callee had `left`, and a frame says how much later its own deadline is. */
uint64_t xs_time_back(uint64_t left, uint64_t later);
/* The inverse: what the frame says. */
uint64_t xs_time_later(uint64_t own, uint64_t given);

/* Clears x or f registers whose bit in `keep` is 0. */
static inline void xs_clear_registers(uint64_t *file, uint32_t keep)
{
    for (unsigned i = 0; i < 32; i++)
        if (!(keep >> i & 1))
            file[i] = 0;
}
enum { XS_A0 = 10, XS_RA = 1, XS_SP = 2, XS_GP = 3, XS_TP = 4, XS_T0 = 5 }; /* a0 is x10, fa0 is f10 */
