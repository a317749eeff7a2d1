/* The eager model: far call and far return. */
#include <string.h>

#include "model.h"
#include "world.h"

#define NEVER UINT64_MAX

struct target {
    uint32_t code, generation;
    uint64_t badge, stack_end, deadline;
    const struct m_gate *gate;
    bool callback;
};

static uint32_t find_target(const struct m_thread *t, const struct m_tables *k, uint64_t vsel, unsigned gate,
                            struct target *to)
{
    if (vsel == 0x7fff) {
        if (!t->depth)
            return XS_REASON_CALLER;
        const struct m_activation *caller = &t->stack[t->depth - 1].caller;
        *to = (struct target){.code = caller->code, .generation = caller->code_generation, .callback = true};
        return 0;
    }
    const struct m_entry *e;
    uint32_t reason = m_lookup(t, k, vsel, &e);
    if (reason)
        return reason;
    *to = (struct target){.code = e->selector, .generation = e->generation, .badge = e->badge};
    return e->gates >> gate & 1 ? 0 : XS_REASON_GATE_MASK;
}

static uint32_t find_gate(const struct m_tables *k, struct target *to, unsigned gate, bool handler)
{
    if (!m_same(k, to->code, to->generation))
        return XS_REASON_STALE;
    if (k->segment[to->code].kind != 'c')
        return XS_REASON_KIND;
    if (gate >= M_GATES)
        return XS_REASON_GATE;
    to->gate = &k->gate[to->code][gate];
    bool open = to->gate->kind == 'b' || (to->gate->kind == 'c' && !to->callback);
    return !open ? XS_REASON_GATE : handler && to->gate->fp ? XS_REASON_FP_IN_HANDLER : 0;
}

static uint32_t find_stack(const struct m_thread *t, struct target *to)
{
    uint64_t sp = t->now.x[2], top = sp - ((uint64_t)2 << 60);
    if (sp >> 60 != 2 || sp & 15 || top > t->now.stack_end || top < t->stack_begin)
        return XS_REASON_STACK_POINTER;
    to->stack_end = top / 64 * 64;
    return to->stack_end < t->stack_begin + to->gate->stack ? XS_REASON_STACK : 0;
}

static uint32_t check_grants(const struct m_thread *t, const struct target *to, uint64_t mask)
{
    for (unsigned i = 0; i < M_DATA; i++)
        if ((mask >> (12 + i) & 1) && !t->now.data[i].visible)
            return XS_REASON_GRANT;
    for (unsigned i = 0; i < M_DATA; i++)
        if ((mask >> (12 + i) & 1) && t->now.data[i].stack && t->now.data[i].from < to->stack_end)
            return XS_REASON_GRANT_STACK;
    return 0;
}

/* Three fields of the mask, read one by one: how many times 64, and how often times 4. */
static uint64_t duration(uint64_t mask, unsigned at, unsigned wide, unsigned scale_wide)
{
    uint64_t n = (mask >> at & ((1u << wide) - 1)) * 64;
    for (uint64_t s = mask >> (at + wide) & ((1u << scale_wide) - 1); s; s--)
        n *= 4;
    return n;
}

static uint32_t find_deadline(const struct m_thread *t, uint64_t mask, struct target *to)
{
    uint64_t within = duration(mask, 42, 10, 4), grace = duration(mask, 56, 5, 3), own = t->now.deadline;
    to->deadline = NEVER;
    if (t->handler)
        return to->gate->time > t->budget ? XS_REASON_TIME : 0;
    if (own != NEVER)
        to->deadline = own < t->clock + grace ? t->clock : own - grace;
    if (within && to->deadline > t->clock + within)
        to->deadline = t->clock + within;
    return to->deadline == t->clock || to->gate->time > to->deadline - t->clock ? XS_REASON_TIME : 0;
}

/* Is (code, gate) active on this thread? The callee of level i is who runs at level i + 1. */
static bool is_active(const struct m_thread *t, const struct target *to, unsigned gate)
{
    for (unsigned i = 0; i < t->depth; i++) {
        const struct m_activation *callee = i + 1 < t->depth ? &t->stack[i + 1].caller : &t->now;
        if (t->stack[i].gate == gate && callee->code == to->code && callee->code_generation == to->generation)
            return true;
    }
    return false;
}

static uint32_t admit(const struct m_thread *t, const struct m_tables *k, uint64_t vsel, unsigned gate, uint64_t mask,
                      struct target *to)
{
    if (mask & 0xfe000800u)
        return XS_REASON_OPERAND;
    uint32_t reason = find_target(t, k, vsel, gate, to);
    if (reason || (reason = find_gate(k, to, gate, t->handler)) || (reason = find_stack(t, to)))
        return reason;
    if (t->depth + 1 + to->gate->frames > t->room)
        return XS_REASON_FRAMES;
    if ((reason = find_deadline(t, mask, to)))
        return reason;
    reason = check_grants(t, to, mask);
    return reason ? reason : to->gate->once && is_active(t, to, gate) ? XS_REASON_REENTERED : 0;
}

static bool is_saved(unsigned i)
{
    return i == 8 || i == 9 || (i >= 18 && i <= 27);
}

/* The callee's activation, built from nothing. */
static struct m_activation begin(struct m_thread *t, const struct target *to, uint64_t mask, bool protect,
                                 bool fp_saved)
{
    const struct m_activation *old = &t->now;
    struct m_activation new = {.thread_table = (mask >> 24 & 1) && old->thread_table,
                               .fp = to->gate->fp,
                               .code = to->code,
                               .code_generation = to->generation,
                               .stack_end = to->stack_end,
                               .low_water = to->stack_end,
                               .badge = to->badge,
                               .pc = ((uint64_t)1 << 60) + to->gate->entry,
                               .fcsr = fp_saved ? 0 : old->fcsr,
                               .deadline = to->deadline};
    for (unsigned i = 0; i < M_DATA; i++)
        if (mask >> (12 + i) & 1) {
            new.data[i] = old->data[i];
            new.data[i].granted = true;
        }
    for (unsigned i = 0; i < 32; i++) {
        bool arg = i >= 10 && i <= 17;
        if (protect ? arg && (mask & to->gate->args) >> (i - 10) & 1 : i != 1 && i != 3 && i != 4)
            new.x[i] = old->x[i];
        if (fp_saved ? arg && old->fp && (mask >> 32 & to->gate->fargs) >> (i - 10) & 1 : true)
            new.f[i] = old->f[i];
    }
    new.x[2] = ((uint64_t)2 << 60) + to->stack_end;
    new.serial = ++t->last_serial;
    return new;
}

uint32_t m_call(struct m_thread *t, const struct m_tables *k, uint64_t vsel, unsigned gate, uint64_t mask)
{
    struct target to = {0};
    uint32_t reason = admit(t, k, vsel, gate, mask, &to);
    if (reason)
        return reason;
    struct m_saved *s = &t->stack[t->depth];
    s->caller = t->now;
    s->caller.pc += 4;
    s->protect = to.gate->protect || (mask >> 10 & 1) || to.callback || (mask >> 42 & 0x3ff);
    s->fp_saved = to.gate->fp && (s->protect || !t->now.fp);
    s->gate = gate;
    s->results = mask >> 8 & to.gate->results & 3;
    s->fresults = t->now.fp ? mask >> 40 & to.gate->fresults & 3 : 0;
    t->now = begin(t, &to, mask, s->protect, s->fp_saved);
    t->depth++;
    return 0;
}

uint32_t m_return(struct m_thread *t, const struct m_tables *k)
{
    if (!t->depth)
        return XS_REASON_BOTTOM;
    const struct m_saved *s = &t->stack[t->depth - 1];
    if (!m_same(k, s->caller.code, s->caller.code_generation) || !m_same(k, t->selector, t->generation))
        return XS_REASON_RETURN_STALE;
    struct m_activation left = t->now;
    t->now = s->caller;
    if (left.low_water < t->now.low_water)
        t->now.low_water = left.low_water;
    for (unsigned i = 0; i < 32; i++) {
        bool result = i == 10 || i == 11;
        if (!s->protect ? i < 2 || i > 4 : result && s->results >> (i - 10) & 1)
            t->now.x[i] = left.x[i];
        else if (s->protect && !is_saved(i) && (i < 2 || i > 4))
            t->now.x[i] = 0;
        if (!s->fp_saved || (result && s->fresults >> (i - 10) & 1))
            t->now.f[i] = left.f[i];
        else if (!is_saved(i))
            t->now.f[i] = 0;
    }
    if (!s->fp_saved)
        t->now.fcsr = left.fcsr;
    t->now.x[5] = 0;
    t->depth--;
    return 0;
}

void m_pass(struct m_thread *t, uint64_t instructions)
{
    t->clock += instructions;
    if (t->handler)
        t->budget -= instructions;
}
