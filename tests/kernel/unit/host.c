#include "host.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/causes.h"
#include "abi/platform.h"
#include "context.h"
#include "deliver.h"
#include "hart.h"
#include "hw.h"
#include "ipc.h"
#include "irq.h"
#include "lock.h"
#include "object.h"
#include "page.h"
#include "program.h"
#include "sched.h"
#include "table.h"
#include "thread.h"
#include "trap.h"

uint8_t *host_ram;
unsigned host_at;
struct context host_hart_of[HOST_HARTS];
static struct host_state state_of[HOST_HARTS];
void (*host_while_waiting)(void);
bool host_handler_faults;
struct host_state host;
char host_output[1 << 16];
jmp_buf host_off;
bool host_off_set;
static size_t written;
static jmp_buf idle, answered;
static bool idle_set, answering;

/* Sanitised builds: the kernel's memory is one array, whose leaks the tests count themselves, page by page. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

struct hart *hart_self(void)
{
    return &harts[host_at];
}

uint64_t hw_s1(void)
{
    return host_hart.s1;
}
uint64_t hw_s2(void)
{
    return host_hart.s2;
}
uint64_t hw_v(void)
{
    return host_hart.v;
}
uint64_t hw_deadline(void)
{
    return host_hart.dl;
}

void hw_set_deadline(uint64_t left)
{
    host_hart.dl = left;
}

uint64_t hw_lsp(void)
{
    return host_hart.lsp;
}
void hw_register(unsigned n, struct xs_reg *image)
{
    *image = host_hart.reg[n - 3];
}

void hw_idle(void)
{
    host.pending = 0;
    if (host.asked) {
        host.asked = false;
        return;
    }
    if (!kernel_shared && host.timer != UINT64_MAX) {
        host.time = host.timer > host.time ? host.timer : host.time;
        host.pending = 1 << 5;
        return;
    }
    if (!idle_set)
        abort();
    longjmp(idle, 1);
}

/* A hart that was asked traps, and answers within its wait for the lock, where it stays until the one that asked has left the
 * kernel (finish_waiting). A handler goes on to its end first. */
static void be_asked(void)
{
    host.cause = 1ull << 63 | 1;
    answering = true;
    if (setjmp(answered))
        return;
    trap_user();
    assert(host.running); /* it was lent the lock */
    while (host.running) {
        const struct xs_frame *f = hw_ptr(host_hart.lsp);
        host.cause = XS_CAUSE_SEGMENT_ACCESS;
        host.info = XS_REASON_REGISTER;
        if (host_handler_faults || rand() % 2)
            trap_user(); /* it faults, and is popped */
        else if (xs_frame_kind(f) == XS_FRAME_INTERRUPT)
            host_handler_return();
        else
            host_hart.lsp -= XS_FRAME_SIZE; /* what it called returns first */
    }
    host.cause = XS_CAUSE_SEGMENT_ACCESS;
    trap_user();
}

static void answer(unsigned n)
{
    unsigned self = host_at;
    host_turn(n);
    be_asked();
    answering = false;
    host_turn(self);
}

void hw_watch(const uint32_t *word, uint32_t value)
{
    if (word == &kernel_lock) {
        if (answering)
            longjmp(answered, 1);
        if (!host_while_waiting)
            abort(); /* a hart left the kernel and kept the lock */
        host_while_waiting();
        return;
    }
    for (unsigned n = 0; n < HOST_HARTS; n++)
        if (word == &harts[n].asked) {
            if (*word == value)
                answer(n);
            return;
        }
    if (*word == value) /* the summary of a segment of flags: it idles */
        hw_idle();
}

void host_turn(unsigned hart)
{
    struct host_state now = host;
    state_of[host_at] = host;
    host_at = hart;
    host = state_of[hart];
    host.time = now.time;
    host.instret = now.instret;
    host.drops = now.drops;
    host.ipis = now.ipis;
    host.code = now.code;
}

void hw_save(struct context *c)
{
    memcpy(&c->v, &host_hart.v, offsetof(struct context, s2) - offsetof(struct context, v));
    memcpy(&c->live, &host_hart.live, sizeof *c - offsetof(struct context, live));
}

void hw_load(const struct context *c)
{
    memcpy(&host_hart.v, &c->v, sizeof *c - offsetof(struct context, v));
}

/* Page table root, lowest offset, limit and permissions of what register n reaches; limit 0: nothing. */
struct reach {
    uint64_t root, base, limit;
    unsigned perms;
};
static struct reach reach_of(unsigned n)
{
    uint32_t s;
    if (n == XS_SG_CODE) {
        s = host_hart.s1 & 0xffffff;
        return (struct reach){xs_desc_root(&gst[s]) << 12, 0, xs_desc_limit(&gst[s]), 3};
    }
    if (n == XS_SG_THREAD) {
        s = host_hart.s2 & 0xffffff;
        return (struct reach){xs_desc_root(&gst[s]) << 12, 0, host_hart.s2limit, 3};
    }
    if (n < 3 || n > 14 || !(host_hart.v >> n & 1) || !xs_reg_valid(&host_hart.reg[n - 3]))
        return (struct reach){0};
    const struct xs_reg *r = &host_hart.reg[n - 3];
    s = (uint32_t)xs_reg_selector(r);
    if (!gst_live(s | xs_reg_generation(r) << 32))
        return (struct reach){0};
    return (struct reach){xs_desc_root(&gst[s]) << 12, xs_reg_base(r), xs_reg_limit(r),
                          (unsigned)(xs_reg_r(r) | xs_reg_w(r) << 1)};
}

bool hw_check(uint64_t ptr, uint64_t len, unsigned perm)
{
    struct reach r = reach_of((unsigned)(ptr >> 60));
    uint64_t offset = ptr & ((1ull << 60) - 1);
    return offset >= r.base && offset <= r.limit && len <= r.limit - offset && (r.perms & perm) == perm;
}

static int move(uint8_t *kernel, uint64_t user, uint64_t len, bool in)
{
    struct reach r = reach_of((unsigned)(user >> 60));
    for (uint64_t i = 0; i < len; i++) {
        unsigned prot;
        uint64_t pa = table_find(r.root, (user + i) & ((1ull << 60) - 1), &prot);
        if (!pa || (!in && !(prot & 2)))
            return 1;
        uint8_t *p = hw_ptr(pa);
        *(in ? kernel + i : p) = *(in ? p : kernel + i);
    }
    return 0;
}
int hw_copy_in(void *to, uint64_t from, uint64_t len)
{
    return move(to, from, len, true);
}
int hw_copy_out(uint64_t to, const void *from, uint64_t len)
{
    return move((uint8_t *)(uintptr_t)from, to, len, false);
}

void hw_putc(char c)
{
    if (written + 1 < sizeof host_output)
        host_output[written++] = c;
}

_Noreturn void hw_power_off(unsigned code)
{
    host.code = code;
    if (host_off_set)
        longjmp(host_off, 1);
    fprintf(stderr, "%s\n", host_output);
    abort();
}

static uint32_t plic_claim;
uint32_t hw_read32(uint64_t pa)
{
    uint32_t claimed = pa == 0x0c201004 ? plic_claim : 0;
    if (claimed)
        plic_claim = 0;
    return claimed;
}
void hw_write32(uint64_t pa, uint32_t v)
{
    if (pa == 0xffff0000) /* the tests' own way to raise a source */
        plic_claim = v;
}

/* As machine/devices/dma_control.c takes it: the mode is good only with a table. */
void hw_write64(uint64_t pa, uint64_t v)
{
    static uint64_t table;
    unsigned device = (unsigned)(pa - PLAT_DMACTL0_BASE) / PLAT_DMACTL0_SIZE;
    switch (pa % PLAT_DMACTL0_SIZE) {
    case XS_DMACTL_GST: table = v; break;
    case XS_DMACTL_MODE: host.segmented |= (unsigned)(v == 1 && table == hw_pa(gst)) << device; break;
    case XS_DMACTL_CLEAR:
        host.cleared |= 1u << device;
        host.free_at_clear = page_left();
        break;
    }
}

void host_reset(void)
{
    free(host_ram);
    host_ram = aligned_alloc(4096, HOST_RAM_SIZE);
    memset(host_output, 0, sizeof host_output);
    written = 0;
    host = (struct host_state){.timer = UINT64_MAX};
    host_at = 0;
    memset(host_hart_of, 0, sizeof host_hart_of);
    for (unsigned n = 0; n < HOST_HARTS; n++)
        state_of[n] = host;
    kernel_shared = false;
    kernel_lock = 0;
    hart_count = 1;
    shared_ready = (struct ready){0};
    memset(threads, 0, sizeof(struct thread *) * THREADS_MAX);
    program_first = 0;
    page_init(HOST_RAM_BASE, HOST_RAM_BASE + HOST_RAM_SIZE);
    page_release(HOST_RAM_BASE, HOST_RAM_BASE + HOST_RAM_SIZE);
    gst_init();
    ipc_init();
    sched_init(0);
    irq_init(0);
}

/* As the harts come up: one after the other finds nothing to do. */
void host_reset_harts(unsigned count)
{
    host_reset();
    harts_start(count);
    lock_leave();
    for (unsigned n = count; n-- > 0;) {
        host_turn(n);
        host_run();
    }
}

struct program *host_program(const char *name, uint64_t quota)
{
    int64_t s = program_new(0, name, quota, 32);
    if (s <= 0)
        return 0;
    struct program *p = objects[s].program;
    struct xs_gate gate = {0};
    xs_gate_set_entry(&gate, 0x1000);
    xs_gate_set_valid(&gate, 1);
    program_commit(p, 0x1000, 4096, 5);
    program_commit(p, 0x2000, 4096, 3);
    if (program_seal(p, &gate, 1) != 0)
        return 0;
    p->rights = 15;
    return p;
}

struct thread *host_thread(struct program *p, unsigned priority)
{
    return thread_find((uint64_t)thread_new(p, 0x1000, 0, 8192, 8, priority, p->name));
}

static struct thread *resume(void)
{
    idle_set = true;
    struct thread *t = 0;
    if (!setjmp(idle)) {
        lock_take();
        sched_resume();
        t = sched_next();
    }
    idle_set = false;
    return t;
}

struct thread *host_run(void)
{
    host.pending = 0;
    return resume();
}

/* Harts that were asked for their threads, and wait for the lock since. */
static void finish_one(void)
{
    host.cause = 1ull << 63 | 1;
    if (!setjmp(idle))
        trap_user();
}

static void finish_waiting(void)
{
    unsigned self = host_at;
    for (unsigned n = 0; n < hart_count; n++) {
        if (!harts[n].waiting)
            continue;
        host_turn(n);
        finish_one();
    }
    host_turn(self);
}

static struct thread *trap(void)
{
    idle_set = true;
    struct thread *t = setjmp(idle) ? 0 : trap_user();
    finish_waiting();
    idle_set = false;
    return t;
}

void host_locked(void (*act)(void))
{
    lock_take();
    act();
    lock_leave();
    idle_set = true;
    finish_waiting();
    idle_set = false;
}

bool host_heed(void)
{
    enum { SOFTWARE = 1, TIMER = 5 };
    struct hart *self = hart_self();
    bool due = host.timer <= host.time, told = host.ipis >> host_at & 1;
    host.pending = due ? 1 << TIMER : 0;
    if (!due && !told)
        return false;
    if (self->idle) {
        resume();
        return true;
    }
    host.cause = 1ull << 63 | (due && self->current ? TIMER : SOFTWARE);
    trap();
    return true;
}

int64_t host_call(unsigned number, uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5)
{
    struct thread *t = hart_self()->current;
    uint64_t a[] = {a0, a1, a2, a3, a4, a5}, tid = t->tid;
    for (unsigned i = 0; i < 6; i++)
        *context_x(&t->ctx, REG_A0 + i) = a[i];
    *context_x(&t->ctx, REG_A7) = number;
    host.cause = 8;
    return trap() == t && thread_find(tid) == t ? (int64_t)*context_x(&t->ctx, REG_A0) : HOST_GONE;
}

struct thread *host_fault(uint64_t cause, uint64_t tval, uint64_t info)
{
    host.cause = cause;
    host.tval = tval;
    host.info = info;
    return trap();
}

void host_far_call(struct program *p, uint64_t badge)
{
    struct thread *t = hart_self()->current;
    struct context *h = &host_hart;
    struct xs_frame *f = hw_ptr(h->lsp + XS_FRAME_SIZE);

    memset(f, 0, sizeof *f);
    xs_frame_set_pc(f, t->ctx.pc + 4);
    xs_frame_set_sp(f, *context_x(&t->ctx, REG_SP));
    xs_frame_set_v(f, h->v);
    xs_frame_set_w(f, h->w);
    xs_frame_set_g(f, h->g);
    xs_frame_set_s2limit(f, h->s2limit);
    xs_frame_set_deadline(f, XS_NO_DEADLINE);
    xs_frame_set_kind(f, XS_FRAME_CALL);
    xs_frame_set_protect(f, 1);
    xs_frame_set_fpe(f, h->fpe);
    xs_frame_set_s1_selector(f, h->s1 & 0xffffff);
    xs_frame_set_s1_generation(f, h->s1 >> 32);
    xs_frame_set_badge(f, badge);
    xs_frame_set_serial(f, (h->serial >> 32) + 1);
    xs_frame_set_lw(f, h->lw);
    for (unsigned i = 0; i < 12; i++)
        ((uint64_t *)((char *)f + XS_FRAME_SREGS))[i] = *context_x(&t->ctx, i < 2 ? 8 + i : 16 + i);
    h->serial = ((h->serial >> 32) + 1) * 0x100000001ull;
    h->lsp += XS_FRAME_SIZE;
    h->v = h->w = h->g = 0;
    h->s2limit = h->lw = (*context_x(&t->ctx, REG_SP) & ((1ull << 60) - 1)) & ~63ull;
    h->s1 = gst_word(p->selector);
    t->ctx.pc = HOST_CODE;
}
