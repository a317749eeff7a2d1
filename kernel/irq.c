#include "irq.h"

#include <stdbool.h>

#include "abi/errors.h"
#include "abi/platform.h"
#include "hw.h"
#include "program.h"
#include "sched.h"
#include "thread.h"

enum { SOURCES = PLAT_PLIC_SOURCES + 1 };

static struct {
    struct queue waiter; /* at most one */
    bool claimed;
} source_state[SOURCES];
static uint64_t context; /* PLIC context: this hart's S-mode */

static uint64_t priority_at(uint64_t source)
{
    return PLAT_PLIC_BASE + 4 * source;
}
static uint64_t enable_at(uint64_t source)
{
    return PLAT_PLIC_BASE + 0x2000 + 0x80 * context + source / 32 * 4;
}
static uint64_t threshold_at(void)
{
    return PLAT_PLIC_BASE + 0x200000 + 0x1000 * context;
}
static uint64_t claim_at(void)
{
    return threshold_at() + 4;
}

static void set_enabled(uint64_t source, bool on)
{
    uint32_t bit = 1u << source % 32, word = hw_read32(enable_at(source));
    hw_write32(enable_at(source), on ? word | bit : word & ~bit);
}

void irq_init(uint64_t hart_id)
{
    context = 2 * hart_id + 1;
    hw_write32(threshold_at(), 0);
    for (uint64_t s = 1; s < SOURCES; s++)
        set_enabled(s, false);
}

static bool is_allowed(const struct program *p, uint64_t source)
{
    return source && source < SOURCES && p->irqs[source / 64] >> source % 64 & 1;
}

void irq_allow(struct program *p, uint64_t source)
{
    p->irqs[source / 64] |= 1ull << source % 64;
}

int irq_wait(struct thread *t, struct program *p, uint64_t source)
{
    if (!is_allowed(p, source))
        return -PE_PERM;
    if (source_state[source].waiter.head)
        return -PE_BUSY;
    sched_block(t, THREAD_WAITING, &source_state[source].waiter, UINT64_MAX);
    hw_write32(priority_at(source), 1);
    set_enabled(source, true);
    if (source_state[source].claimed)
        hw_write32(claim_at(), (uint32_t)source); /* complete: it may fire again */
    source_state[source].claimed = false;
    return 0;
}

void irq_fire(void)
{
    for (uint32_t source; (source = hw_read32(claim_at()));) {
        if (source >= SOURCES) {
            hw_write32(claim_at(), source);
            continue;
        }
        source_state[source].claimed = true;
        if (source_state[source].waiter.head)
            sched_wake(source_state[source].waiter.head, 0);
    }
}

void irq_release(struct program *p)
{
    for (uint64_t s = 1; s < SOURCES; s++) {
        bool shared = false;
        if (!is_allowed(p, s))
            continue;
        for (struct program *q = program_first; q; q = q->next)
            shared |= q != p && q->state <= PROGRAM_LIVE && is_allowed(q, s);
        if (!shared)
            set_enabled(s, false);
    }
}
