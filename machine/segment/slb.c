/* The segment look-aside buffer and sg.inval. */
#include "segment/slb.h"

#include "segment/internal.h"

static struct xs_slb_entry *set_of(struct xs_hart *h, struct xs_slb_key key)
{
    uint64_t selector = key.tag[0] >> 8 & 0xffffff, index = key.tag[0] >> 32, kind = key.tag[0] & 3;
    return &h->slb[((selector ^ selector >> 3) + index + kind * 3) % XS_SLB_SETS * XS_SLB_WAYS];
}

static bool holds(const struct xs_slb_entry *e, struct xs_slb_key key)
{
    return e->tag[0] == key.tag[0] && e->tag[1] == key.tag[1];
}

/* The way that the set's last hit was in is looked at first: which one is no state, for a key is in one way at most. */
const uint64_t *xs_slb_find(struct xs_hart *h, struct xs_slb_key key)
{
    struct xs_slb_entry *set = set_of(h, key);
    uint8_t *last = &h->slb_way[(set - h->slb) / XS_SLB_WAYS];
    struct xs_slb_entry *e = &set[*last];
    for (unsigned way = 0; !holds(e, key); way++) {
        if (way == XS_SLB_WAYS) {
            xs_count(h, XS_CTR_SLB_MISSES, 1);
            return NULL;
        }
        e = &set[way];
        *last = (uint8_t)way;
    }
    xs_count(h, XS_CTR_SLB_HITS, 1);
    return e->data;
}

struct xs_slb_entry *xs_slb_peek(struct xs_hart *h, struct xs_slb_key key)
{
    struct xs_slb_entry *set = set_of(h, key);
    for (unsigned way = 0; way < XS_SLB_WAYS; way++)
        if (holds(&set[way], key))
            return &set[way];
    return NULL;
}

void xs_slb_fill(struct xs_hart *h, struct xs_slb_key key, const uint64_t *data, unsigned words)
{
    struct xs_slb_entry *set = set_of(h, key), *victim = set;
    for (unsigned i = 1; i < XS_SLB_WAYS; i++)
        if (set[i].data[7] < victim->data[7])
            victim = &set[i];
    *victim = (struct xs_slb_entry){.tag = {key.tag[0], key.tag[1]}};
    memcpy(victim->data, data, words * sizeof *data);
    victim->data[7] = ++h->slb_changes;
}

/* Does the entry derive from what is invalidated? A kind that the instruction set does not name drops everything. */
static bool derives(const struct xs_slb_entry *e, unsigned kind, uint64_t rs1, uint64_t rs2)
{
    bool same = (e->tag[0] >> 8 & 0xffffff) == rs1;
    unsigned what = e->tag[0] & 3;
    switch (kind) {
    case XS_INVAL_SELECTOR: return same;
    case XS_INVAL_VST: return same && what == XS_SLB_VSTE && e->tag[0] >> 32 == rs2;
    case XS_INVAL_GATES: return same && what == XS_SLB_GATE;
    default: return true;
    }
}

void xs_invalidate(struct xs_hart *h, unsigned kind, uint64_t rs1, uint64_t rs2)
{
    h->slb_changes++;
    for (unsigned i = 0; i < XS_SLB_ENTRIES; i++)
        if (derives(&h->slb[i], kind, rs1, rs2))
            h->slb[i] = (struct xs_slb_entry){0};
}
