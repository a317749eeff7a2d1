/* Far calls in translated code: what a site knows, and how it learns it. */
#include "translate/far.h"

#include <string.h>

#include "mmu/pmp.h"
#include "segment/call.h"
#include "segment/frame.h"
#include "segment/slb.h"

enum { SP = 2 };

/* --- sites ---------------------------------------------------------------------------------------------------- */
struct far_site *far_new(struct translator *t)
{
    if (t->far->sites == FAR_SITES)
        return NULL;
    struct far_site *site = &t->far->site[t->far->sites++];
    *site = (struct far_site){0};
    return site;
}

void far_forget_sites(struct translator *t, struct hart *h)
{
    struct far *far = t->far;
    far_distrust(t);
    front_leave_side(&h->tlb.front);
    while (far->lives > 0) {
        struct far_site *site = far->live[--far->lives];
        site->caller = site->callee = NULL;
    }
    if (far->pages > 0)
        memset(far->page, 0, sizeof far->page);
    far->sides = far->pages = 0;
    far->version++;
}

void far_forget(struct translator *t, struct hart *h)
{
    far_drop(t);
    far_forget_sites(t, h);
    t->far->sites = 1;
    t->far->site[0] = (struct far_site){0};
    h->tlb.front.own.site = t->far->site;
}

/* --- what is learnt ------------------------------------------------------------------------------------------- */
/* Calls that never leave a site are asked about rarely. */
static bool hopeless(struct far_site *head)
{
    enum { PATIENCE = 16, RARELY = 64 };
    return ++head->failures > PATIENCE && head->failures % RARELY;
}

void far_before(struct translator *t, struct hart *h, const struct insn *i, struct far_site *head)
{
    struct far_asked *asked = &t->far->asked;
    if (hopeless(head))
        return;
    native_place(h);
    if (h->tlb.front.side == &h->tlb.front.own)
        return;
    *asked = (struct far_asked){.head = head,
                                .caller = (struct far_side *)h->tlb.front.side,
                                .sp = h->x[SP],
                                .vsel = h->x[i->rs1],
                                .mask = h->x[i->rs2],
                                .version = t->far->version};
}

void far_called(struct translator *t, struct hart *h)
{
    struct far_asked *asked = &t->far->asked;
    const uint8_t *frame = bus_ram(h->bus, h->segment.lsp, sizeof asked->frame);
    if (!asked->head || !frame || !far_state_of(h, &asked->callee)) {
        far_drop(t);
        return;
    }
    memcpy(asked->frame, frame, sizeof asked->frame);
}

void far_drop(struct translator *t)
{
    t->far->asked.head = NULL;
}

/* A live segment's descriptor is in the look-aside buffer. */
static bool has_descriptor(struct xs_hart *s, uint64_t segment, unsigned kind)
{
    const struct xs_slb_entry *e = xs_slb_peek(s, xs_slb_key(XS_SLB_DESC, (uint32_t)segment, 0, 0));
    struct xs_desc desc = {0};
    if (!e)
        return false;
    memcpy(desc.w, e->data, 7 * sizeof *desc.w);
    return xs_desc_generation(&desc) == segment >> 32 && xs_desc_kind(&desc) == kind;
}

/* Call and return find all that they look for in the look-aside buffer. */
static bool finds_all(struct xs_hart *s, const struct far_site *site, const struct xs_frame *f, struct xs_gate *gate)
{
    const struct xs_sel sel = {{site->vsel}};
    uint64_t caller = site->caller->state.word[STATE_CODE], callee = site->callee->state.word[STATE_CODE],
             thread = far_thread_segment(s), owner = xs_sel_thread(&sel) ? thread : caller;
    const struct xs_slb_entry *e =
        xs_slb_peek(s, xs_slb_key(XS_SLB_GATE, (uint32_t)callee, (uint32_t)(callee >> 32), (uint32_t)xs_frame_gate(f)));
    if (e)
        memcpy(gate->w, e->data, sizeof gate->w);
    return e && has_descriptor(s, caller, XS_KIND_CODE) && has_descriptor(s, callee, XS_KIND_CODE) &&
           has_descriptor(s, thread, XS_KIND_THREAD) &&
           xs_slb_peek(s,
                       xs_slb_key(XS_SLB_VSTE, (uint32_t)owner, (uint32_t)(owner >> 32), (uint32_t)xs_sel_index(&sel)));
}

/* A call that saves FP registers makes FS Dirty. That it was Off is a part of the caller's side. */
static bool can_do(const struct far_site *site, const struct xs_frame *f, const struct xs_gate *gate)
{
    bool off = site->caller->state.word[STATE_GF] >> 33 & 1;
    return site->vsel != XS_VSEL_CALLER && xs_frame_kind(f) == XS_FRAME_CALL && !(xs_frame_fp_saved(f) && off) &&
           !xs_gate_nonreentrant(gate);
}

/* Where call and return go on, and what a protected call does on its way. */
static void set_way(const struct translator *t, struct far_site *site, const struct xs_frame *f,
                    const struct xs_gate *gate)
{
    const struct xs_mask mask = {{site->mask}};
    bool protect = xs_frame_protect(f), fp = site->caller->fp_lacks != site->callee->fp_lacks;
    site->protected_entry = protect ? t->protect : site->entry;
    site->protected_behind = protect ? t->restore : site->behind;
    site->code = xs_frame_fp_saved(f) ? t->save_fp : fp ? t->switch_call : site->protected_entry;
    site->back = xs_frame_fp_saved(f) ? t->restore_fp : fp ? t->switch_return : site->protected_behind;
    bool fpe = site->caller->state.word[STATE_GF] >> 32 & 1;
    site->fp_arguments = fpe ? (uint32_t)(xs_mask_fargs(&mask) & xs_gate_fargs(gate)) << XS_A0 : 0;
    site->fp_results = (uint32_t)xs_frame_fresults(f) << XS_A0;
    for (unsigned n = 0; n < 8; n++) {
        site->arguments[n] = xs_mask_args(&mask) & xs_gate_args(gate) & 1u << n ? UINT64_MAX : 0;
        site->results[n] = xs_frame_results(f) & 1u << n ? UINT64_MAX : 0;
    }
}

/* The frame, where call and return may reach it at any time. */
static bool find_frame(struct translator *t, struct hart *h, struct far_site *site)
{
    uint64_t at = site->callee->state.word[STATE_LSP], first = at - FAR_FRAME, size = FAR_FRAME + XS_FRAME_SLOTS;
    uint8_t *ram = bus_ram(h->bus, first, size);
    if (first != site->caller->state.word[STATE_LSP] || !ram || !pmp_allows(&h->csr, PRV_S, first, size, XS_LOAD) ||
        !pmp_allows(&h->csr, PRV_S, first, size, XS_STORE))
        return false;
    site->host = ram + FAR_FRAME;
    site->place = &t->far->place[at / FAR_FRAME % FAR_PLACES];
    memcpy(site->frame, site->host, sizeof site->frame);
    return true;
}

/* Nothing has come between the call and its callee's first instruction. */
static bool is_at_entry(const struct hart *h, const struct far_asked *asked, const struct xs_gate *gate)
{
    return h->pc == ((uint64_t)XS_SG_CODE << XS_OFFSET_BITS | xs_gate_entry(gate)) &&
           h->x[SP] == ((uint64_t)XS_SG_THREAD << XS_OFFSET_BITS | asked->callee.word[STATE_LIMIT]);
}

/* For what is to be learnt: the site of the same call, one that is of no use any more, or any. */
static struct far_site *way_for(struct translator *t, struct far_site *head, const struct far_site *new)
{
    struct far_site *site = head;
    for (unsigned way = 1;; way++, site = site->next) {
        bool same =
            site->caller == new->caller && site->sp == new->sp && site->vsel == new->vsel && site->mask == new->mask;
        if (!site->caller || same || way == FAR_WAYS)
            return site;
        if (!site->next && !(site->next = far_new(t)))
            return site;
    }
}

static void keep(struct translator *t, struct far_site *head, const struct far_site *new)
{
    struct far_site *way = way_for(t, head, new);
    if (!way->caller)
        t->far->live[t->far->lives++] = way;
    struct far_site *next = way->next;
    *way = *new;
    way->next = next;
    head->failures = 0;
}

static void learn(struct translator *t, struct hart *h, const struct far_asked *asked, const void *code)
{
    struct far_state now;
    if (!far_state_of(h, &now) || memcmp(&now, &asked->callee, sizeof now) != 0)
        return;
    native_place(h);
    struct far_site site = {.caller = asked->caller,
                            .callee = (struct far_side *)h->tlb.front.side,
                            .sp = asked->sp,
                            .callee_sp = h->x[SP],
                            .vsel = asked->vsel,
                            .mask = asked->mask,
                            .entry = code,
                            .behind = asked->head->behind};
    struct xs_gate gate;
    struct xs_frame f;
    memcpy(f.w, asked->frame, sizeof asked->frame);
    if (h->tlb.front.side == &h->tlb.front.own || t->far->version != asked->version || !find_frame(t, h, &site) ||
        memcmp(site.frame, asked->frame, sizeof site.frame) != 0 || !finds_all(&h->segment, &site, &f, &gate) ||
        !can_do(&site, &f, &gate) || !is_at_entry(h, asked, &gate))
        return;
    site.limit = now.word[STATE_LIMIT];
    set_way(t, &site, &f, &gate);
    keep(t, asked->head, &site);
}

void far_learn(struct translator *t, struct hart *h, const void *code)
{
    if (t->far->asked.head)
        learn(t, h, &t->far->asked, code);
    far_drop(t);
}
