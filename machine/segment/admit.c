/* The checks of a far call. Nothing is changed here. */
#include "segment/call.h"
#include "segment/frame.h"
#include "segment/internal.h"
#include "segment/table.h"

#define FIELD(name) ((((uint64_t)1 << XS_MASK_##name##_BITS) - 1) << XS_MASK_##name##_SHIFT)
static const uint64_t MASK_FIELDS = FIELD(ARGS) | FIELD(RESULTS) | FIELD(PROTECT) | FIELD(GRANTS) | FIELD(T) |
                                    FIELD(FARGS) | FIELD(FRESULTS) | FIELD(WITHIN) | FIELD(WITHIN_SCALE) |
                                    FIELD(GRACE) | FIELD(GRACE_SCALE);

/* The callee by a VST entry. */
static uint32_t by_entry(struct xs_hart *h, struct xs_callee *c, uint64_t vsel)
{
    struct xs_vste entry;
    uint32_t reason = xs_entry(h, vsel, &entry);
    if (reason)
        return reason;
    c->selector = (uint32_t)xs_vste_selector(&entry);
    c->generation = (uint32_t)xs_vste_generation(&entry);
    c->badge = xs_vste_badge(&entry);
    return xs_vste_gate_mask(&entry) >> c->number & 1 ? XS_REASON_NONE : XS_REASON_GATE_MASK;
}

/* The callee by CALLER: the code segment that the newest frame returns to. */
static uint32_t by_frame(struct xs_hart *h, struct xs_callee *c)
{
    struct xs_frame f;
    if (!xs_frame_read(h, h->lsp, 7, 2, &f.w[7]))
        return XS_REASON_WALK;
    if (xs_frame_kind(&f) != XS_FRAME_CALL)
        return XS_REASON_CALLER;
    c->callback = true;
    c->selector = (uint32_t)xs_frame_s1_selector(&f);
    c->generation = (uint32_t)xs_frame_s1_generation(&f);
    c->badge = 0;
    return XS_REASON_NONE;
}

static uint32_t check_gate(struct xs_hart *h, struct xs_callee *c)
{
    struct xs_desc desc;
    uint32_t reason = xs_live(h, c->selector, c->generation, &desc);
    if (reason)
        return reason;
    if (xs_desc_kind(&desc) != XS_KIND_CODE)
        return XS_REASON_KIND;
    reason = xs_gate_of(h, c->selector, &desc, c->number, &c->gate);
    if (reason)
        return reason;
    unsigned kind = (unsigned)xs_gate_kind(&c->gate);
    if (kind != XS_GATE_CALLBACK && (kind != XS_GATE_CALL || c->callback))
        return XS_REASON_GATE;
    if (h->irq_level && xs_gate_fp(&c->gate)) /* its return would clear what the interrupted code has in the FP file */
        return XS_REASON_FP_IN_HANDLER;
    uint64_t entry = xs_gate_entry(&c->gate);
    return entry % 2 || entry >= xs_code_limit(&desc) ? XS_REASON_TABLE : XS_REASON_NONE;
}

static uint32_t check_stack(const struct xs_hart *h, struct xs_callee *c, uint64_t sp)
{
    uint64_t offset = xs_offset(sp);
    if (xs_nibble(sp) != XS_SG_THREAD || offset % 16 || !h->s2_selector || offset > h->s2_limit || offset < h->s2_base)
        return XS_REASON_STACK_POINTER;
    c->limit = offset & ~(uint64_t)(XS_WIPE_GRANULE - 1);
    return c->limit >= h->s2_base && c->limit - h->s2_base >= xs_gate_stack(&c->gate) ? XS_REASON_NONE
                                                                                      : XS_REASON_STACK;
}

/* Room for this call's frame and for those that the gate declares. */
static uint32_t check_frames(const struct xs_hart *h, const struct xs_callee *c)
{
    uint64_t need = (2 + xs_gate_frames(&c->gate)) * XS_FRAME_SIZE; /* the newest one, this call's, and the gate's */
    return h->lslim >= h->lsp && h->lslim - h->lsp >= need ? XS_REASON_NONE : XS_REASON_FRAMES;
}

static uint32_t check_grants(const struct xs_hart *h, const struct xs_callee *c)
{
    if (c->grants & ~h->v)
        return XS_REASON_GRANT;
    XS_EACH(n, left, c->grants)
    if (h->reg[n].valid && h->reg[n].thread && h->reg[n].base < c->limit)
        return XS_REASON_GRANT_STACK;
    return XS_REASON_NONE;
}

/* A non-reentrant gate: no activation of it on this linkage stack. The callee of a frame is the code that was running
 * when the next one was written. */
static uint32_t check_activations(struct xs_hart *h, const struct xs_callee *c)
{
    uint64_t running = c->selector | (uint64_t)c->generation << 32,
             active = h->s1_selector | (uint64_t)h->s1_generation << 32;
    uint64_t pa = h->lsp;
    for (unsigned depth = 0; depth < XS_MAX_DEPTH; depth++) {
        struct xs_frame f;
        if (!xs_frame_read(h, pa, 7, 2, &f.w[7]))
            return XS_REASON_WALK;
        if (xs_frame_kind(&f) == XS_FRAME_BOTTOM || xs_frame_kind(&f) == XS_FRAME_INTERRUPT)
            return XS_REASON_NONE;
        if (active == running && xs_frame_gate(&f) == c->number)
            return XS_REASON_REENTERED;
        active = xs_frame_s1_selector(&f) | xs_frame_s1_generation(&f) << 32;
        if (pa < XS_FRAME_SIZE)
            return XS_REASON_WALK;
        pa -= XS_FRAME_SIZE;
    }
    return XS_REASON_FRAMES;
}

uint32_t xs_admit(struct xs_hart *h, struct xs_callee *c, uint64_t vsel, uint64_t sp)
{
    if (c->mask.w[0] & ~MASK_FIELDS)
        return XS_REASON_OPERAND;
    uint32_t reason = vsel == XS_VSEL_CALLER ? by_frame(h, c) : by_entry(h, c, vsel);
    if (!reason)
        reason = check_gate(h, c);
    if (!reason)
        reason = check_stack(h, c, sp);
    if (!reason)
        reason = check_frames(h, c);
    if (!reason)
        reason = xs_admit_time(h, c);
    if (!reason)
        reason = check_grants(h, c);
    if (!reason && xs_gate_nonreentrant(&c->gate))
        reason = check_activations(h, c);
    return reason;
}
