/* The eager model: data registers. */
#include <string.h>

#include "model.h"
#include "world.h"

bool m_same(const struct m_tables *k, uint32_t selector, uint32_t generation)
{
    return selector < M_SELECTORS && k->segment[selector].kind && k->segment[selector].generation == generation;
}

uint32_t m_lookup(const struct m_thread *t, const struct m_tables *k, uint64_t vsel, const struct m_entry **entry)
{
    uint64_t index = vsel & 0x7fff;
    if (vsel > 0xffff)
        return XS_REASON_OPERAND;
    uint32_t owner = t->now.code, generation = t->now.code_generation;
    if (vsel & 0x8000) {
        if (!t->now.thread_table)
            return XS_REASON_THREAD_VST;
        owner = t->selector;
        generation = t->generation;
    }
    if (index == 0 || vsel == 0x7fff)
        return XS_REASON_SELECTOR;
    if (!m_same(k, owner, generation))
        return XS_REASON_STALE;
    if (index >= M_ENTRIES || !k->entry[owner][index].there)
        return XS_REASON_SELECTOR;
    *entry = &k->entry[owner][index];
    return 0;
}

static bool is_data(uint64_t n)
{
    return n >= 3 && n <= 14;
}

static struct m_register whole(const struct m_tables *k, uint32_t selector, bool r, bool w)
{
    const struct m_segment *s = &k->segment[selector];
    return (struct m_register){.visible = true,
                               .full = true,
                               .r = r && s->r,
                               .w = w && s->w,
                               .keep = s->keep,
                               .selector = selector,
                               .generation = s->generation,
                               .to = s->limit};
}

uint32_t m_load(struct m_thread *t, const struct m_tables *k, unsigned n, uint64_t vsel)
{
    const struct m_entry *e;
    if (!is_data(n))
        return XS_REASON_REGISTER;
    uint32_t reason = m_lookup(t, k, vsel, &e);
    if (reason)
        return reason;
    if (!m_same(k, e->selector, e->generation))
        return XS_REASON_STALE;
    if (k->segment[e->selector].kind != 'd')
        return XS_REASON_KIND;
    if (!e->load)
        return XS_REASON_PERMISSION;
    t->now.data[n - 3] = whole(k, e->selector, e->r, e->w);
    return 0;
}

uint32_t m_load_global(struct m_thread *t, const struct m_tables *k, unsigned n, uint64_t selector, unsigned perm)
{
    if (!is_data(n))
        return XS_REASON_REGISTER;
    if (selector >= M_SELECTORS || !k->segment[selector].kind)
        return XS_REASON_SELECTOR;
    if (k->segment[selector].kind != 'd')
        return XS_REASON_KIND;
    t->now.data[n - 3] = whole(k, (uint32_t)selector, perm & 1, perm & 2);
    return 0;
}

/* What ptr points into: as a register. */
static uint32_t pointee(const struct m_thread *t, const struct m_tables *k, uint64_t ptr, struct m_register *out)
{
    uint64_t n = ptr >> 60;
    if (n == 15)
        return XS_REASON_REGISTER;
    if (n == 0)
        return XS_REASON_EMPTY;
    if (n == 1) {
        if (!m_same(k, t->now.code, t->now.code_generation))
            return XS_REASON_STALE;
        *out = whole(k, t->now.code, true, true);
        out->r = out->w = true; /* its pages decide */
        out->keep = false;
        return 0;
    }
    if (n == 2) {
        *out = (struct m_register){.visible = true,
                                   .full = true,
                                   .r = true,
                                   .w = true,
                                   .stack = true,
                                   .selector = t->selector,
                                   .generation = t->generation,
                                   .from = t->stack_begin,
                                   .to = t->now.stack_end};
        return 0;
    }
    *out = t->now.data[n - 3];
    return !out->visible ? XS_REASON_INVISIBLE : !out->full ? XS_REASON_EMPTY : 0;
}

/* Does every byte of [offset, offset + len) lie in r? Counted the other way round than the library does. */
static bool covers(const struct m_register *r, uint64_t offset, uint64_t len)
{
    __uint128_t end = (__uint128_t)offset + len;
    return r->from <= offset && end <= r->to;
}

uint32_t m_window(struct m_thread *t, const struct m_tables *k, unsigned n, uint64_t ptr, uint64_t len, unsigned perm)
{
    struct m_register r = {.visible = true};
    uint64_t offset = ptr << 4 >> 4;
    if (!is_data(n))
        return XS_REASON_REGISTER;
    if (len) {
        uint32_t reason = pointee(t, k, ptr, &r);
        if (reason)
            return reason;
        if (!covers(&r, offset, len))
            return XS_REASON_BOUNDS;
        r.from = offset;
        r.to = offset + len;
        r.r &= perm & 1;
        r.w &= perm >> 1 & 1;
    }
    t->now.data[n - 3] = r;
    t->now.x[10] = offset + n * ((uint64_t)1 << 60);
    return 0;
}

uint32_t m_move(struct m_thread *t, unsigned n, uint64_t ptr)
{
    uint64_t from = ptr >> 60;
    struct m_register r = {.visible = true};
    if (!is_data(n) || from == 1 || from == 2 || from == 15)
        return XS_REASON_REGISTER;
    if (from) {
        r = t->now.data[from - 3];
        if (!r.visible)
            return XS_REASON_INVISIBLE;
    }
    t->now.data[n - 3] = r;
    t->now.x[10] = from ? (ptr << 4 >> 4) + n * ((uint64_t)1 << 60) : ptr;
    return 0;
}

void m_clear(struct m_thread *t, unsigned bits)
{
    for (unsigned i = 0; i < M_DATA; i++)
        if (bits >> i & 1)
            memset(&t->now.data[i], 0, sizeof t->now.data[i]);
}

bool m_chk(const struct m_thread *t, const struct m_tables *k, uint64_t ptr, uint64_t len, unsigned perm, bool kernel)
{
    struct m_register r;
    uint64_t n = ptr >> 60;
    if (is_data(n) && t->now.data[n - 3].visible && !t->now.data[n - 3].full)
        return len == 0 && (kernel || t->now.data[n - 3].granted);
    if (pointee(t, k, ptr, &r) || (!kernel && !r.granted))
        return false;
    return covers(&r, ptr << 4 >> 4, len) && !((perm & 1) && !r.r) && !((perm & 2) && !r.w) &&
           m_same(k, r.selector, r.generation);
}

bool m_holds(const struct m_thread *t, const struct m_tables *k, uint64_t ptr, uint64_t vsel)
{
    const struct m_entry *e;
    struct m_register r;
    if (!is_data(ptr >> 60) || pointee(t, k, ptr, &r) || m_lookup(t, k, vsel, &e))
        return false;
    return r.selector == e->selector && r.generation == e->generation;
}

uint32_t m_access(const struct m_thread *t, uint64_t ptr, uint64_t len, char how)
{
    struct m_tables none = {0};
    struct m_register r;
    uint64_t n = ptr >> 60;
    if (how == 'x' && n != 1)
        return XS_REASON_REGISTER;
    if (n == 1) /* code: bounded by its pages */
        r = (struct m_register){.full = true, .r = true, .w = true, .to = (uint64_t)1 << 39};
    else {
        uint32_t reason = pointee(t, &none, ptr, &r);
        if (reason)
            return reason;
    }
    if (!covers(&r, ptr << 4 >> 4, len))
        return covers(&r, ptr << 4 >> 4, 1) ? XS_REASON_MISALIGNED : XS_REASON_BOUNDS;
    return (how == 'r' && !r.r) || (how == 'w' && !r.w) ? XS_REASON_PERMISSION : 0;
}

void m_store(struct m_thread *t, uint64_t offset)
{
    while (t->now.low_water > offset)
        t->now.low_water -= 64;
}
