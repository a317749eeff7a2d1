/* Far calls in translated code: places, and what a site knows. */
#include "translate/far.h"

#include <string.h>

#include "mmu/pmp.h"
#include "segment/call.h"
#include "segment/frame.h"
#include "segment/slb.h"

enum { SP = 2, NOT_SUITABLE = 1 };
enum { LIMIT = 0, LSP = 3 }; /* of far_side.state */

void far_catch_up(struct hart *h)
{
    struct native *n = &h->native;
    uint64_t *count = h->counters.n;
    count[XS_CTR_FAR_CALLS] += n->calls;
    count[XS_CTR_FAR_RETURNS] += n->returns;
    count[XS_CTR_FRAME_WRITES] += XS_FRAME_HEADER * n->calls;
    count[XS_CTR_FRAME_READS] += (XS_FRAME_HEADER + 1) * n->returns;
    count[XS_CTR_SLB_HITS] += 3 * n->calls + 2 * n->returns;
    ((struct translator *)h->engine_state)->crossings += n->calls + n->returns;
    n->calls = n->returns = 0;
    views_forget(h);
}

/* --- places --------------------------------------------------------------------------------------------------- */
static uint64_t code_segment(const struct xs_hart *s)
{
    return s->s1_selector | (uint64_t)s->s1_generation << 32;
}

/* Both only grow. */
static uint64_t changes(const struct hart *h)
{
    return h->segment.slb_changes + h->tlb.front.generation;
}

static bool suitable(const struct hart *h)
{
    const struct xs_hart *s = &h->segment;
    return h->priv == PRV_U && xseg_on(h, PRV_U) && !h->observer && !s->irq_level && s->deadline == XS_NO_DEADLINE &&
           h->allowed_end == UINT64_MAX && s->s2_base % PAGE_SIZE == 0;
}

static uint64_t number_of(struct translator *t, const struct place *now)
{
    uint64_t hash = 0;
    for (unsigned n = 0; n < sizeof now->word / sizeof *now->word; n++)
        hash = (hash ^ now->word[n]) * UINT64_C(0x9e3779b97f4a7c15) ^ hash >> 29;
    struct place *known = &t->place[hash >> 54];
    if (memcmp(known->word, now->word, sizeof now->word) != 0 || !known->number) {
        *known = *now;
        known->number = ++t->places + NOT_SUITABLE;
    }
    return known->number;
}
_Static_assert(PLACES == 1 << (64 - 54), "number_of yields every place");

static uint64_t find_place(struct hart *h)
{
    struct translator *t = h->engine_state;
    const struct xs_hart *s = &h->segment;
    if (!suitable(h))
        return NOT_SUITABLE;
    const struct place now = {{s->lsp, s->lslim, code_segment(s), s->s2_selector | (uint64_t)s->s2_generation << 32,
                               s->s2_base, s->s2_limit, s->v | (uint64_t)s->w << 32,
                               s->g | (uint64_t)s->fpe << 32 | (uint64_t) !(h->csr.mstatus & MSTATUS_FS) << 33, s->tid,
                               t->era, changes(h)},
                              0};
    return number_of(t, &now);
}

__attribute__((no_caller_saved_registers, target("general-regs-only"))) void native_place(struct hart *h)
{
    h->native.place = find_place(h);
}

/* --- sites ---------------------------------------------------------------------------------------------------- */
/* Of no place. */
static const struct far_site unused = {.caller.place = UINT64_MAX, .callee.place = UINT64_MAX};

struct far_site *far_new(struct translator *t)
{
    if (t->fars == FAR_SITES)
        return NULL;
    struct far_site *site = &t->far[t->fars++];
    *site = unused;
    return site;
}

void far_forget(struct translator *t, struct hart *h)
{
    t->fars = 1; /* the first one never matches */
    t->far[0] = unused;
    for (unsigned n = 0; n < FAR_HINTS; n++)
        h->native.hint[n] = &t->far[0];
}

static void look_at_side(struct hart *h, struct far_side *side)
{
    const struct xs_hart *s = &h->segment;
    memcpy(side->state, &s->s2_limit, sizeof side->state);
    front_stamp(h, XS_SG_CODE);
    side->stack_stamp = front_stamp(h, XS_SG_THREAD);
    side->code_stamp = front_stamp(h, XS_SG_CODE); /* again: stamps may have begun anew with the other */
    side->place = h->native.place = find_place(h);
    side->context = h->native.context;
    side->code_segment = code_segment(s);
    side->sp = h->x[SP];
    side->fpe = s->fpe;
    side->fp_lacks = s->fpe && h->csr.mstatus & MSTATUS_FS ? 0 : FP_ON;
}

void far_before(struct hart *h, const struct insn *i, struct far_before *before)
{
    look_at_side(h, &before->side);
    before->generation = h->tlb.front.generation;
    before->vsel = h->x[i->rs1];
    before->mask = h->x[i->rs2];
}

/* A live segment's descriptor in the look-aside buffer. */
static uint64_t *descriptor(struct xs_hart *s, uint64_t segment, unsigned kind)
{
    struct xs_slb_entry *e = xs_slb_peek(s, xs_slb_key(XS_SLB_DESC, (uint32_t)segment, 0, 0));
    struct xs_desc desc = {0};
    if (!e)
        return NULL;
    memcpy(desc.w, e->data, 7 * sizeof *desc.w);
    return xs_desc_generation(&desc) == segment >> 32 && xs_desc_kind(&desc) == kind ? &e->data[7] : NULL;
}

static uint64_t *used(struct xs_slb_entry *e)
{
    return e ? &e->data[7] : NULL;
}

/* What call and return find in the look-aside buffer, in their order. False: not all of it is there. */
static bool look_up_entries(struct xs_hart *s, struct far_site *site, struct xs_gate *gate)
{
    struct xs_frame f;
    memcpy(f.w, site->frame, sizeof site->frame);
    struct xs_sel sel = {{site->vsel}};
    uint64_t caller = site->caller.code_segment, callee = site->callee.code_segment,
             thread = s->s2_selector | (uint64_t)s->s2_generation << 32, owner = xs_sel_thread(&sel) ? thread : caller;
    struct xs_slb_entry *e = xs_slb_peek(s, xs_slb_key(XS_SLB_GATE, (uint32_t)callee, (uint32_t)(callee >> 32),
                                                       (uint32_t)xs_frame_gate(&f)));
    if (e)
        memcpy(gate->w, e->data, sizeof gate->w);
    site->used[0] = used(xs_slb_peek(s, xs_slb_key(XS_SLB_VSTE, (uint32_t)owner, (uint32_t)(owner >> 32),
                                                   (uint32_t)xs_sel_index(&sel))));
    site->used[1] = descriptor(s, callee, XS_KIND_CODE);
    site->used[2] = used(e);
    site->used_by[0] = descriptor(s, caller, XS_KIND_CODE);
    site->used_by[1] = descriptor(s, thread, XS_KIND_THREAD);
    return site->used[0] && site->used[1] && site->used[2] && site->used_by[0] && site->used_by[1];
}

static bool is_plain(const struct far_site *site, const struct xs_gate *gate)
{
    const struct xs_mask mask = {{site->mask}};
    struct xs_frame f;
    memcpy(f.w, site->frame, sizeof site->frame);
    return site->vsel != XS_VSEL_CALLER && !xs_mask_grants(&mask) && xs_frame_kind(&f) == XS_FRAME_CALL &&
           !xs_frame_protect(&f) && !xs_frame_fp_saved(&f) && !xs_gate_nonreentrant(gate);
}

/* The frame, where call and return may reach it at any time. */
static bool find_frame(struct hart *h, struct far_site *site)
{
    uint64_t first = site->caller.state[LSP], size = FAR_FRAME + XS_FRAME_HEADER * 8;
    uint8_t *ram = bus_ram(h->bus, first, size);
    if (!ram || !pmp_allows(&h->csr, PRV_S, first, size, XS_LOAD) || !pmp_allows(&h->csr, PRV_S, first, size, XS_STORE))
        return false;
    site->host = ram + FAR_FRAME;
    site->hint = &h->native.hint[site->callee.state[LSP] / 64 % FAR_HINTS];
    memcpy(site->frame, site->host, sizeof site->frame);
    return true;
}

/* The stack's page, the one that ends at the limit or in which it lies; false: the stack's base is above its beginning. */
static bool find_page(const struct hart *h, struct far_site *site)
{
    uint64_t limit = site->callee.state[LIMIT], page = (limit - 8) & ~PAGE_MASK,
             above = site->caller.state[LIMIT] - page;
    site->page = (uint64_t)XS_SG_THREAD << XS_OFFSET_BITS | page;
    site->callee.span = limit - page - 7;
    site->caller.span = (above < PAGE_SIZE ? above : PAGE_SIZE) - 7;
    site->caller.end = site->page + site->caller.span;
    return limit >= 8 && page >= h->segment.s2_base;
}

/* The place for what is to be learnt: the site of the same call, one that is of no use any more, or any. */
static struct far_site *way_for(struct translator *t, const struct hart *h, struct far_site *head,
                                const struct far_site *new)
{
    struct far_site *site = head;
    for (unsigned way = 1;; way++, site = site->next) {
        bool stale = !site->host || site->era != t->era || site->changes != changes(h);
        bool same = site->caller.place == new->caller.place && site->caller.sp == new->caller.sp &&
                    site->vsel == new->vsel && site->mask == new->mask;
        if (stale || same || way == FAR_WAYS)
            return site;
        if (!site->next && !(site->next = far_new(t)))
            return site;
    }
}

void far_learn(struct translator *t, struct hart *h, struct far_site *head, const struct far_before *before,
               const void *code)
{
    struct far_site site = {.caller = before->side,
                            .vsel = before->vsel,
                            .mask = before->mask,
                            .code = code,
                            .back = head->back,
                            .era = t->era,
                            .changes = changes(h)};
    struct xs_gate gate;
    look_at_side(h, &site.callee);
    if (site.caller.place == NOT_SUITABLE || site.callee.place == NOT_SUITABLE ||
        h->tlb.front.generation != before->generation || !find_frame(h, &site) ||
        !look_up_entries(&h->segment, &site, &gate) || !is_plain(&site, &gate) || !find_page(h, &site))
        return;
    site.fp_changes = site.caller.fpe != site.callee.fpe;
    struct far_site *way = way_for(t, h, head, &site);
    site.next = way->next;
    *way = site;
    *site.hint = way;
}
