#include "deliver.h"

#include <string.h>

#include "context.h"
#include "hart.h"
#include "host.h"
#include "hw.h"
#include "thread.h"

struct xs_binding *host_binding(unsigned source)
{
    return (struct xs_binding *)hw_ptr(host.bindings) + source;
}

struct xs_ithread *host_ithread(unsigned level)
{
    return (struct xs_ithread *)hw_ptr(host.threads) + level;
}

static unsigned level_now(void)
{
    struct xs_irun run = {{host.running}};
    return (unsigned)xs_irun_level(&run);
}

bool host_deliverable(unsigned source)
{
    struct xs_binding *b = host.bindings ? host_binding(source) : 0;
    return b && xs_binding_valid(b) && !xs_binding_masked(b) && xs_binding_level(b) > level_now();
}

static void write_state(struct xs_state *s, const struct context *x)
{
    const struct context *h = &host_hart;
    memset(s, 0, sizeof *s);
    s->w[0] = h->s2;
    xs_state_set_s2limit(s, h->s2limit);
    xs_state_set_lsp(s, h->lsp);
    xs_state_set_lslim(s, h->lslim);
    xs_state_set_lw(s, h->lw);
    xs_state_set_kind(s, XS_FRAME_STATE);
    xs_state_set_tid(s, h->tid);
    xs_state_set_serial(s, h->serial);
    xs_state_set_run(s, host.running);
    xs_state_set_left(s, host.left);
    memcpy(&s->w[XS_STATE_X / 8 + 1], x->x, sizeof x->x);
}

static void write_frame(struct xs_frame *f, const struct context *x)
{
    const struct context *h = &host_hart;
    memset(f, 0, sizeof *f);
    xs_frame_set_pc(f, x->pc);
    xs_frame_set_v(f, h->v);
    xs_frame_set_w(f, h->w);
    xs_frame_set_g(f, h->g);
    xs_frame_set_kind(f, XS_FRAME_INTERRUPT);
    xs_frame_set_protect(f, 1);
    xs_frame_set_fpe(f, h->fpe);
    f->w[8] = h->s1;
}

void host_interrupt(unsigned source)
{
    struct context *h = &host_hart, *x = &hart_self()->current->ctx;
    struct xs_binding *b = host_binding(source);
    struct xs_ithread *t = host_ithread((unsigned)xs_binding_level(b));
    uint64_t state = host.running ? h->lsp + XS_FRAME_SIZE : host.base;
    struct xs_irun run = {0};

    write_state(hw_ptr(state), x);
    write_frame(hw_ptr(state + XS_FRAME_SIZE), x);
    memset(x->x, 0, sizeof x->x);
    x->pc = HOST_CODE;
    *context_x(x, REG_SP) = (uint64_t)XS_SG_THREAD << XS_OFFSET_BITS | xs_ithread_top(t);
    h->lsp = state + XS_FRAME_SIZE;
    h->lslim = host.limit;
    h->v = h->w = h->g = h->fpe = 0;
    h->s1 = b->w[0] & ~(3ull << 24);
    h->s2 = t->w[0] & ~(1ull << 24);
    h->s2limit = xs_ithread_top(t);
    h->lw = xs_ithread_lw(t);
    h->tid = xs_ithread_tid(t);
    h->serial = (xs_ithread_last_serial(t) + 1) * 0x100000001ull;
    xs_irun_set_source(&run, source);
    xs_irun_set_level(&run, xs_binding_level(b));
    host.running = run.w[0];
    host.left = xs_binding_budget(b);
}

uint64_t host_handler_return(void)
{
    struct context *h = &host_hart, *x = &hart_self()->current->ctx;
    const struct xs_frame *f = hw_ptr(h->lsp);
    const struct xs_state *s = hw_ptr(h->lsp - XS_FRAME_SIZE);

    for (unsigned n = 3; n <= 14; n++)
        if (h->w >> n & 1)
            h->reg[n - 3] = ((const struct xs_reg *)((const char *)f + XS_FRAME_SLOTS))[n - 3];
    memcpy(x->x, &s->w[XS_STATE_X / 8 + 1], sizeof x->x);
    x->pc = xs_frame_pc(f);
    h->v = xs_frame_v(f);
    h->w = xs_frame_w(f);
    h->g = xs_frame_g(f);
    h->fpe = xs_frame_fpe(f);
    h->s1 = f->w[8];
    h->s2 = s->w[0];
    h->s2limit = xs_state_s2limit(s);
    h->lsp = xs_state_lsp(s);
    h->lslim = xs_state_lslim(s);
    h->lw = xs_state_lw(s);
    h->tid = xs_state_tid(s);
    h->serial = xs_state_serial(s);
    host.running = xs_state_run(s);
    host.left = xs_state_left(s);
    return x->pc;
}
