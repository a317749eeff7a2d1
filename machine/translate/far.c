/* Far calls in translated code: places, and what a site knows. */
#include "translate/far.h"

#include <string.h>

#include "mmu/pmp.h"
#include "segment/call.h"
#include "segment/frame.h"
#include "segment/slb.h"

enum { SP = 2 };

void far_catch_up(struct hart *h)
{
    struct native *n = &h->native;
    uint64_t *count = h->counters.n;
    count[XS_CTR_FAR_CALLS] += n->calls;
    count[XS_CTR_FAR_RETURNS] += n->returns;
    count[XS_CTR_FRAME_WRITES] += XS_FRAME_HEADER * n->calls + XS_SAVED * n->saves;
    count[XS_CTR_FRAME_READS] += (XS_FRAME_HEADER + 1) * n->returns + XS_SAVED * n->restores;
    count[XS_CTR_SLB_HITS] += 3 * n->calls + 2 * n->returns;
    struct translator *t = h->engine_state;
    t->crossings += n->calls + n->returns;
    t->saves += n->saves;
    n->calls = n->returns = n->saves = n->restores = 0;
    views_forget(h);
}

uint64_t translator_crossings(const struct hart *h)
{
    return ((const struct translator *)h->engine_state)->crossings;
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
    far_drop(t);
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
    side->place = h->native.place = far_place(h);
    side->context = h->native.context;
    side->code_segment = far_code_segment(s);
    side->sp = h->x[SP];
    side->fpe = s->fpe;
    side->fp_lacks = s->fpe && h->csr.mstatus & MSTATUS_FS ? 0 : FP_ON;
}

/* Calls that never leave a site are asked about rarely. */
static bool hopeless(struct far_site *head)
{
    enum { PATIENCE = 16, RARELY = 64 };
    return ++head->failures > PATIENCE && head->failures % RARELY;
}

static struct far_site **hint_for(struct hart *h, uint64_t lsp)
{
    return &h->native.hint[lsp / 64 % FAR_HINTS];
}

void far_before(struct translator *t, struct hart *h, const struct insn *i, struct far_site *head)
{
    struct far_asked *asked = t->asked;
    *hint_for(h, h->segment.lsp + FAR_FRAME) = &t->far[0];
    if (hopeless(head))
        return;
    look_at_side(h, &asked->side);
    if (asked->side.place == NO_PLACE)
        return;
    asked->head = head;
    asked->generation = h->tlb.front.generation;
    asked->callee_place = NO_PLACE;
    asked->vsel = h->x[i->rs1];
    asked->mask = h->x[i->rs2];
}

void far_called(struct translator *t, struct hart *h)
{
    struct far_asked *asked = t->asked;
    const uint8_t *frame = bus_ram(h->bus, h->segment.lsp, sizeof asked->frame);
    if (!asked->head)
        return;
    if (!frame) {
        far_drop(t);
        return;
    }
    asked->callee_place = far_place(h);
    memcpy(asked->frame, frame, sizeof asked->frame);
}

void far_drop(struct translator *t)
{
    t->asked->head = NULL;
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
    uint64_t caller = site->caller.code_segment, callee = site->callee.code_segment, thread = far_thread_segment(s),
             owner = xs_sel_thread(&sel) ? thread : caller;
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

static bool can_do(const struct far_site *site, const struct xs_gate *gate)
{
    struct xs_frame f;
    memcpy(f.w, site->frame, sizeof site->frame);
    return site->vsel != XS_VSEL_CALLER && xs_frame_kind(&f) == XS_FRAME_CALL && !xs_frame_fp_saved(&f) &&
           !xs_gate_nonreentrant(gate);
}

/* Where call and return go on, and what a protected call does on its way. */
static void set_way(const struct translator *t, struct far_site *site, const struct xs_gate *gate)
{
    const struct xs_mask mask = {{site->mask}};
    struct xs_frame f;
    memcpy(f.w, site->frame, sizeof site->frame);
    site->code = xs_frame_protect(&f) ? t->protect : site->entry;
    site->back = xs_frame_protect(&f) ? t->restore : site->behind;
    site->low = xs_mask_grants(&mask) ? offsetof(struct hart, tlb.front.grant_low)
                                      : offsetof(struct hart, tlb.front.thread_low);
    for (unsigned n = 0; n < 8; n++) {
        site->arguments[n] = xs_mask_args(&mask) & xs_gate_args(gate) & 1u << n ? UINT64_MAX : 0;
        site->results[n] = xs_frame_results(&f) & 1u << n ? UINT64_MAX : 0;
    }
}

/* The frame, where call and return may reach it at any time. */
static bool find_frame(struct hart *h, struct far_site *site)
{
    uint64_t first = site->caller.state[STATE_LSP], size = FAR_FRAME + XS_FRAME_SREGS + XS_SAVED * 8;
    uint8_t *ram = bus_ram(h->bus, first, size);
    if (!ram || !pmp_allows(&h->csr, PRV_S, first, size, XS_LOAD) || !pmp_allows(&h->csr, PRV_S, first, size, XS_STORE))
        return false;
    site->host = ram + FAR_FRAME;
    site->hint = hint_for(h, site->callee.state[STATE_LSP]);
    memcpy(site->frame, site->host, sizeof site->frame);
    return true;
}

/* The stack's page, the one that ends at the limit or in which it lies; false: the stack's base is above its beginning. */
static bool find_page(const struct hart *h, struct far_site *site)
{
    uint64_t limit = site->callee.state[STATE_LIMIT], page = (limit - 8) & ~PAGE_MASK,
             above = site->caller.state[STATE_LIMIT] - page;
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
        bool stale = !site->host || site->era != t->era || site->changes != far_changes(h);
        bool same = site->caller.place == new->caller.place && site->caller.sp == new->caller.sp &&
                    site->vsel == new->vsel && site->mask == new->mask;
        if (stale || same || way == FAR_WAYS)
            return site;
        if (!site->next && !(site->next = far_new(t)))
            return site;
    }
}

/* Has nothing come between the call and its callee's first instruction? */
static bool is_at_entry(const struct hart *h, const struct far_site *site, const struct xs_gate *gate)
{
    return site->callee.state[STATE_LSP] == site->caller.state[STATE_LSP] + FAR_FRAME &&
           h->pc == ((uint64_t)XS_SG_CODE << XS_OFFSET_BITS | xs_gate_entry(gate)) &&
           site->callee.sp == ((uint64_t)XS_SG_THREAD << XS_OFFSET_BITS | site->callee.state[STATE_LIMIT]);
}

static void learn(struct translator *t, struct hart *h, const struct far_asked *asked, const void *code)
{
    struct far_site site = {.caller = asked->side,
                            .vsel = asked->vsel,
                            .mask = asked->mask,
                            .entry = code,
                            .behind = asked->head->behind,
                            .era = t->era,
                            .changes = far_changes(h)};
    struct xs_gate gate;
    look_at_side(h, &site.callee);
    if (site.callee.place == NO_PLACE || site.callee.place != asked->callee_place ||
        h->tlb.front.generation != asked->generation || !find_frame(h, &site) ||
        memcmp(site.frame, asked->frame, sizeof site.frame) != 0 || !look_up_entries(&h->segment, &site, &gate) ||
        !can_do(&site, &gate) || !is_at_entry(h, &site, &gate) || !find_page(h, &site))
        return;
    set_way(t, &site, &gate);
    site.fp_changes = site.caller.fpe != site.callee.fpe;
    struct far_site *way = way_for(t, h, asked->head, &site);
    site.next = way->next;
    *way = site;
    *site.hint = way;
    asked->head->failures = 0;
}

void far_learn(struct translator *t, struct hart *h, const void *code)
{
    if (t->asked->head)
        learn(t, h, t->asked, code);
    far_drop(t);
}
