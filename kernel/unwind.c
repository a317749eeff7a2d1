#include "unwind.h"

#include "abi/errors.h"
#include "frame.h"
#include "hw.h"
#include "ipc.h"
#include "loaded.h"
#include "object.h"
#include "program.h"
#include "sched.h"
#include "text.h"
#include "thread.h"

#define NOWHERE 0ul /* segment register 0: nobody fetches from there */
enum { BELOW, FRAME };

static uint32_t serial_of(const struct thread *t)
{
    return (uint32_t)t->ctx.serial;
}

/* The frame by which a cleanup gate seems to have been called, and one below it with the dead call's serial. */
static void make_frames(struct thread *t, const struct xs_frame *dead)
{
    struct context *c = &t->ctx;
    struct xs_frame *f = &t->cleanup[FRAME];

    memset(t->cleanup, 0, sizeof t->cleanup);
    xs_frame_set_kind(&t->cleanup[BELOW], XS_FRAME_BOTTOM);
    xs_frame_set_serial(&t->cleanup[BELOW], serial_of(t));
    xs_frame_set_kind(f, XS_FRAME_CALL);
    xs_frame_set_pc(f, NOWHERE);
    xs_frame_set_v(f, c->v);
    xs_frame_set_w(f, c->w);
    xs_frame_set_g(f, c->g);
    xs_frame_set_s2limit(f, c->s2limit);
    xs_frame_set_protect(f, 1);
    xs_frame_set_fpe(f, c->fpe);
    xs_frame_set_s1_selector(f, c->s1 & 0xffffff);
    xs_frame_set_s1_generation(f, c->s1 >> 32);
    xs_frame_set_badge(f, xs_frame_badge(dead));
    xs_frame_set_gate(f, xs_frame_gate(dead));
    xs_frame_set_thread(f, t->tid);
    xs_frame_set_serial(f, serial_of(t));
    xs_frame_set_lw(f, c->lw);
}

static void enter_gate(struct thread *t, const struct xs_gate *gate, const struct xs_frame *dead)
{
    struct context *c = &t->ctx;

    memset(c->x, 0, sizeof c->x);
    *context_x(c, REG_SP) = (uint64_t)XS_SG_THREAD << XS_OFFSET_BITS | c->s2limit;
    *context_x(c, REG_A0) = (uint64_t) - (int64_t)t->unwinding.error;
    *context_x(c, REG_A0 + 1) = xs_frame_gate(dead);
    c->pc = (uint64_t)XS_SG_CODE << XS_OFFSET_BITS | xs_gate_entry(gate);
    c->v = c->w = c->g = 0;
    c->fpe = 0;
    c->dl = CLEANUP_TIME;
    c->lsp = hw_pa(&t->cleanup[FRAME]);
    c->lslim = c->lsp + XS_FRAME_SIZE;
}

/* The newest call's cleanup gate is run next, if there is one, and it was not yet. */
static bool begin_cleanup(struct thread *t)
{
    struct unwinding *u = &t->unwinding;
    const struct program *p = program_of(t->ctx.s1);
    const struct xs_frame *dead = hw_ptr(t->ctx.lsp);

    if (!p || !p->cleanup || !gst_live(t->ctx.s1) || u->cleaned == serial_of(t))
        return false;
    u->cleaned = serial_of(t);
    u->lsp = t->ctx.lsp;
    u->lslim = t->ctx.lslim;
    u->left = t->ctx.dl;
    make_frames(t, dead);
    enter_gate(t, &p->gates[p->cleanup - 1], dead);
    return true;
}

/* It has returned, or will not. */
static void end_cleanup(struct thread *t)
{
    struct unwinding *u = &t->unwinding;

    if (t->ctx.lsp == hw_pa(&t->cleanup[FRAME]))
        frame_pop(&t->ctx, t->root);
    t->ctx.lsp = u->lsp;
    t->ctx.lslim = u->lslim;
    t->ctx.dl = u->left;
    u->lsp = 0;
}

bool unwind_cleaned(const struct thread *t)
{
    return t->unwinding.lsp && loaded_lsp(t) == hw_pa(&t->cleanup[BELOW]);
}

/* Comes back to that caller? What it has left is known by now. */
static bool is_reached(struct thread *t, bool shielded)
{
    if (!gst_live(t->ctx.s1))
        t->unwinding.error = PE_KILLED; /* whatever happened above: for who is left, what it called is dead */
    if (t->unwinding.doomed || !shielded || !gst_live(t->ctx.s1) || !gst_live(t->ctx.s2))
        return false;
    if (t->ctx.dl > 0)
        return true;
    t->unwinding.error = PE_TIMEOUT; /* it was this caller's deadline, too */
    return false;
}

/* Pops until somebody runs: the caller, or a cleanup gate. false: nobody is left. */
static bool pop(struct thread *t)
{
    for (;;) {
        const struct xs_frame *f = hw_ptr(t->ctx.lsp);
        if (xs_frame_kind(f) == XS_FRAME_BOTTOM)
            return false;
        if (begin_cleanup(t))
            return true;
        bool shielded = xs_frame_protect(f);
        frame_pop(&t->ctx, t->root);
        if (is_reached(t, shielded))
            break;
    }
    t->unwinding.cleaned = 0;
    *context_x(&t->ctx, REG_T0) = (uint64_t) - (int64_t)t->unwinding.error;
    return true;
}

void unwind(struct thread *t, int error, uint64_t status)
{
    bool waits = t->state != THREAD_RUNNING && t->state != THREAD_READY;

    loaded_sync(t);
    if (waits)
        thread_cancel(t);
    ipc_abandon(t, error);
    if (t->unwinding.lsp) {
        end_cleanup(t);
    } else {
        t->unwinding.error = error;
        t->unwinding.status = t->unwinding.doomed ? t->unwinding.status : status;
    }
    if (!pop(t)) {
        thread_end(t, t->unwinding.status);
        return;
    }
    t->unwound = hart_self()->current == t;
    if (waits)
        sched_ready(t);
}

void unwind_all(struct thread *t, uint64_t status)
{
    if (t->unwinding.doomed) /* it is on its way */
        return;
    t->unwinding.doomed = true;
    t->unwinding.status = status;
    if (t->unwinding.lsp) /* the gate that runs comes to its end first */
        return;
    unwind(t, PE_KILLED, status);
}
