/* Before a far return in translated code: what the callee wrote of the data registers comes back from the frame. */
#include <string.h>

#include "segment/frame.h"
#include "translate/far.h"

enum { DATA_REGISTERS = 0x7ff8 };

/* Does the frame hold what the call wrote, but what the return reads anyway? */
static bool frame_holds(const struct far_site *site)
{
    return memcmp(site->host, site->frame, 2 * 8) == 0 && memcmp(site->host + 4 * 8, &site->frame[4], 6 * 8) == 0;
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

/* The callee's masks become what they were at the call, and so its place, if that alone keeps the return from its way. It will then take it:
 * nothing else can refuse it. */
static void undo(struct hart *h, const struct far_site *site)
{
    struct xs_hart *s = &h->segment;
    struct xs_reg image[16];
    const uint64_t *masks = &site->callee.state[STATE_MASKS];
    if (!site->host || far_place_with(h, masks) != site->callee.place || !frame_holds(site) || !read_slots(h, image))
        return;
    for (uint32_t left = s->w & DATA_REGISTERS; left; left &= left - 1) {
        unsigned n = (unsigned)__builtin_ctz(left);
        xs_put_image(s, n, &image[n]);
    }
    s->v = (uint32_t)masks[0];
    s->w = 0;
    s->g = (uint32_t)masks[1];
    ((struct translator *)h->engine_state)->undone++;
    h->native.place = far_place(h);
}

__attribute__((no_caller_saved_registers, target("general-regs-only"))) void native_return(struct hart *h)
{
    const struct far_site *site = h->native.hint[h->segment.lsp / 64 % FAR_HINTS];
    if (site->callee.state[STATE_LSP] != h->segment.lsp)
        return;
    native_place(h);
    if (h->native.place != site->callee.place && h->native.place != NO_PLACE)
        undo(h, site);
}
