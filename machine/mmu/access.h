/* Loads and stores of instruction bodies. Sizes 1, 2, 4 and 8 bytes, any alignment; little-endian. */
#pragma once
#include <string.h>

#include "core/hart_state.h"

enum flow access_load_slow(struct hart *h, const struct insn *i, uint64_t ea, unsigned size, uint64_t *value);
enum flow access_store_slow(struct hart *h, const struct insn *i, uint64_t ea, unsigned size, uint64_t value);

/* FLOW_NEXT or FLOW_LEAVE: done, *value is zero-extended. */
static inline enum flow access_load(struct hart *h, const struct insn *i, uint64_t ea, unsigned size, uint64_t *value)
{
    const struct view *view = &h->data_view[ea >> XS_OFFSET_BITS];
    const uint8_t *host = tlb_fast(&h->tlb, view, ea & h->offset_mask[1], size, XS_LOAD);
    if (!host)
        return access_load_slow(h, i, ea, size, value);
    count(h, XS_CTR_TLB_HITS);
    *value = 0;
    memcpy(value, host, size);
    return FLOW_NEXT;
}

static inline enum flow access_store(struct hart *h, const struct insn *i, uint64_t ea, unsigned size, uint64_t value)
{
    const struct view *view = &h->data_view[ea >> XS_OFFSET_BITS];
    uint64_t offset = ea & h->offset_mask[1];
    uint8_t *host = tlb_fast(&h->tlb, view, offset, size, XS_STORE);
    if (!host)
        return access_store_slow(h, i, ea, size, value);
    count(h, XS_CTR_TLB_HITS);
    memcpy(host, &value, size);
    if (view->thread)
        xs_note_store(&h->segment, offset);
    return FLOW_NEXT;
}

/* Memory for an atomic: naturally aligned, in RAM, readable, and writable if `store`. FLOW_NEXT: *a is good. */
struct atomic {
    uint8_t *host;
    uint64_t pa, offset;
    bool thread;
};
enum flow access_atomic(struct hart *h, const struct insn *i, uint64_t ea, unsigned size, bool store, struct atomic *a);
/* The atomic did store. */
static inline void access_atomic_stored(struct hart *h, const struct atomic *a)
{
    if (a->thread)
        xs_note_store(&h->segment, a->offset);
}
/* cbo.zero of the 64-byte block at `ea` (aligned by the caller). */
enum flow access_zero(struct hart *h, const struct insn *i, uint64_t ea);
/* The device registers that a store of a word at `ea` would reach: *pa. Memory is refused. Nothing is stored. */
enum flow access_device(struct hart *h, const struct insn *i, uint64_t ea, uint64_t *pa);
/* Register images of context switches: all of `size` <= 64 bytes, or nothing. RAM only. */
enum flow access_copy_in(struct hart *h, const struct insn *i, uint64_t ea, void *to, unsigned size);
enum flow access_copy_out(struct hart *h, const struct insn *i, uint64_t ea, const void *from, unsigned size);
