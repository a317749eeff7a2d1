#include "mmu/access.h"

#include "core/debug.h"
#include "mmu/fault.h"
#include "mmu/translate.h"

/* A device may have raised an interrupt or asked to stop: leave the block if so. */
static enum flow after_device(struct hart *h, const struct insn *i)
{
    h->pc = i[1].pc;
    return h->attention ? FLOW_LEAVE : FLOW_NEXT;
}

static bool all_ram(const struct span *span)
{
    for (unsigned n = 0; n < span->pieces; n++)
        if (!span->piece[n].host)
            return false;
    return true;
}

/* Checks and translates; FLOW_NEXT: *span is good. */
static enum flow prepare(struct hart *h, const struct insn *i, uint64_t ea, unsigned size, enum xs_access access,
                         struct span *span)
{
    h->at = i;
    if (watchpoint_hit(h, ea, size, access))
        return FLOW_STOP;
    return translate(h, ea, size, access, span) ? FLOW_NEXT : FLOW_TRAP;
}

/* As prepare, but for memory only. */
static enum flow prepare_ram(struct hart *h, const struct insn *i, uint64_t ea, unsigned size, enum xs_access access,
                             struct span *span)
{
    enum flow flow = prepare(h, i, ea, size, access, span);
    if (flow != FLOW_NEXT || all_ram(span))
        return flow;
    fault_access(h, ea, access);
    return FLOW_TRAP;
}

static void copy_out_of(const struct span *span, void *to)
{
    uint8_t *p = to;
    for (unsigned n = 0; n < span->pieces; p += span->piece[n++].size)
        memcpy(p, span->piece[n].host, span->piece[n].size);
}

static void copy_into(struct hart *h, const struct span *span, const void *from)
{
    const uint8_t *p = from;
    for (unsigned n = 0; n < span->pieces; p += span->piece[n++].size) {
        memcpy(span->piece[n].host, p, span->piece[n].size);
        if (span->thread)
            xs_note_store(&h->segment, span->piece[n].offset);
    }
}

/* Devices take naturally aligned accesses only. */
static bool is_device(const struct span *span, unsigned size)
{
    return span->pieces == 1 && !span->piece[0].host && span->piece[0].pa % size == 0;
}

enum flow access_load_slow(struct hart *h, const struct insn *i, uint64_t ea, unsigned size, uint64_t *value)
{
    struct span span;
    enum flow flow = prepare(h, i, ea, size, XS_LOAD, &span);
    if (flow != FLOW_NEXT)
        return flow;
    *value = 0;
    if (all_ram(&span)) {
        copy_out_of(&span, value);
        return FLOW_NEXT;
    }
    count(h, XS_CTR_MMIO);
    if (is_device(&span, size) && bus_load(h->bus, span.piece[0].pa, size, value))
        return after_device(h, i);
    fault_access(h, ea, XS_LOAD);
    return FLOW_TRAP;
}

enum flow access_store_slow(struct hart *h, const struct insn *i, uint64_t ea, unsigned size, uint64_t value)
{
    struct span span;
    enum flow flow = prepare(h, i, ea, size, XS_STORE, &span);
    if (flow != FLOW_NEXT)
        return flow;
    if (all_ram(&span)) {
        copy_into(h, &span, &value);
        return FLOW_NEXT;
    }
    count(h, XS_CTR_MMIO);
    if (is_device(&span, size) && bus_store(h->bus, span.piece[0].pa, size, value))
        return after_device(h, i);
    fault_access(h, ea, XS_STORE);
    return FLOW_TRAP;
}

enum flow access_atomic(struct hart *h, const struct insn *i, uint64_t ea, unsigned size, bool store, struct atomic *a)
{
    struct span span;
    if (ea % size) {
        fault(h, store ? CAUSE_STORE_MISALIGNED : CAUSE_LOAD_MISALIGNED, ea, 0);
        return FLOW_TRAP;
    }
    enum flow flow = prepare_ram(h, i, ea, size, store ? XS_STORE : XS_LOAD, &span);
    /* A segment register may permit stores alone; an atomic needs both. */
    if (store && flow == FLOW_NEXT && SATP_MODE(h->csr.satp) == XS_SATP_MODE)
        flow = prepare_ram(h, i, ea, size, XS_LOAD, &span);
    if (flow == FLOW_NEXT)
        *a = (struct atomic){span.piece[0].host, span.piece[0].pa, span.piece[0].offset, span.thread};
    return flow;
}

enum flow access_zero(struct hart *h, const struct insn *i, uint64_t ea)
{
    struct span span;
    enum flow flow = prepare_ram(h, i, ea, XS_WIPE_GRANULE, XS_STORE, &span);
    if (flow != FLOW_NEXT)
        return flow;
    memset(span.piece[0].host, 0, XS_WIPE_GRANULE);
    if (span.thread) {
        xs_note_zero(&h->segment, span.piece[0].offset);
        count(h, XS_CTR_WIPES);
    }
    return FLOW_NEXT;
}

enum flow access_device(struct hart *h, const struct insn *i, uint64_t ea, uint64_t *pa)
{
    struct span span;
    enum flow flow = prepare(h, i, ea, 4, XS_STORE, &span);
    if (flow != FLOW_NEXT)
        return flow;
    *pa = span.piece[0].pa;
    if (is_device(&span, 4))
        return FLOW_NEXT;
    fault_access(h, ea, XS_STORE);
    return FLOW_TRAP;
}

enum flow access_copy_in(struct hart *h, const struct insn *i, uint64_t ea, void *to, unsigned size)
{
    struct span span;
    enum flow flow = prepare_ram(h, i, ea, size, XS_LOAD, &span);
    if (flow == FLOW_NEXT)
        copy_out_of(&span, to);
    return flow;
}

enum flow access_copy_out(struct hart *h, const struct insn *i, uint64_t ea, const void *from, unsigned size)
{
    struct span span;
    enum flow flow = prepare_ram(h, i, ea, size, XS_STORE, &span);
    if (flow == FLOW_NEXT)
        copy_into(h, &span, from);
    return flow;
}
