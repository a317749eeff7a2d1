/* Sides: see far.h. */
#include <string.h>

#include "segment/frame.h"
#include "translate/far.h"

/* So many instructions may run before C looks again: serials do not wrap meanwhile. */
enum { MOST_CALLS = 1 << HITS_BITS };

static bool suitable(const struct hart *h)
{
    const struct xs_hart *s = &h->segment;
    return h->priv == PRV_U && xseg_on(h, PRV_U) && !h->observer && !s->irq_level && s->deadline == XS_NO_DEADLINE &&
           h->allowed_end == UINT64_MAX && s->last_serial < UINT32_MAX - MOST_CALLS;
}

bool far_state_of(const struct hart *h, struct far_state *state)
{
    const struct xs_hart *s = &h->segment;
    *state =
        (struct far_state){{s->lsp, s->lslim, far_code_segment(s), far_thread_segment(s), s->s2_base, s->s2_limit,
                            s->v | (uint64_t)s->w << 32,
                            s->g | (uint64_t)s->fpe << 32 | (uint64_t) !(h->csr.mstatus & MSTATUS_FS) << 33, s->tid}};
    return suitable(h);
}

static bool same(const struct far_state *a, const struct far_state *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* --- finding -------------------------------------------------------------------------------------------------- */
static struct far_side *find(struct far *far, const struct far_state *state)
{
    uint64_t hash = 0;
    for (unsigned n = 0; n < STATES; n++)
        hash = (hash ^ state->word[n]) * UINT64_C(0x9e3779b97f4a7c15) ^ hash >> 29;
    for (struct far_side *side = &far->side[hash >> 56];;
         side = side + 1 < far->side + FAR_SIDES ? side + 1 : far->side)
        if (side->version != far->version || same(&side->state, state))
            return side;
}
_Static_assert(FAR_SIDES == 1 << (64 - 56), "find begins everywhere");

/* A grant of a window of the stack is refused if that begins below the callee's limit. */
static uint64_t lowest_grant(const struct hart *h, uint64_t v)
{
    uint64_t low = UINT64_MAX;
    for (uint32_t left = (uint32_t)v & ~XS_MASK_T; left; left &= left - 1) {
        const struct xs_dreg *r = &h->segment.reg[__builtin_ctz(left)];
        if (r->valid && r->thread && r->base < low)
            low = r->base;
    }
    return low;
}

/* What is known of a side that is used anew goes, but it stays in its list. */
static void make(struct translator *t, struct hart *h, struct far_side *side, const struct far_state *state,
                 uint8_t *frame)
{
    front_side_forget(&side->front);
    side->state = *state;
    side->version = t->far->version;
    side->frame = frame;
    side->last = side->front.site = t->far->site;
    side->front.ready = NULL;
    side->front.limit = state->word[STATE_LIMIT];
    bool fpe = state->word[STATE_GF] >> 32 & 1, off = state->word[STATE_GF] >> 33 & 1;
    side->fp_lacks = fpe && !off ? 0 : FP_ON;
    side->grant_low = lowest_grant(h, h->segment.v);
    t->far->sides++;
}

struct far_side *far_side_of(struct translator *t, struct hart *h, const struct far_state *state)
{
    far_check(t, h);
    struct far_side *side = find(t->far, state);
    if (side->version == t->far->version)
        return side;
    if (t->far->sides == FAR_SIDES / 2) {
        far_forget_sites(t, h);
        side = find(t->far, state);
    }
    uint8_t *frame = bus_ram(h->bus, state->word[STATE_LSP], FAR_FRAME);
    if (!frame)
        return NULL;
    if (!far_add_page(t, h, frame) || !far_add_page(t, h, frame + FAR_FRAME - 1)) {
        far_forget_sites(t, h);
        return NULL;
    }
    make(t, h, side, state, frame);
    return side;
}

/* Before a return to `side` by a frame that others may have written: its mark may be above what is known there, and registers may
 * be others. */
void far_renew(struct hart *h, struct far_side *side)
{
    front_side_forget_ranges(&side->front);
    side->front.stamp[XS_SG_THREAD] = FRONT_STALE;
    side->grant_low = lowest_grant(h, side->state.word[STATE_VW]);
}

/* --- entering ------------------------------------------------------------------------------------------------- */
/* What is known of the views of now is known there. */
void far_enter(struct hart *h, struct far_side *side)
{
    struct front *front = &h->tlb.front;
    struct front_side *to = &side->front;
    if (front->side == to)
        return;
    const struct front_side *from = front->side;
    memcpy(to->range, from->range, sizeof to->range);
    memcpy(to->stamp, from->stamp, sizeof to->stamp);
    to->stack = from->stack;
    to->context = from->context;
    if (front->stack_low[to->stamp[XS_SG_THREAD] / FRONT_STEP] < to->limit)
        front_side_note_low_stack(to);
    side->grant_low = lowest_grant(h, h->segment.v);
    front->side = to;
    front_here(front);
    far_steady(h);
}

/* Execution is at the side of the hart's state, if there may be one. */
static void place(struct hart *h)
{
    struct far_state state;
    far_settle(h);
    if (h->tlb.front.side != &h->tlb.front.own || !far_state_of(h, &state))
        return;
    struct far_side *side = far_side_of(h->engine_state, h, &state);
    if (side)
        far_enter(h, side);
}

__attribute__((no_caller_saved_registers, target("general-regs-only"))) void native_place(struct hart *h)
{
    place(h);
}

/* --- leaving -------------------------------------------------------------------------------------------------- */
static void take_state(struct xs_hart *s, const struct far_side *side)
{
    const uint64_t *word = side->state.word;
    s->lsp = word[STATE_LSP];
    s->s1_selector = (uint32_t)word[STATE_CODE];
    s->s1_generation = word[STATE_CODE] >> 32;
    s->s2_limit = word[STATE_LIMIT];
    s->v = (uint32_t)word[STATE_VW];
    s->w = word[STATE_VW] >> 32;
    s->g = (uint32_t)word[STATE_GF];
    s->fpe = word[STATE_GF] >> 32 & 1;
    struct xs_frame newest;
    memcpy(newest.w, side->frame, XS_FRAME_HEADER * sizeof *newest.w);
    s->serial = (uint32_t)xs_frame_serial(&newest);
}

static void count_crossings(struct hart *h, uint64_t calls, uint64_t returns)
{
    struct native *n = &h->native;
    struct far *far = ((struct translator *)h->engine_state)->far;
    uint64_t *counter = h->counters.n;
    counter[XS_CTR_FAR_CALLS] += calls;
    counter[XS_CTR_FAR_RETURNS] += returns;
    counter[XS_CTR_FRAME_WRITES] += XS_FRAME_HEADER * calls + XS_SAVED * n->saves;
    counter[XS_CTR_FRAME_READS] += (XS_FRAME_HEADER + 1) * returns + XS_SAVED * n->restores;
    counter[XS_CTR_SLB_HITS] += 3 * calls + 2 * returns;
    far->crossings += calls + returns;
    far->saves += n->saves;
    n->saves = n->restores = 0;
}

/* Each call has a serial, and each takes LSP up by a frame, which its return takes down again. */
void far_catch_up(struct hart *h)
{
    const struct far_side *side = (const struct far_side *)h->tlb.front.side;
    uint64_t calls = h->segment.last_serial - h->native.serial;
    int64_t deeper = (int64_t)(side->state.word[STATE_LSP] - h->segment.lsp) / FAR_FRAME;
    count_crossings(h, calls, calls - (uint64_t)deeper);
    take_state(&h->segment, side);
    if (h->native.reserved_side != h->tlb.front.side || h->native.reserved_serial != h->segment.last_serial)
        h->reservation = RESERVATION_NONE;
    views_forget(h);
    far_steady(h);
}

uint64_t translator_crossings(const struct hart *h)
{
    return ((const struct translator *)h->engine_state)->far->crossings;
}
