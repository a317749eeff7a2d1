/* Places: see far.h. */
#include <string.h>

#include "translate/far.h"

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
        known->number = ++t->places + NO_PLACE;
    }
    return known->number;
}
_Static_assert(PLACES == 1 << (64 - 54), "number_of yields every place");

/* A grant of a window of the stack is refused if that begins below the callee's limit. */
static void find_lowest_grant(struct hart *h)
{
    struct front *front = &h->tlb.front;
    front->grant_low = front->thread_low;
    for (uint32_t left = h->segment.v & ~XS_MASK_T; left; left &= left - 1) {
        const struct xs_dreg *r = &h->segment.reg[__builtin_ctz(left)];
        if (r->valid && r->thread && r->base < front->grant_low)
            front->grant_low = r->base;
    }
}

uint64_t far_place_with(struct hart *h, const uint64_t masks[2])
{
    const struct xs_hart *s = &h->segment;
    if (!suitable(h))
        return NO_PLACE;
    find_lowest_grant(h);
    const struct translator *t = h->engine_state;
    const uint64_t fp = (uint64_t)s->fpe << 32 | (uint64_t) !(h->csr.mstatus & MSTATUS_FS) << 33;
    const struct place now = {{s->lsp, s->lslim, far_code_segment(s), far_thread_segment(s), s->s2_base, s->s2_limit,
                               masks[0], (uint32_t)masks[1] | fp, s->tid, t->era, far_changes(h)},
                              0};
    return number_of(h->engine_state, &now);
}

uint64_t far_place(struct hart *h)
{
    return far_place_with(h, (const uint64_t[]){h->segment.v | (uint64_t)h->segment.w << 32, h->segment.g});
}

__attribute__((no_caller_saved_registers, target("general-regs-only"))) void native_place(struct hart *h)
{
    h->native.place = far_place(h);
}
