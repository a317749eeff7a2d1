/* Before a far return in translated code whose side, or frame, is not sure. */
#include <string.h>

#include "segment/frame.h"
#include "translate/far.h"

enum { DATA_REGISTERS = 0x7ff8 };

/* Does the frame hold what the call wrote, but what the return reads anyway? */
static bool frame_holds(const struct far_site *site)
{
    return memcmp(site->host, site->frame, 2 * 8) == 0 && memcmp(site->host + 4 * 8, &site->frame[4], 6 * 8 + 4) == 0;
}

/* False: not all is there, nothing is changed. */
static bool read_slots(struct hart *h, struct xs_reg image[16])
{
    struct xs_hart *s = &h->segment;
    uint64_t *reads = &h->counters.n[XS_CTR_SPILL_READS], before = *reads;
    for (uint32_t left = s->w & DATA_REGISTERS; left; left &= left - 1) {
        unsigned n = (unsigned)__builtin_ctz(left);
        if (!xs_slot_read(s, n, &image[n])) {
            *reads = before;
            return false;
        }
    }
    return true;
}

/* What the callee wrote of the data registers comes back, and so do its masks as they were at the call. */
static bool undo(struct hart *h, const struct far_side *side)
{
    struct xs_hart *s = &h->segment;
    struct xs_reg image[16];
    if (!read_slots(h, image))
        return false;
    for (uint32_t left = s->w & DATA_REGISTERS; left; left &= left - 1) {
        unsigned n = (unsigned)__builtin_ctz(left);
        xs_put_image(s, n, &image[n]);
    }
    s->v = (uint32_t)side->state.word[STATE_VW];
    s->w = 0;
    s->g = (uint32_t)side->state.word[STATE_GF];
    views_drop(h);
    ((struct translator *)h->engine_state)->far->undone++;
    return true;
}

/* The hart's state is that of the side, but for masks: only they keep the return from its way. It will then take it: nothing else can
 * refuse it. */
static bool is_there(struct far_state now, const struct far_side *side)
{
    const uint64_t grants = UINT32_MAX;
    now.word[STATE_VW] = side->state.word[STATE_VW];
    now.word[STATE_GF] = (now.word[STATE_GF] & ~grants) | (side->state.word[STATE_GF] & grants);
    return memcmp(&now, &side->state, sizeof now) == 0;
}

static void find_out(struct translator *t, struct hart *h)
{
    struct far_side *side = t->far->place[h->segment.lsp / FAR_FRAME % FAR_PLACES];
    struct far_state now;
    far_check(t, h);
    if (!side || side->version != t->far->version || !far_state_of(h, &now) || !is_there(now, side))
        return;
    bool sure = side->front.site != t->far->site;
    struct far_site *site = sure ? side->front.site : side->last;
    bool same = memcmp(&now, &side->state, sizeof now) == 0;
    if (site->callee != side || (!sure && !frame_holds(site)) || (!same && !undo(h, side)))
        return;
    if (!sure)
        far_renew(h, site->caller);
    far_trust(t, site);
    far_enter(h, side);
}

__attribute__((no_caller_saved_registers, target("general-regs-only"))) void native_return(struct hart *h)
{
    far_settle(h);
    find_out(h->engine_state, h);
}
