/* Unwinding with deadlines and cleanup gates, step by step: what the machine does between two traps is done by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "abi/causes.h"
#include "abi/errors.h"
#include "abi/platform.h"
#include "abi/syscalls.h"
#include "app.h"
#include "context.h"
#include "host.h"
#include "hw.h"
#include "object.h"
#include "page.h"
#include "program.h"
#include "sched.h"
#include "thread.h"
#include "unwind.h"

enum { ENTRY = 0x1800 };

static struct program *tidy_service(const char *name)
{
    struct program *p = host_program(name, 100);
    struct xs_gate *g = &p->gates[0];
    xs_gate_set_valid(g, 1);
    xs_gate_set_kind(g, XS_GATE_CLEANUP);
    xs_gate_set_entry(g, ENTRY);
    p->gate_count = p->cleanup = 1;
    return p;
}

/* As sg.ret of the cleanup gate does. */
static struct thread *cleanup_returns(void)
{
    struct thread *t = hart_self()->current;
    host_hart.lsp = hw_pa(&t->cleanup[0]);
    t->ctx.pc = 0;
    return host_fault(XS_CAUSE_SEGMENT_ACCESS, 0, XS_REASON_REGISTER);
}

static uint64_t t0(void)
{
    return *context_x(&main_thread->ctx, REG_T0);
}

static void expiry_comes_back_to_who_set_the_deadline(void **state)
{
    (void)state;
    start_app();
    struct program *a = host_program("a", 100), *b = host_program("b", 100);
    host_far_call(a, 1); /* app sets it */
    host_far_call(b, 2); /* a passes it on */
    xs_frame_set_deadline((struct xs_frame *)hw_ptr(host_hart.lsp), 0);
    host_hart.dl = 0;
    host_fault(XS_CAUSE_DEADLINE, 0, XS_REASON_DEADLINE);
    assert_int_equal(host_hart.s1, gst_word(app->selector));
    assert_true(t0() == (uint64_t)-PE_TIMEOUT && host_hart.dl == XS_NO_DEADLINE);
    assert_string_equal(host_output, "");
    host_far_call(a, 1);
    host_far_call(b, 2); /* a kept 64 back */
    xs_frame_set_deadline((struct xs_frame *)hw_ptr(host_hart.lsp), 64);
    host_hart.dl = 0;
    host_fault(XS_CAUSE_DEADLINE, 0, XS_REASON_DEADLINE);
    assert_int_equal(host_hart.s1, gst_word(a->selector));
    assert_true(t0() == (uint64_t)-PE_TIMEOUT && host_hart.dl == 64);
}

/* A fault whose caller is out of time, too, goes on to who is not, and is a timeout for it. */
static void fault_at_the_deadline_is_a_timeout(void **state)
{
    (void)state;
    start_app();
    struct program *a = host_program("a", 100), *b = host_program("b", 100);
    host_far_call(a, 1);
    host_far_call(b, 2);
    xs_frame_set_deadline((struct xs_frame *)hw_ptr(host_hart.lsp), 0);
    host_hart.dl = 0;
    host_fault(3, 0, 0);
    assert_int_equal(host_hart.s1, gst_word(app->selector));
    assert_true(t0() == (uint64_t)-PE_TIMEOUT);
}

static void wait_ends_with_the_deadline_and_is_charged(void **state)
{
    (void)state;
    start_app();
    struct program *a = host_program("a", 100);
    host_far_call(a, 1);
    host_hart.dl = 1000 * PLAT_INSTRUCTIONS_PER_TICK;
    HOST_CALL(SYS_SLEEP, 300);
    assert_true(host_hart.dl <= 700 * PLAT_INSTRUCTIONS_PER_TICK && host_hart.dl > 690 * PLAT_INSTRUCTIONS_PER_TICK);
    uint64_t from = host.time;
    HOST_CALL(SYS_SLEEP, 1000000);
    assert_true(host.time - from <= 700 && host_hart.dl == 0); /* the hart expires it before its next instruction */
    host_fault(XS_CAUSE_DEADLINE, 0, XS_REASON_DEADLINE);
    assert_true(t0() == (uint64_t)-PE_TIMEOUT && host_hart.s1 == gst_word(app->selector));
    from = host.time;
    HOST_CALL(SYS_SLEEP, 5000);
    assert_true(host.time - from == 5000); /* without a deadline nothing is cut short */
}

/* The error of an unwinding from outside must not eat the result of the next system call. */
static void result_after_an_unwinding_is_stored(void **state)
{
    (void)state;
    start_app();
    struct program *a = host_program("a", 100);
    host_thread(app, 5);
    host_far_call(a, 1);
    assert_int_equal(HOST_CALL(SYS_SLEEP, 100), HOST_GONE);
    program_end(a, STATUS_KILLED);
    assert_ptr_equal(host_run(), main_thread);
    assert_true(t0() == (uint64_t)-PE_KILLED);
    assert_int_equal(HOST_CALL(SYS_THREAD_SELF, 0), main_thread->tid);
}

static void cleanup_gate_runs_before_the_frame_goes(void **state)
{
    (void)state;
    start_app();
    struct program *a = tidy_service("a");
    host_hart.v = XS_MASK_T | 0x18;
    host_hart.w = 8;
    host_far_call(a, 77);
    host_hart.v = XS_MASK_T | 0x20; /* what it was granted */
    host_hart.g = 0x20;
    uint64_t serial = host_hart.serial, lsp = host_hart.lsp, limit = host_hart.s2limit;
    host_fault(3, 0, 0);
    struct context *c = &main_thread->ctx;
    assert_int_equal(c->pc, (uint64_t)XS_SG_CODE << XS_OFFSET_BITS | ENTRY);
    assert_true(host_hart.s1 == gst_word(a->selector) && host_hart.v == 0 && host_hart.g == 0);
    assert_true(*context_x(c, REG_SP) == (2ull << 60 | limit) && host_hart.s2limit == limit);
    assert_true(*context_x(c, REG_A0) == (uint64_t)-PE_CALLEE && host_hart.serial == serial);
    assert_true(host_hart.dl == CLEANUP_TIME && host_hart.lslim == host_hart.lsp + XS_FRAME_SIZE);
    assert_int_equal(xs_frame_badge((const struct xs_frame *)hw_ptr(host_hart.lsp)), 77);
    assert_int_equal(thread_depth(main_thread), 1);
    assert_int_equal(HOST_CALL(SYS_FRAME_ALIVE, main_thread->tid, serial & 0xffffffff), 1);
    assert_ptr_equal(cleanup_returns(), main_thread);
    assert_true(t0() == (uint64_t)-PE_CALLEE && host_hart.s1 == gst_word(app->selector));
    assert_true(host_hart.lsp == lsp - XS_FRAME_SIZE && host_hart.dl == XS_NO_DEADLINE);
    assert_true(host_hart.v == (XS_MASK_T | 0x18) && host_hart.w == 8);
}

static void cleanup_gate_that_fails_ends_the_pop_all_the_same(void **state)
{
    static const struct {
        uint64_t cause, info;
    } ends[] = {{3, 0}, {XS_CAUSE_DEADLINE, XS_REASON_DEADLINE}, {XS_CAUSE_FAR_RETURN, XS_REASON_RETURN_STALE}};
    (void)state;
    start_app();
    struct program *a = tidy_service("a");
    for (unsigned i = 0; i < 3; i++) {
        host_far_call(a, 77);
        host_fault(3, 0, 0);
        assert_int_equal(host_hart.s1, gst_word(a->selector));
        host_fault(ends[i].cause, 0, ends[i].info);
        assert_int_equal(host_hart.s1, gst_word(app->selector));
        assert_true(t0() == (uint64_t)-PE_CALLEE);
    }
    host_far_call(a, 77);
    host_fault(3, 0, 0);
    HOST_CALL(SYS_EXIT, 0);
    assert_true(t0() == (uint64_t)-PE_CALLEE && host_hart.s1 == gst_word(app->selector));
    host_far_call(a, 77);
    host_fault(3, 0, 0);
    program_end(a, STATUS_KILLED);
    assert_ptr_equal(host_run(), main_thread);
    assert_true(t0() == (uint64_t)-PE_CALLEE && host_hart.s1 == gst_word(app->selector));
}

/* A program's thread is cleaned up after: only then is the program over, and its memory back. */
static void program_outlives_its_threads_cleanup(void **state)
{
    (void)state;
    uint64_t c;
    start_app();
    struct program *service = tidy_service("service");
    uint64_t left = page_left();
    struct program *child = make_child("child", &c);
    struct thread *t = host_thread(child, 10);
    assert_int_equal(HOST_CALL(SYS_YIELD, 0), HOST_GONE);
    assert_ptr_equal(hart_self()->current, t);
    host_far_call(service, 5);
    assert_int_equal(HOST_CALL(SYS_SLEEP, 10000), HOST_GONE);
    assert_ptr_equal(hart_self()->current, main_thread);
    assert_int_equal(HOST_CALL(SYS_PROG_KILL, c), 0);
    assert_true(child->state == PROGRAM_ENDING && child->threads == 1);
    assert_int_equal(HOST_CALL(SYS_PROG_WAIT, c, 0), HOST_GONE);
    assert_ptr_equal(hart_self()->current, t);
    assert_int_equal(host_hart.s1, gst_word(service->selector));
    assert_ptr_equal(cleanup_returns(), main_thread);
    assert_int_equal(*context_x(&main_thread->ctx, REG_A0), STATUS_KILLED);
    assert_int_equal(HOST_CALL(SYS_UNGRANT, OWN, c), 0);
    assert_int_equal(page_left(), left);
}

/* The thread is doomed twice, and its service dies meanwhile: it ends once. */
static void kills_meet(void **state)
{
    (void)state;
    start_app();
    struct program *a = tidy_service("a"), *b = tidy_service("b");
    struct thread *t = host_thread(app, 11);
    assert_ptr_equal(host_run(), t);
    host_far_call(a, 1);
    host_far_call(b, 2);
    uint32_t tid = t->tid;
    HOST_CALL(SYS_SLEEP, 1000);
    assert_int_equal(HOST_CALL(SYS_THREAD_KILL, tid), HOST_GONE);
    assert_true(hart_self()->current == t && host_hart.s1 == gst_word(b->selector));
    HOST_CALL(SYS_SLEEP, 10); /* the gate waits; main_thread kills again, and b */
    assert_int_equal(HOST_CALL(SYS_THREAD_KILL, tid), 0);
    program_end(b, STATUS_KILLED);
    assert_ptr_equal(host_run(), t);
    assert_int_equal(host_hart.s1, gst_word(a->selector));
    assert_ptr_equal(cleanup_returns(), main_thread);
    assert_null(thread_find(tid));
}

/* A thread is killed in a call of its own program to itself, and the program ends while its cleanup gate waits: nothing is left to wait for. */
static void a_program_does_not_wait_for_its_own_cleanup_gate(void **state)
{
    (void)state;
    start_app();
    uint64_t left = page_left();
    struct program *b = tidy_service("b");
    struct thread *t = host_thread(b, 20);
    uint64_t tid = t->tid;
    assert_int_equal(HOST_CALL(SYS_YIELD, 0), HOST_GONE);
    assert_ptr_equal(hart_self()->current, t);
    host_far_call(b, 1);
    unwind_all(t, STATUS_KILLED);
    assert_true(t->unwinding.lsp && t->unwinding.doomed);
    HOST_CALL(SYS_SLEEP, 10);
    assert_ptr_equal(hart_self()->current, main_thread);
    program_end(b, STATUS_KILLED);
    assert_null(thread_find(tid));
    assert_int_equal(page_left(), left);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expiry_comes_back_to_who_set_the_deadline),
        cmocka_unit_test(fault_at_the_deadline_is_a_timeout),
        cmocka_unit_test(wait_ends_with_the_deadline_and_is_charged),
        cmocka_unit_test(result_after_an_unwinding_is_stored),
        cmocka_unit_test(cleanup_gate_runs_before_the_frame_goes),
        cmocka_unit_test(cleanup_gate_that_fails_ends_the_pop_all_the_same),
        cmocka_unit_test(program_outlives_its_threads_cleanup),
        cmocka_unit_test(kills_meet),
        cmocka_unit_test(a_program_does_not_wait_for_its_own_cleanup_gate),
    };
    return cmocka_run_group_tests(tests, 0, 0);
}
