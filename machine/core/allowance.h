/* How much U-mode code may still run: the budget of the handler that runs, else the deadline of the call that runs (manual,
 * chapters 17 and 20). At most one of them counts; it counts in U-mode alone, and without a word per instruction: only the
 * instret at which it ends is kept, in hart.allowed_end, and segment.irq_left or segment.deadline are brought up to date
 * where somebody asks. */
#pragma once
#include "core/hart_state.h"

/* Brings what counts up to date: before a trap, a crossing, a delivery. */
void allowance_stop(struct hart *h);
/* It counts from the instruction that is number `from` on. */
void allowance_go_on(struct hart *h, uint64_t from);
/* Around sg.call and sg.ret: the instruction counts for whom it leaves; whom it enters counts from the next on. */
void allowance_before_crossing(struct hart *h);
void allowance_after_crossing(struct hart *h);
/* Is nothing left? */
bool allowance_used_up(const struct hart *h);
/* What CSR xdl or xileft holds, `kept` being what the segment unit keeps of it. */
uint64_t allowance_read(const struct hart *h, unsigned csr, uint64_t kept);
/* Does the code that runs have an allowance that ends? An engine that goes on over traps and crossings must then come back to
 * hart_run, which sets its budget anew. */
static inline bool allowance_limited(const struct hart *h)
{
    return h->priv == PRV_U && h->allowed_end != UINT64_MAX;
}
/* Instructions of `budget` that may run before nothing is left. */
uint64_t allowance_slice(const struct hart *h, uint64_t budget);
