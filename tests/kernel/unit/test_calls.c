/* System calls, faults, unwinding, revocation, IPC: the whole kernel but its assembler, driven by traps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "abi/causes.h"
#include "abi/errors.h"
#include "abi/syscalls.h"
#include "context.h"
#include "host.h"
#include "hw.h"
#include "object.h"
#include "page.h"
#include "program.h"
#include "sched.h"
#include "thread.h"
#include "vst.h"

enum { OWN = 0xffff, THREAD_TABLE = 0xfffe };

static struct program *app;
static struct thread *main_thread;

static void start(void)
{
    host_reset();
    app = host_program("app", 500);
    main_thread = host_thread(app, 10);
    assert_ptr_equal(host_run(), main_thread);
}

static void put(uint64_t at, const void *from, size_t n)
{
    assert_int_equal(hw_copy_out(at, from, n), 0);
}

/* A program whose `manage` entry app holds; its index in app's table. */
static struct program *child(const char *name, uint64_t *index)
{
    put(HOST_DATA, name, strlen(name) + 1);
    *index = (uint64_t)HOST_CALL(SYS_CODE_CREATE, HOST_DATA, strlen(name), 100 * 4096, 16);
    assert_true((int64_t)*index > 0);
    assert_int_equal(HOST_CALL(SYS_CODE_WRITE, *index, 0x1000, 0, 4096, 5), 0);
    assert_int_equal(HOST_CALL(SYS_CODE_WRITE, *index, 0x2000, 0, 4096, 3), 0);
    struct xs_gate g = {0};
    xs_gate_set_entry(&g, 0x1000);
    xs_gate_set_valid(&g, 1);
    put(HOST_DATA, &g, sizeof g);
    assert_int_equal(HOST_CALL(SYS_CODE_SEAL, *index, HOST_DATA, 1), 0);
    return objects[xs_vste_selector(&app->vst[*index])].program;
}

static void segments_are_made_aliased_and_revoked(void **state)
{
    (void)state;
    start();
    uint64_t left = page_left();
    int64_t s = HOST_CALL(SYS_SEG_CREATE, 10000, 0);
    assert_true(s > 0);
    int64_t a = HOST_CALL(SYS_SEG_ALIAS, s, 4096, 1, 1), b = HOST_CALL(SYS_SEG_ALIAS, a, 100, 3, 0);
    assert_true(a > 0 && b > 0);
    uint64_t info[2];
    assert_int_equal(HOST_CALL(SYS_SEG_INFO, b, HOST_DATA), 0);
    hw_copy_in(info, HOST_DATA, sizeof info);
    assert_int_equal(info[0], 100);
    assert_int_equal(info[1], SYS_PERM_R | SYS_PERM_MANAGE); /* a alias of a read-only alias cannot write */
    assert_int_equal(HOST_CALL(SYS_SEG_ALIAS, a, 8192, 1, 0), -PE_RANGE);
    assert_int_equal(HOST_CALL(SYS_SEG_DESTROY, a), 0);
    assert_int_equal(HOST_CALL(SYS_SEG_INFO, b, HOST_DATA), -PE_REVOKED);
    assert_int_equal(HOST_CALL(SYS_SEG_INFO, s, HOST_DATA), 0);
    assert_int_equal(HOST_CALL(SYS_SEG_DESTROY, s), 0);
    assert_int_equal(HOST_CALL(SYS_SEG_DESTROY, s), -PE_NOENT);
    assert_int_equal(page_left(), left);
    assert_int_equal(HOST_CALL(SYS_SEG_CREATE, 0, 0), -PE_INVAL);
    assert_int_equal(HOST_CALL(SYS_SEG_CREATE, 4096, 1), -PE_INVAL);
    assert_int_equal(HOST_CALL(SYS_SEG_CREATE, 501 * 4096, 0), -PE_QUOTA);
    assert_int_equal(page_left(), left);
}

static void grants_never_widen(void **state)
{
    (void)state;
    uint64_t c;
    start();
    struct program *p = child("child", &c);
    int64_t s = HOST_CALL(SYS_SEG_CREATE, 4096, 0), a = HOST_CALL(SYS_SEG_ALIAS, s, 4096, 1, 0);
    int64_t i = HOST_CALL(SYS_GRANT, c, 3, a, 7, 0, 0);
    assert_int_equal(i, 3);
    assert_int_equal(vst_perms(&p->vst[3], &objects[xs_vste_selector(&p->vst[3])]), SYS_PERM_R | SYS_PERM_MANAGE);
    assert_int_equal(HOST_CALL(SYS_GRANT, c, 16, a, 1, 0, 0), -PE_RANGE);
    assert_int_equal(HOST_CALL(SYS_GRANT, c, 0, 31, 1, 0, 0), -PE_NOENT);
    assert_int_equal(HOST_CALL(SYS_GRANT, s, 0, a, 1, 0, 0), -PE_INVAL);
    /* badge: free while it is 0, fixed afterwards */
    int64_t own = HOST_CALL(SYS_GRANT, OWN, 0, c, 0, 1, 77);
    assert_true(own > 0);
    assert_int_equal(HOST_CALL(SYS_GRANT, c, 0, own, 0, 1, 78), -PE_PERM);
    assert_int_equal(HOST_CALL(SYS_GRANT, c, 0, own, 0, 1, 0), -PE_PERM);
    int64_t again = HOST_CALL(SYS_GRANT, c, 0, own, 4, ~0ull, 77);
    assert_true(again > 0);
    assert_int_equal(xs_vste_gate_mask(&p->vst[again]), 1);
    assert_int_equal(xs_vste_manage(&p->vst[again]), 0);
    assert_int_equal(HOST_CALL(SYS_UNGRANT, c, again), 0);
    assert_false(vst_used(&p->vst[again]));
    /* without manage */
    assert_int_equal(HOST_CALL(SYS_GRANT, own, 0, a, 1, 0, 0), -PE_PERM);
}

static void thread_table_is_filled_only_where_it_may_be_used(void **state)
{
    (void)state;
    start();
    int64_t s = HOST_CALL(SYS_SEG_CREATE, 4096, 0);
    assert_int_equal(HOST_CALL(SYS_GRANT, THREAD_TABLE, 0x8002, s, 3, 0, 0), 0x8002);
    assert_int_equal(xs_vste_r(&main_thread->vst[2]), 1);
    host_hart.v &= ~(uint64_t)XS_MASK_T;
    assert_int_equal(HOST_CALL(SYS_GRANT, THREAD_TABLE, 0, s, 3, 0, 0), -PE_PERM);
}

/* O4: a fault in a nested call comes back to the newest caller, with its stack wiped and its registers as they were. */
static void fault_returns_to_the_caller(void **state)
{
    (void)state;
    start();
    struct program *service = host_program("greedy", 100);
    struct context *c = &main_thread->ctx;
    for (unsigned i = 1; i < 32; i++)
        *context_x(c, i) = i == REG_SP ? 0x2000000000001800ull : 1000 + i;
    host_hart.v = XS_MASK_T | 0x18;
    host_hart.w = 0x10;
    host_hart.reg[0] = vst_entry(service->selector, 0, 0, 0).w[0] ? (struct xs_reg){{0x1000000}} : host_hart.reg[0];
    host_hart.live = 8;
    uint64_t pc = c->pc;
    host_far_call(service, 5);
    struct xs_reg kept = host_hart.reg[0];
    /* the service overwrites sg3: hardware spills it, then it writes its stack */
    struct xs_reg *slot = (struct xs_reg *)((char *)hw_ptr(host_hart.lsp) + XS_FRAME_SLOTS);
    *slot = kept;
    host_hart.w = 8;
    host_hart.reg[0] = (struct xs_reg){{0x2000000}};
    host_hart.lw = 0x1000;
    uint64_t secret = 0x5ec2e7;
    put(0x2000000000001100ull, &secret, 8);
    assert_ptr_equal(host_fault(XS_CAUSE_SEGMENT_ACCESS, 0x3000000000000000, XS_REASON_INVISIBLE | 2 << 8 | 3 << 12),
                     main_thread);
    assert_int_equal(*context_x(c, REG_T0), (uint64_t)-PE_CALLEE);
    assert_int_equal(c->pc, pc + 4);
    assert_int_equal(host_hart.s1, gst_word(app->selector));
    assert_int_equal(host_hart.v, XS_MASK_T | 0x18);
    assert_int_equal(host_hart.w, 0x10);
    assert_memory_equal(&host_hart.reg[0], &kept, sizeof kept);
    for (unsigned i = 18; i < 28; i++)
        assert_int_equal(*context_x(c, i), 1000 + i);
    assert_int_equal(*context_x(c, REG_A0), 0);
    uint64_t seen = 1;
    hw_copy_in(&seen, 0x2000000000001100ull, 8);
    assert_int_equal(seen, 0);
    assert_non_null(strstr(host_output,
                           "service `greedy`, called by `app`, tried to write 0x3000000000000000 through sg3:\n       "
                           "the segment register was not granted to this code"));
}

static void fault_in_the_bottom_frame_ends_the_thread(void **state)
{
    (void)state;
    uint64_t c;
    start();
    struct program *p = child("wild", &c);
    assert_int_equal(HOST_CALL(SYS_THREAD_CREATE, c, 0x1000, 0, 4096, 11), -PE_PERM);
    assert_true(HOST_CALL(SYS_THREAD_CREATE, c, 0x1000, 0, 4096, 10) > 0);
    assert_int_equal(HOST_CALL(SYS_PROG_WAIT, c, 0), HOST_GONE);
    assert_ptr_equal(hart0.current->home, p);
    assert_ptr_equal(host_fault(2, 0, 0), main_thread);
    assert_int_equal(*context_x(&main_thread->ctx, REG_A0), STATUS_CAUSE + 2);
    assert_int_equal(HOST_CALL(SYS_PROG_WAIT, c, 0), STATUS_CAUSE + 2); /* a zombie tells again */
    assert_int_equal(HOST_CALL(SYS_UNGRANT, OWN, c), 0);
    assert_int_equal(HOST_CALL(SYS_PROG_WAIT, c, 0), -PE_NOENT);
}

/* app -> a -> b; a is killed while b runs; b's return finds a dead caller: app learns that. */
static void kill_in_the_middle_of_a_chain(void **state)
{
    (void)state;
    start();
    struct program *a = host_program("a", 100), *b = host_program("b", 100);
    host_far_call(a, 1);
    host_far_call(b, 2);
    program_end(a, STATUS_KILLED);
    assert_ptr_equal(host_run(), main_thread);
    assert_int_equal(host_hart.s1, gst_word(b->selector));
    host_fault(XS_CAUSE_FAR_RETURN, 0, XS_REASON_RETURN_STALE);
    assert_int_equal(host_hart.s1, gst_word(app->selector));
    assert_int_equal(*context_x(&main_thread->ctx, REG_T0), (uint64_t)-PE_KILLED);
    /* and the one that runs in the killed program comes back at once */
    host_far_call(b, 2);
    program_end(b, STATUS_KILLED);
    assert_ptr_equal(host_run(), main_thread);
    assert_int_equal(host_hart.s1, gst_word(app->selector));
    assert_int_equal(*context_x(&main_thread->ctx, REG_T0), (uint64_t)-PE_KILLED);
}

static void exit_in_a_service_is_a_fault_of_the_service(void **state)
{
    (void)state;
    start();
    struct program *a = host_program("a", 100);
    host_far_call(a, 1);
    HOST_CALL(SYS_EXIT, 3);
    assert_ptr_equal(hart0.current, main_thread);
    assert_int_equal(*context_x(&main_thread->ctx, REG_T0), (uint64_t)-PE_CALLEE);
    assert_int_equal(HOST_CALL(SYS_EXIT, 0), HOST_GONE);
    assert_null(hart0.current);
}

static void waiting_on_words(void **state)
{
    (void)state;
    start();
    uint32_t word = 5;
    put(HOST_DATA, &word, 4);
    assert_int_equal(HOST_CALL(SYS_WAIT, HOST_DATA, 4, 0), -PE_AGAIN);
    assert_int_equal(HOST_CALL(SYS_WAIT, HOST_DATA + 1, 5, 0), -PE_INVAL);
    assert_int_equal(HOST_CALL(SYS_WAIT, 0x3000000000000000, 5, 0), -PE_FAULT);
    assert_int_equal(HOST_CALL(SYS_WAIT, HOST_DATA, 5, 1000), -PE_TIMEOUT);
    assert_true(host.time >= 1000);
    struct thread *other = host_thread(app, 10);
    assert_int_equal(HOST_CALL(SYS_WAIT, HOST_DATA, 5, 0), HOST_GONE);
    assert_ptr_equal(hart0.current, other);
    assert_int_equal(HOST_CALL(SYS_WAKE, HOST_DATA + 4, 1), 0);
    assert_int_equal(HOST_CALL(SYS_WAKE, HOST_DATA, 9), 1);
    assert_int_equal(HOST_CALL(SYS_EXIT, 0), HOST_GONE);
    assert_ptr_equal(hart0.current, main_thread);
    assert_int_equal(*context_x(&main_thread->ctx, REG_A0), 0);
}

static void revocation_wakes_who_waits_in_the_segment(void **state)
{
    (void)state;
    start();
    int64_t s = HOST_CALL(SYS_SEG_CREATE, 4096, 0);
    uint32_t sel = (uint32_t)xs_vste_selector(&app->vst[s]);
    struct xs_reg r = {0};
    xs_reg_set_selector(&r, sel);
    xs_reg_set_generation(&r, gst_generation(sel));
    xs_reg_set_valid(&r, 1);
    xs_reg_set_r(&r, 1);
    xs_reg_set_limit(&r, 4096);
    host_hart.reg[2] = r;
    host_hart.v |= 1 << 5;
    struct thread *other = host_thread(app, 10);
    assert_int_equal(HOST_CALL(SYS_WAIT, 0x5000000000000010, 0, 0), HOST_GONE);
    assert_ptr_equal(hart0.current, other);
    assert_int_equal(HOST_CALL(SYS_SEG_DESTROY, s), 0);
    HOST_CALL(SYS_EXIT, 0);
    assert_ptr_equal(hart0.current, main_thread);
    assert_int_equal(*context_x(&main_thread->ctx, REG_A0), (uint64_t)-PE_REVOKED);
    assert_int_equal(HOST_CALL(SYS_WAIT, 0x5000000000000010, 0, 0), -PE_FAULT);
}

static void ipc_meets_in_either_order(void **state)
{
    (void)state;
    start();
    struct thread *server = host_thread(app, 10);
    int64_t e = HOST_CALL(SYS_EP_CREATE, 0);
    assert_true(e > 0);
    assert_int_equal(HOST_CALL(SYS_IPC_CALL, e, 11, 12, 13, 14), HOST_GONE);
    assert_ptr_equal(hart0.current, server);
    assert_int_equal(HOST_CALL(SYS_IPC_REPLY_WAIT, e), 0);
    assert_int_equal(*context_x(&server->ctx, 11), 11);
    assert_int_equal(*context_x(&server->ctx, 14), 14);
    assert_int_equal(HOST_CALL(SYS_IPC_REPLY_WAIT, e, 21, 22, 23, 24), HOST_GONE);
    assert_ptr_equal(hart0.current, main_thread);
    assert_int_equal(*context_x(&main_thread->ctx, 10), 21);
    assert_int_equal(*context_x(&main_thread->ctx, 13), 24);
    assert_int_equal(HOST_CALL(SYS_IPC_CALL, e, 31), HOST_GONE);
    assert_ptr_equal(hart0.current, server);
    assert_int_equal(*context_x(&server->ctx, 11), 31);
    /* the server ends: its client gets an error */
    HOST_CALL(SYS_EXIT, 0);
    assert_ptr_equal(hart0.current, main_thread);
    assert_int_equal(*context_x(&main_thread->ctx, 10), (uint64_t)-PE_KILLED);
    /* the endpoint goes: whoever calls it gets an error */
    struct thread *third = host_thread(app, 10);
    assert_int_equal(HOST_CALL(SYS_IPC_CALL, e, 1), HOST_GONE);
    assert_ptr_equal(hart0.current, third);
    assert_int_equal(HOST_CALL(SYS_SEG_DESTROY, e), 0);
    HOST_CALL(SYS_EXIT, 0);
    assert_int_equal(*context_x(&main_thread->ctx, 10), (uint64_t)-PE_REVOKED);
    assert_int_equal(HOST_CALL(SYS_IPC_CALL, e, 1), -PE_NOENT);
}

static void ipc_share_and_its_end(void **state)
{
    (void)state;
    uint64_t c;
    start();
    int64_t e = HOST_CALL(SYS_EP_CREATE, 0), ours = HOST_CALL(SYS_SEG_CREATE, 4096, 0);
    struct program *p = child("client", &c);
    assert_int_equal(HOST_CALL(SYS_GRANT, c, 9, ours, 3, 0, 0), 9);
    int64_t ce = HOST_CALL(SYS_GRANT, c, 0, e, 2, 0, 9);
    assert_true(ce > 0);
    HOST_CALL(SYS_THREAD_CREATE, c, 0x1000, 0, 4096, 10);
    assert_int_equal(HOST_CALL(SYS_IPC_REPLY_WAIT, e), HOST_GONE);
    assert_ptr_equal(hart0.current->home, p);
    int64_t i = HOST_CALL(SYS_IPC_SHARE, ce, 9); /* a segment that outlives the client */
    assert_true(i > 0);
    assert_true(vst_used(&app->vst[i]));
    assert_int_equal(HOST_CALL(SYS_IPC_REPLY_WAIT, ce), -PE_PERM);
    HOST_CALL(SYS_IPC_CALL, ce, 1, 2, 3, 4);
    assert_ptr_equal(hart0.current, main_thread);
    assert_int_equal(*context_x(&main_thread->ctx, 15), 9);
    assert_int_equal(*context_x(&main_thread->ctx, 16), i);
    assert_int_equal(HOST_CALL(SYS_PROG_KILL, c), 0);
    assert_false(vst_used(&app->vst[i]));
}

static void timeslice_only_when_somebody_else_could_run(void **state)
{
    (void)state;
    start();
    assert_int_equal(host.timer, UINT64_MAX);
    struct thread *other = host_thread(app, 10);
    HOST_CALL(SYS_THREAD_SELF, 0);
    assert_int_not_equal(host.timer, UINT64_MAX);
    host.time = host.timer;
    assert_ptr_equal(host_fault(1ull << 63 | 5, 0, 0), other);
    host.time = host.timer;
    assert_ptr_equal(host_fault(1ull << 63 | 5, 0, 0), main_thread);
    struct thread *low = host_thread(app, 3);
    assert_int_equal(HOST_CALL(SYS_THREAD_KILL, other->tid), 0);
    HOST_CALL(SYS_THREAD_SELF, 0);
    assert_int_equal(HOST_CALL(SYS_YIELD, 0), 0);
    assert_int_equal(HOST_CALL(SYS_SLEEP, 50), HOST_GONE);
    assert_ptr_equal(hart0.current, low);
    host.time = host.timer;
    assert_ptr_equal(host_fault(1ull << 63 | 5, 0, 0), main_thread);
}

static void everything_comes_back_when_a_program_ends(void **state)
{
    (void)state;
    uint64_t c;
    start();
    uint64_t left = page_left(), used = app->used;
    child("child", &c);
    HOST_CALL(SYS_THREAD_CREATE, c, 0x1000, 0, 70000, 10);
    assert_int_equal(HOST_CALL(SYS_YIELD, 0), HOST_GONE);
    assert_true(HOST_CALL(SYS_SEG_CREATE, 40960, 0) > 0);
    assert_true(HOST_CALL(SYS_EP_CREATE, 0) > 0);
    assert_true(HOST_CALL(SYS_HEAP_GROW, 0x10000) > 0);
    assert_true(HOST_CALL(SYS_THREAD_CREATE, OWN, 0x1000, 0, 4096, 1) > 0);
    HOST_CALL(SYS_EXIT, 0);
    HOST_CALL(SYS_YIELD, 0);
    assert_int_equal(HOST_CALL(SYS_PROG_KILL, c), 0);
    assert_int_equal(HOST_CALL(SYS_UNGRANT, OWN, c), 0);
    assert_int_equal(page_left(), left);
    assert_int_equal(app->used, used);
}

static void info_tells_of_everything(void **state)
{
    (void)state;
    struct info_thread t;
    struct info_kernel k;
    struct info_program p;
    start();
    assert_int_equal(HOST_CALL(SYS_INFO, SYS_INFO_THREAD, 0, HOST_DATA, sizeof t), sizeof t);
    hw_copy_in(&t, HOST_DATA, sizeof t);
    assert_int_equal(t.tid, main_thread->tid);
    assert_string_equal(t.name, "app");
    assert_int_equal(HOST_CALL(SYS_INFO, SYS_INFO_THREAD, 1, HOST_DATA, sizeof t), -PE_NOENT);
    assert_int_equal(HOST_CALL(SYS_INFO, SYS_INFO_KERNEL, 0, HOST_DATA, sizeof k), sizeof k);
    hw_copy_in(&k, HOST_DATA, sizeof k);
    assert_int_equal(k.threads, 1);
    assert_int_equal(HOST_CALL(SYS_INFO, SYS_INFO_PROGRAM, 0, HOST_DATA, sizeof p), sizeof p);
    hw_copy_in(&p, HOST_DATA, sizeof p);
    assert_int_equal(p.used, app->used * 4096);
    for (unsigned i = 0; HOST_CALL(SYS_INFO, SYS_INFO_SEGMENT, i, HOST_DATA, 200) > 0; i++)
        ;
    for (unsigned i = 0; HOST_CALL(SYS_INFO, SYS_INFO_ENTRY, i, HOST_DATA, 200) > 0; i++)
        ;
    app->rights = 0;
    assert_int_equal(HOST_CALL(SYS_INFO, SYS_INFO_KERNEL, 0, HOST_DATA, sizeof k), -PE_PERM);
    assert_int_equal(HOST_CALL(SYS_DEBUG_WRITE, HOST_DATA, 1), -PE_PERM);
    assert_int_equal(HOST_CALL(SYS_SHUTDOWN, 0), -PE_PERM);
    assert_int_equal(HOST_CALL(SYS_CODE_CREATE, HOST_DATA, 1, 4096, 4), -PE_PERM);
    assert_int_equal(HOST_CALL(99, 0), -PE_NOSYS);
}

/* When all threads have ended or sleep: another one, of what is left. */
static bool revive(void)
{
    if (app->state != PROGRAM_LIVE)
        return false;
    host_thread(app, 10);
    return host_run() != 0;
}

/* Random calls with hostile arguments from random threads: no panic, and when all is over every page is back. */
static void any_sequence_of_calls_is_survived(void **state)
{
    (void)state;
    unsigned seed = 2026, calls = 0;
    static const uint64_t interesting[] = {0,
                                           1,
                                           2,
                                           3,
                                           7,
                                           8,
                                           63,
                                           64,
                                           4095,
                                           4096,
                                           65535,
                                           65534,
                                           0x8001,
                                           HOST_DATA,
                                           HOST_DATA + 4092,
                                           HOST_CODE,
                                           HOST_DATA + 4096,
                                           0x2000000000000ff0,
                                           0x3000000000000000,
                                           0xf000000080200000,
                                           ~0ull,
                                           1ull << 63,
                                           1ull << 39,
                                           1ull << 59,
                                           0x1000,
                                           0x3000,
                                           20000};
    const unsigned n = sizeof interesting / sizeof *interesting;
    print_message("seed %u\n", seed);
    srand(seed);
    for (unsigned round = 0; round < 60; round++) {
        start();
        struct program *service = host_program("service", 100);
        app->vst[1] = vst_entry(service->selector, 7, 1, 0);
        app->irqs[0] = 2;
        for (unsigned i = 0; i < 400; i++, calls++) {
            if (!hart0.current && !revive())
                break;
            unsigned number = (unsigned)rand() % 31;
            uint64_t a[6];
            for (unsigned k = 0; k < 6; k++)
                a[k] = rand() % 2 ? interesting[(unsigned)rand() % n] : (unsigned)rand() % 40;
            if (number == SYS_SHUTDOWN || (number == SYS_EXIT && rand() % 32))
                continue;
            if (rand() % 50 == 0)
                host_fault((unsigned)rand() % 28, a[0], a[1] & 0xffff);
            else if (rand() % 25 == 0 && thread_depth(hart0.current) < 7 && service->state == PROGRAM_LIVE)
                host_far_call(service, 1);
            else
                host_call(number, a[0], a[1], a[2], a[3], a[4], a[5]);
        }
        while (program_first)
            for (struct program *p = program_first; p; p = p->next)
                if (p->state < PROGRAM_ENDING) {
                    program_end(p, 0);
                    break;
                }
        assert_int_equal(page_left(), page_total());
    }
    print_message("%u calls\n", calls);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(segments_are_made_aliased_and_revoked),
        cmocka_unit_test(grants_never_widen),
        cmocka_unit_test(thread_table_is_filled_only_where_it_may_be_used),
        cmocka_unit_test(fault_returns_to_the_caller),
        cmocka_unit_test(fault_in_the_bottom_frame_ends_the_thread),
        cmocka_unit_test(kill_in_the_middle_of_a_chain),
        cmocka_unit_test(exit_in_a_service_is_a_fault_of_the_service),
        cmocka_unit_test(waiting_on_words),
        cmocka_unit_test(revocation_wakes_who_waits_in_the_segment),
        cmocka_unit_test(ipc_meets_in_either_order),
        cmocka_unit_test(ipc_share_and_its_end),
        cmocka_unit_test(timeslice_only_when_somebody_else_could_run),
        cmocka_unit_test(everything_comes_back_when_a_program_ends),
        cmocka_unit_test(info_tells_of_everything),
        cmocka_unit_test(any_sequence_of_calls_is_survived),
    };
    return cmocka_run_group_tests(tests, 0, 0);
}
