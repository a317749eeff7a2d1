#include "irq.h"

#include <stdbool.h>

#include "abi/errors.h"
#include "abi/platform.h"
#include "binding.h"
#include "hart.h"
#include "hw.h"
#include "program.h"
#include "sched.h"
#include "thread.h"

enum { SOURCES = PLAT_PLIC_SOURCES + 1 };

static struct source {
    struct queue waiter; /* at most one */
    bool claimed;
    struct program *bound; /* NULL: the source is the kernel's */
    uint64_t hart;         /* bound: to which hart's table */
    int trouble;           /* bound: masked for this error, which nobody was told yet */
} sources[SOURCES];
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
    binding_init();
    hw_write32(threshold_at(), 0);
    for (uint64_t s = 1; s < SOURCES; s++) {
        sources[s] = (struct source){0};
        set_enabled(s, false);
    }
}

static bool is_allowed(const struct program *p, uint64_t source)
{
    return source && source < SOURCES && p->irqs[source / 64] >> source % 64 & 1;
}

void irq_allow(struct program *p, uint64_t source)
{
    p->irqs[source / 64] |= 1ull << source % 64;
}

/* Claimed in this context and never completed: whoever has the source next hears of it again. */
static void complete(uint64_t source)
{
    if (sources[source].claimed)
        hw_write32(claim_at(), (uint32_t)source);
    sources[source].claimed = false;
}

static int wait_bound(struct thread *t, uint64_t source)
{
    struct source *s = &sources[source];
    int error = s->trouble;

    s->trouble = 0;
    if (error)
        return -error;
    sched_block(t, THREAD_WAITING, &s->waiter, UINT64_MAX);
    binding_mask(s->hart, source, false);
    return 0;
}

int irq_wait(struct thread *t, struct program *p, uint64_t source)
{
    if (!is_allowed(p, source))
        return -PE_PERM;
    struct source *s = &sources[source];
    if (s->waiter.head || (s->bound && s->bound != p))
        return -PE_BUSY;
    if (s->bound)
        return wait_bound(t, source);
    sched_block(t, THREAD_WAITING, &s->waiter, UINT64_MAX);
    hw_write32(priority_at(source), 1);
    set_enabled(source, true);
    complete(source);
    return 0;
}

void irq_trouble(uint64_t source, int error)
{
    struct source *s = &sources[source];
    if (s->waiter.head)
        sched_wake(s->waiter.head, -error);
    else if (s->bound)
        s->trouble = error;
}

static int check_gate(const struct program *p, uint64_t gate)
{
    if (gate >= p->gate_count)
        return -PE_INVAL;
    const struct xs_gate *g = &p->gates[gate];
    if (!xs_gate_valid(g) || xs_gate_kind(g) != XS_GATE_INTERRUPT)
        return -PE_INVAL;
    return xs_gate_stack(g) > IRQ_STACK || xs_gate_frames(g) > IRQ_FRAMES ? -PE_RANGE : 0;
}

int irq_bind(struct program *p, uint64_t source, const struct binding_terms *terms)
{
    if (!is_allowed(p, source))
        return -PE_PERM;
    struct source *s = &sources[source];
    if (s->bound ? s->bound != p : s->waiter.head != 0)
        return -PE_BUSY;
    int error = check_gate(p, terms->gate);
    if (error == 0)
        error = binding_enter(source, terms);
    if (error < 0)
        return error;
    if (s->bound && s->hart != hart_self()->id)
        binding_remove(s->hart, source);
    if (!s->bound) {
        set_enabled(source, true); /* the controller takes no completion of a source that is not enabled */
        complete(source);
        set_enabled(source, false);
    }
    s->bound = p;
    s->hart = hart_self()->id;
    s->trouble = 0;
    return 0;
}

int irq_unbind(struct program *p, uint64_t source)
{
    if (!is_allowed(p, source))
        return -PE_PERM;
    struct source *s = &sources[source];
    if (s->bound != p)
        return -PE_NOENT;
    binding_remove(s->hart, source);
    s->bound = 0;
    s->trouble = 0;
    if (s->waiter.head)
        sched_wake(s->waiter.head, -PE_REVOKED);
    return 0;
}

void irq_fire(void)
{
    for (uint32_t source; (source = hw_read32(claim_at()));) {
        if (source >= SOURCES) {
            hw_write32(claim_at(), source);
            continue;
        }
        sources[source].claimed = true;
        if (sources[source].waiter.head)
            sched_wake(sources[source].waiter.head, 0);
    }
}

void irq_release(struct program *p)
{
    for (uint64_t s = 1; s < SOURCES; s++) {
        bool shared = false;
        if (!is_allowed(p, s))
            continue;
        irq_unbind(p, s);
        for (struct program *q = program_first; q; q = q->next)
            shared |= q != p && q->state <= PROGRAM_LIVE && is_allowed(q, s);
        if (!shared)
            set_enabled(s, false);
    }
}
