#include "frame.h"

#include "hw.h"
#include "loaded.h"
#include "object.h"
#include "table.h"
#include "text.h"
#include "thread.h"

uint64_t frame_newest(const struct thread *t)
{
    return t->unwinding.lsp ? t->unwinding.lsp : loaded_lsp(t);
}

static struct xs_reg *slot_of(struct xs_frame *f, unsigned sg)
{
    return (struct xs_reg *)((char *)f + XS_FRAME_SLOTS) + (sg - XS_SG_DATA_FIRST);
}

static uint64_t *saved_s(struct xs_frame *f)
{
    return (uint64_t *)((char *)f + XS_FRAME_SREGS);
}
static uint64_t *saved_f(struct xs_frame *f)
{
    return (uint64_t *)((char *)f + XS_FRAME_FREGS);
}

/* s0, s1, s2-s11 by their place in the frame. */
static unsigned number_of_s(unsigned i)
{
    return i < 2 ? 8 + i : 16 + i;
}

/* for r in W: R[r] := slot[r] */
static void restore_registers(struct context *c, struct xs_frame *f)
{
    for (unsigned sg = XS_SG_DATA_FIRST; sg <= XS_SG_DATA_LAST; sg++) {
        if (!(c->w >> sg & 1))
            continue;
        struct xs_reg *to = &c->reg[sg - XS_SG_DATA_FIRST];
        *to = *slot_of(f, sg);
        c->live &= ~(1ull << sg);
        c->live |= xs_reg_valid(to) << sg;
    }
}

/* Protected: what the caller saved comes back, every other register is cleared. */
static void restore_protected(struct context *c, struct xs_frame *f)
{
    for (unsigned n = 1; n < 32; n++)
        *context_x(c, n) = 0;
    for (unsigned i = 0; i < 12; i++)
        *context_x(c, number_of_s(i)) = saved_s(f)[i];
}

/* The FP file was the callee's own; what the frame holds comes back. */
static void restore_fp(struct context *c, struct xs_frame *f)
{
    memset(c->f, 0, sizeof c->f);
    for (unsigned i = 0; i < 12; i++)
        c->f[number_of_s(i)] = saved_f(f)[i];
    c->fcsr = xs_frame_fcsr(f);
    c->live |= 1;
}

/* What the caller has left: its deadline is so much later than the callee's. */
static uint64_t time_back(uint64_t left, uint64_t later)
{
    return left == XS_NO_DEADLINE || later >= XS_NO_DEADLINE - left ? XS_NO_DEADLINE : left + later;
}

static void restore_masks(struct context *c, const struct xs_frame *f)
{
    c->v = xs_frame_v(f);
    c->w = xs_frame_w(f);
    c->g = xs_frame_g(f);
}

/* The serial that a frame carries is that of the call it stands for: after a pop, that of the frame below. */
static void restore_serial(struct context *c)
{
    const struct xs_frame *f = hw_ptr(c->lsp);
    c->serial = (c->serial >> 32 << 32) | xs_frame_serial(f);
}

void frame_pop(struct context *c, uint64_t root)
{
    struct xs_frame *f = hw_ptr(c->lsp);
    uint64_t limit = c->s2limit;

    table_wipe(root, c->lw, limit);
    restore_registers(c, f);
    if (xs_frame_protect(f))
        restore_protected(c, f);
    if (xs_frame_fp_saved(f))
        restore_fp(c, f);
    restore_masks(c, f);
    c->pc = xs_frame_pc(f);
    *context_x(c, REG_SP) = xs_frame_sp(f);
    *context_x(c, REG_GP) = xs_frame_gp(f);
    *context_x(c, REG_TP) = xs_frame_tp(f);
    c->s1 = xs_frame_s1_selector(f) | xs_frame_s1_generation(f) << 32;
    c->s2limit = xs_frame_s2limit(f);
    c->fpe = xs_frame_fpe(f);
    c->dl = time_back(c->dl, xs_frame_deadline(f));
    c->lw = xs_frame_lw(f) < limit ? xs_frame_lw(f) : limit;
    c->lsp -= XS_FRAME_SIZE;
    restore_serial(c);
}

void frame_pop_interrupt(struct context *c)
{
    struct xs_frame *f = hw_ptr(c->lsp);
    const struct xs_state *s = hw_ptr(c->lsp - XS_FRAME_SIZE);

    restore_registers(c, f);
    restore_masks(c, f);
    for (unsigned n = 1; n < 32; n++)
        *context_x(c, n) = s->w[XS_STATE_X / 8 + n];
    c->pc = xs_frame_pc(f) & ~1ull;
    c->s1 = xs_frame_s1_selector(f) | xs_frame_s1_generation(f) << 32;
    c->fpe = xs_frame_fpe(f);
    c->s2 = xs_state_s2_selector(s) | xs_state_s2_generation(s) << 32;
    c->s2limit = xs_state_s2limit(s);
    c->lsp = xs_state_lsp(s);
    c->lslim = xs_state_lslim(s);
    c->lw = xs_state_lw(s);
    c->dl = xs_state_deadline(s);
    c->tid = xs_state_tid(s);
    c->serial = xs_state_serial(s);
}

bool frame_active(const struct thread *t, uint32_t serial)
{
    uint64_t newest = frame_newest(t);
    for (uint64_t pa = t->bottom; pa <= newest; pa += XS_FRAME_SIZE) {
        const struct xs_frame *f = hw_ptr(pa);
        if (xs_frame_serial(f) == serial)
            return true;
    }
    return false;
}
