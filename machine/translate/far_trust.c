/* Frames that surely are what their calls wrote: see far.h. */
#include <string.h>

#include "translate/far.h"

static void doubt(struct far *far, struct far_side *side)
{
    if (side->front.site != far->site)
        side->last = side->front.site;
    side->front.site = far->site;
    side->front.ready = NULL;
}

void far_trust(struct translator *t, struct far_site *site)
{
    struct far *far = t->far;
    struct far_side *side = site->callee, *other = *site->place;
    if (other && other != side)
        doubt(far, other);
    *site->place = side;
    side->front.site = site;
    side->front.ready = side->front.low_stack ? NULL : site;
    if (side->listed)
        return;
    side->listed = true;
    far->trusted[far->trusts++] = side;
}

void far_distrust(struct translator *t)
{
    struct far *far = t->far;
    while (far->trusts > 0) {
        struct far_side *side = far->trusted[--far->trusts];
        doubt(far, side);
        side->listed = false;
    }
}

/* Words 2, 3, 11 and the second half of 10 are written by each call. */
static void write_frame(const struct far_site *site)
{
    memcpy(site->host, site->frame, 2 * 8);
    memcpy(site->host + 4 * 8, &site->frame[4], 6 * 8 + 4);
}

__attribute__((no_caller_saved_registers, target("general-regs-only"))) void native_trust(struct hart *h)
{
    write_frame(h->native.asked);
    far_trust(h->engine_state, h->native.asked);
    h->native.asked = NULL;
}

/* --- pages that have frames ------------------------------------------------------------------------------------- */
static const void **page_of(struct far *far, const void *host)
{
    const void *page = (const void *)((uintptr_t)host & ~(uintptr_t)PAGE_MASK);
    unsigned n = (uintptr_t)page / PAGE_SIZE % FAR_PAGES;
    while (far->page[n] && far->page[n] != page)
        n = (n + 1) % FAR_PAGES;
    return &far->page[n];
}

bool far_has_frames(const struct hart *h, const void *host)
{
    struct far *far = ((struct translator *)h->engine_state)->far;
    return far->pages > 0 && *page_of(far, host);
}

/* What stores have found there already is forgotten. */
bool far_add_page(struct translator *t, struct hart *h, const void *host)
{
    struct far *far = t->far;
    const void **page = page_of(far, host);
    if (*page)
        return true;
    if (far->pages == FAR_PAGES / 2)
        return false;
    *page = (const void *)((uintptr_t)host & ~(uintptr_t)PAGE_MASK);
    far->pages++;
    struct front *front = &h->tlb.front;
    memset(front->entry[1], 0, sizeof front->entry[1]);
    front_forget_ranges(front);
    return true;
}
