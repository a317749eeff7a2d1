#include "abi/platform.h"
#include "board/machine_state.h"

uint64_t machine_instructions(const struct machine *m)
{
    const struct machine_clock *c = &m->clock;
    return c->done + (c->running ? hart_instret(c->running) - c->running_from : 0);
}

uint64_t machine_cycles(const struct machine *m)
{
    const struct machine_clock *c = &m->clock;
    return c->cycles + (c->running ? hart_cycles(c->running) - c->cycles_from : 0);
}

void machine_time_by_cycles(struct machine *m, uint64_t khz)
{
    m->clock.khz = khz;
}

enum { TICKS_PER_MS = PLAT_TIMEBASE_HZ / 1000 };

uint64_t machine_mtime(const struct machine *m)
{
    const struct machine_clock *c = &m->clock;
    if (c->khz)
        return (uint64_t)((unsigned __int128)machine_cycles(m) * TICKS_PER_MS / c->khz) + c->skipped;
    return machine_instructions(m) / PLAT_INSTRUCTIONS_PER_TICK + c->skipped;
}

static uint64_t instructions_until(const struct machine *m, uint64_t mtime, uint64_t now)
{
    if (mtime - now > UINT64_MAX / PLAT_INSTRUCTIONS_PER_TICK - 1)
        return UINT64_MAX;
    return (mtime - now) * PLAT_INSTRUCTIONS_PER_TICK - machine_instructions(m) % PLAT_INSTRUCTIONS_PER_TICK;
}

/* The first cycle at which mtime is reached, less those that have passed. */
static uint64_t cycles_until(const struct machine *m, uint64_t mtime)
{
    const struct machine_clock *c = &m->clock;
    unsigned __int128 at = ((unsigned __int128)(mtime - c->skipped) * c->khz + TICKS_PER_MS - 1) / TICKS_PER_MS;
    return at > UINT64_MAX ? UINT64_MAX : (uint64_t)at - machine_cycles(m);
}

struct slice clock_until(const struct machine *m, uint64_t mtime)
{
    uint64_t now = machine_mtime(m);
    struct slice s = {UINT64_MAX, UINT64_MAX};
    uint64_t *limit = m->clock.khz ? &s.cycles : &s.instructions;
    if (mtime <= now)
        *limit = 1;
    else
        *limit = m->clock.khz ? cycles_until(m, mtime) : instructions_until(m, mtime, now);
    return s;
}

void machine_skip_to(struct machine *m, uint64_t mtime)
{
    uint64_t now = machine_mtime(m), next = machine_next_event(m);
    if (mtime > next)
        mtime = next;
    if (mtime > now)
        m->clock.skipped += mtime - now;
}

/* The timers of the harts count in the guest's mtime, which the guest may have moved. */
static uint64_t hart_event(const struct machine *m, unsigned n)
{
    uint64_t guest_now = clint_mtime(m->clint), at = hart_next_timer(m->hart[n]);
    return at == DEVICE_NEVER || at <= guest_now ? DEVICE_NEVER : device_time_in(machine_mtime(m), at - guest_now);
}

uint64_t machine_next_event(const struct machine *m)
{
    uint64_t next = DEVICE_NEVER;
    for (unsigned i = 0; i < m->devices; i++) {
        const struct device *d = &m->device[i];
        uint64_t at = d->ops->next_event ? d->ops->next_event(d->self) : DEVICE_NEVER;
        next = at < next ? at : next;
    }
    for (unsigned i = 0; i < m->harts; i++) {
        uint64_t at = hart_event(m, i);
        next = at < next ? at : next;
    }
    return next;
}

/* An event moved. If it now comes before the slice would end, the slice ends here. */
static void replan(void *context)
{
    struct machine *m = context;
    if (m->clock.running && machine_next_event(m) < m->clock.slice_end)
        hart_ask_stop(m->hart[m->current]);
}

/* What harts and devices see. The harts of a round run one after the other from the same moment on; one must not read less
 * than another read before it (systems take a clock that runs back for one that leapt ahead by 2^64). When the round is over,
 * mtime is at least what was shown. */
static uint64_t board_mtime(void *context)
{
    struct machine *m = context;
    uint64_t now = machine_mtime(m);
    if (m->clock.shown < now)
        m->clock.shown = now;
    return m->clock.shown;
}

static uint64_t guest_mtime(void *context)
{
    return clint_mtime(((struct machine *)context)->clint);
}

static void timer_changed(void *context, unsigned id)
{
    (void)id;
    replan(context);
}

/* No other hart is within an instruction, and no device within a request: each drops at once what it holds. */
static void invalidate(void *context, unsigned id, unsigned kind, uint64_t a, uint64_t b)
{
    struct machine *m = context;
    for (unsigned n = 0; n < m->harts; n++)
        if (n != id)
            hart_invalidate(m->hart[n], kind, a, b);
    dma_control_invalidate(m->dma_control, kind, a, b);
}

static unsigned irq_next(void *context, unsigned after)
{
    return plic_next(((struct machine *)context)->plic, after);
}

static void irq_claim(void *context, unsigned source)
{
    plic_claim(((struct machine *)context)->plic, source);
}

static void irq_complete(void *context, unsigned source)
{
    plic_complete(((struct machine *)context)->plic, source);
}

static bool device_load(void *context, uint64_t pa, unsigned n, const struct xs_reg *image)
{
    struct machine *m = context;
    uint64_t offset = pa - PLAT_VIRTIO0_BASE;
    return offset < (uint64_t)PLAT_VIRTIO0_SIZE * PLAT_VIRTIO_COUNT &&
           dma_control_load(m->dma_control, (unsigned)(offset / PLAT_VIRTIO0_SIZE), n, image);
}

struct device_clock clock_for_devices(struct machine *m)
{
    return (struct device_clock){m, board_mtime, replan};
}

struct hart_board clock_for_harts(struct machine *m)
{
    return (struct hart_board){m,        guest_mtime, timer_changed, invalidate,
                               irq_next, irq_claim,   irq_complete,  device_load};
}
