/* GST descriptors, VST entries and gates. */
#include "segment/table.h"

#include "segment/internal.h"
#include "segment/slb.h"

enum { DESC_WORDS = 7, ENTRY_WORDS = 4 }; /* words that the machine uses */

/* From the look-aside buffer; false: not there. `words` is a constant at each call. */
static inline bool held(struct xs_hart *h, struct xs_slb_key key, uint64_t *to, unsigned words)
{
    const uint64_t *data = xs_slb_find(h, key);
    if (data)
        memcpy(to, data, words * sizeof *to);
    return data;
}

static bool table_read(struct xs_hart *h, uint64_t pa, uint64_t *to, unsigned words)
{
    if (!xs_port_read(h, pa, to, words * 8))
        return false;
    xs_count(h, XS_CTR_TABLE_READS, 1);
    return true;
}

static bool well_formed(const struct xs_desc *d)
{
    return xs_desc_generation(d) != 0 && xs_desc_limit(d) <= XS_LIMIT_MAX && xs_desc_gate_count(d) <= XS_GATES_MAX;
}

uint32_t xs_descriptor(struct xs_hart *h, uint64_t selector, struct xs_desc *out)
{
    if (selector == 0 || selector >= XS_GST_ENTRIES)
        return XS_REASON_SELECTOR;
    struct xs_slb_key key = xs_slb_key(XS_SLB_DESC, (uint32_t)selector, 0, 0);
    out->w[7] = 0;
    if (held(h, key, out->w, DESC_WORDS))
        return XS_REASON_NONE;
    if (!table_read(h, h->gst + selector * XS_DESC_SIZE, out->w, DESC_WORDS))
        return XS_REASON_WALK;
    if (!xs_desc_valid(out))
        return XS_REASON_SELECTOR;
    if (!well_formed(out))
        return XS_REASON_TABLE;
    xs_slb_fill(h, key, out->w, DESC_WORDS);
    return XS_REASON_NONE;
}

uint32_t xs_live(struct xs_hart *h, uint32_t selector, uint32_t generation, struct xs_desc *out)
{
    uint32_t reason = xs_descriptor(h, selector, out);
    if (reason == XS_REASON_SELECTOR)
        return XS_REASON_STALE;
    if (reason == XS_REASON_NONE && xs_desc_generation(out) != generation)
        return XS_REASON_STALE;
    return reason;
}

/* Reads entry `index` of the VST of a live owner. */
static uint32_t entry_fill(struct xs_hart *h, struct xs_slb_key key, uint32_t owner, uint32_t generation, unsigned kind,
                           unsigned index, struct xs_vste *out)
{
    struct xs_desc desc;
    uint32_t reason = xs_live(h, owner, generation, &desc);
    if (reason)
        return reason;
    if (xs_desc_kind(&desc) != kind)
        return XS_REASON_KIND;
    if (index >= xs_desc_vst_count(&desc))
        return XS_REASON_SELECTOR;
    if (!table_read(h, xs_desc_vst(&desc) + (uint64_t)index * XS_VSTE_SIZE, out->w, ENTRY_WORDS))
        return XS_REASON_WALK;
    if (!xs_vste_valid(out))
        return XS_REASON_SELECTOR;
    xs_slb_fill(h, key, out->w, ENTRY_WORDS);
    return XS_REASON_NONE;
}

uint32_t xs_entry(struct xs_hart *h, uint64_t vsel, struct xs_vste *out)
{
    struct xs_sel sel = {{vsel}};
    unsigned index = (unsigned)xs_sel_index(&sel);
    bool thread = xs_sel_thread(&sel);
    if (vsel >> 16)
        return XS_REASON_OPERAND;
    if (thread && !(h->v & XS_MASK_T))
        return XS_REASON_THREAD_VST;
    uint32_t owner = thread ? h->s2_selector : h->s1_selector;
    uint32_t generation = thread ? h->s2_generation : h->s1_generation;
    if (index == 0 || vsel == XS_VSEL_CALLER || owner == 0)
        return XS_REASON_SELECTOR;
    struct xs_slb_key key = xs_slb_key(XS_SLB_VSTE, owner, generation, index);
    if (held(h, key, out->w, ENTRY_WORDS))
        return XS_REASON_NONE;
    return entry_fill(h, key, owner, generation, thread ? XS_KIND_THREAD : XS_KIND_CODE, index, out);
}

uint32_t xs_gate_of(struct xs_hart *h, uint32_t selector, const struct xs_desc *desc, unsigned number,
                    struct xs_gate *out)
{
    if (number >= xs_desc_gate_count(desc))
        return XS_REASON_GATE;
    struct xs_slb_key key = xs_slb_key(XS_SLB_GATE, selector, (uint32_t)xs_desc_generation(desc), number);
    if (held(h, key, out->w, ENTRY_WORDS))
        return XS_REASON_NONE;
    if (!table_read(h, xs_desc_gates(desc) + (uint64_t)number * XS_GATE_SIZE, out->w, ENTRY_WORDS))
        return XS_REASON_WALK;
    if (!xs_gate_valid(out))
        return XS_REASON_GATE;
    xs_slb_fill(h, key, out->w, ENTRY_WORDS);
    return XS_REASON_NONE;
}
