#include "handler.h"

#include "abi/causes.h"
#include "abi/errors.h"
#include "binding.h"
#include "fault.h"
#include "frame.h"
#include "hart.h"
#include "hw.h"
#include "irq.h"
#include "object.h"
#include "panic.h"
#include "syscall.h"
#include "text.h"

enum { CAUSE_ECALL = 8 };
#define ASYNCHRONOUS (1ul << 63)
#define NOWHERE      0ul /* segment register 0: nobody fetches from there */

static struct handlers *own_handlers(void)
{
    return binding_of(hart_self()->id);
}

struct thread *handler_idle(void)
{
    struct handlers *h = own_handlers();
    return h ? &h->idle : 0;
}

void handler_hold(void)
{
    struct handlers *h = own_handlers();
    struct xs_frame *outermost = hw_ptr(h->base + XS_FRAME_SIZE);

    if (h->held)
        return;
    h->held = true;
    h->held_pc = xs_frame_pc(outermost);
    xs_frame_set_pc(outermost, NOWHERE);
}

/* The outermost handler has returned: the thread is itself again. */
static bool end_hold(struct handlers *h, struct thread *t)
{
    if (!h->held || hw_running())
        return false;
    h->held = false;
    t->ctx.pc = h->held_pc;
    return true;
}

void handler_ended(struct thread *t)
{
    struct handlers *h = own_handlers();
    if (h)
        end_hold(h, t);
}

static unsigned running_source(void)
{
    struct xs_irun run = {{hw_running()}};
    return (unsigned)xs_irun_source(&run);
}
static unsigned running_level(void)
{
    struct xs_irun run = {{hw_running()}};
    return (unsigned)xs_irun_level(&run);
}

/* The handler's state as a context, on which frames can be popped; and from there to the hart. */
static void take_state(const struct handlers *h, const struct thread *t, struct context *c)
{
    memset(c, 0, sizeof *c);
    hw_save(c);
    memcpy(c->x, t->ctx.x, sizeof c->x);
    c->pc = t->ctx.pc;
    c->s2 = hw_s2();
    c->lslim = h->limit;
    c->tid = xs_ithread_tid(&h->thread[running_level()]);
}
static void give_state(struct thread *t, const struct context *c)
{
    memcpy(t->ctx.x, c->x, sizeof c->x);
    t->ctx.pc = c->pc;
    hw_load(c);
}

static uint64_t newest_kind(const struct context *c)
{
    const struct xs_frame *f = hw_ptr(c->lsp);
    return xs_frame_kind(f);
}

/* 17.6 on the saved context. */
static void end_handler(struct handlers *h, struct context *c)
{
    const struct xs_state *s = hw_ptr(c->lsp - XS_FRAME_SIZE);
    struct xs_ithread *r = &h->thread[running_level()];
    unsigned source = running_source();

    xs_ithread_set_lw(r, c->lw);
    xs_ithread_set_last_serial(r, c->serial >> 32);
    xs_binding_set_left(&h->binding[source], hw_running_left());
    hw_complete(source);
    hw_set_running(xs_state_run(s), xs_state_left(s));
    frame_pop_interrupt(c);
}

/* What the handler called is undone, and the handler with it. */
static void pop_handler(struct handlers *h, struct thread *t)
{
    struct context c;
    take_state(h, t, &c);
    while (newest_kind(&c) == XS_FRAME_CALL)
        frame_pop(&c, h->root[running_level()]);
    end_handler(h, &c);
    give_state(t, &c);
}

/* Back to the newest caller within the handler that was protected and lives; false: there is none. */
static bool unwind_within(struct handlers *h, struct thread *t, int error)
{
    struct context c;
    take_state(h, t, &c);
    while (newest_kind(&c) == XS_FRAME_CALL) {
        bool shielded = xs_frame_protect((const struct xs_frame *)hw_ptr(c.lsp));
        frame_pop(&c, h->root[running_level()]);
        if (!shielded || !gst_live(c.s1))
            continue;
        *context_x(&c, REG_T0) = (uint64_t) - (int64_t)error;
        give_state(t, &c);
        return true;
    }
    return false;
}

/* A fault of the handler's own masks the source: its device would ask again at once. */
static void handle_fault(struct handlers *h, struct thread *t, uint64_t cause)
{
    unsigned source = running_source();

    if (cause == XS_CAUSE_FAR_CALL) {
        fault_handle(t, cause, hw_tval(), hw_info());
        return;
    }
    fault_tell_handler(source, cause, hw_tval(), hw_info(), t->ctx.pc);
    if (unwind_within(h, t, PE_CALLEE))
        return;
    binding_mask(hart_self()->id, source, true);
    pop_handler(h, t);
    irq_trouble(source, PE_CALLEE);
}

/* The hart has masked a source: its handler took too long, or could not be called. */
static void handle_masked(struct handlers *h, struct thread *t)
{
    unsigned source = (unsigned)hw_tval();
    bool budget = (hw_info() & 0xff) == XS_REASON_BUDGET;

    fault_tell_handler(source, XS_CAUSE_INTERRUPT, source, hw_info(), t->ctx.pc);
    if (running_source() == source)
        pop_handler(h, t);
    irq_trouble(source, budget ? PE_TIMEOUT : PE_REFUSED);
}

bool handler_trap(struct thread *t, uint64_t cause)
{
    struct handlers *h = own_handlers();

    if (!h)
        return false;
    bool running = hw_running() != 0, nowhere = end_hold(h, t) || t == &h->idle;
    if (cause & ASYNCHRONOUS)
        return false;
    if (cause == XS_CAUSE_INTERRUPT)
        handle_masked(h, t);
    else if (!running)
        return nowhere;
    else if (cause == CAUSE_ECALL)
        syscall_of_handler(t);
    else
        handle_fault(h, t, cause);
    end_hold(h, t);
    return true;
}
