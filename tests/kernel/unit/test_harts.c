/* Several harts: who runs where, who is told, what one hart may do to a thread that runs on another. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "abi/causes.h"
#include "abi/errors.h"
#include "abi/syscalls.h"
#include "app.h"
#include "context.h"
#include "deliver.h"
#include "hart.h"
#include "host.h"
#include "hw.h"
#include "irq.h"
#include "lock.h"
#include "object.h"
#include "page.h"
#include "program.h"
#include "sched.h"
#include "thread.h"
#include "trap.h"

static struct thread *at(unsigned hart)
{
    return harts[hart].current;
}

/* Every hart that was told something heeds it, until none is left. */
static void settle(void)
{
    for (bool more = true; more;) {
        more = false;
        for (unsigned n = 0; n < hart_count; n++) {
            host_turn(n);
            more |= host_heed();
        }
    }
}

/* As start_app, on several harts: main_thread runs on hart 0. */
static void start_on(unsigned count)
{
    host_reset_harts(count);
    app = host_program("app", 500);
    main_thread = host_thread(app, 10);
    assert_ptr_equal(host_run(), main_thread);
}

static uint64_t state_of_running(unsigned hart)
{
    host_turn(hart);
    uint64_t running = host.running;
    host_turn(0);
    return running;
}

static struct thread *another(unsigned priority)
{
    host_turn(0);
    struct thread *t = host_thread(app, priority);
    HOST_CALL(SYS_THREAD_SELF, 0); /* the end of any system call tells the others */
    settle();
    host_turn(0);
    return t;
}

static void idle_harts_take_what_is_ready(void **state)
{
    (void)state;
    start_on(3);
    struct thread *a = another(5), *b = another(6), *c = another(7);
    assert_ptr_equal(at(0), main_thread);
    assert_true((at(1) == a && at(2) == c) || (at(1) == c && at(2) == a) || (at(1) == b && at(2) == c) ||
                (at(1) == c && at(2) == b));
    assert_int_equal(a->state, THREAD_READY); /* the three most urgent of four run */
    assert_int_equal(b->state, THREAD_RUNNING);
}

static void one_thread_wakes_one_hart(void **state)
{
    (void)state;
    start_on(4);
    host_thread(app, 5);
    HOST_CALL(SYS_THREAD_SELF, 0);
    assert_int_equal(__builtin_popcountll(host.ipis), 1);
    HOST_CALL(SYS_THREAD_SELF, 0);
    assert_int_equal(__builtin_popcountll(host.ipis), 1); /* it has been told */
}

static void equals_on_another_hart_share_it(void **state)
{
    (void)state;
    start_on(2);
    struct thread *a = another(5), *b = another(5);
    assert_ptr_equal(at(1), a);
    host_turn(1);
    assert_int_not_equal(host.timer, UINT64_MAX); /* it was told to count the slice */
    host.time = host.timer;
    settle();
    assert_ptr_equal(at(1), b);
}

/* Whoever is taken off its hart to be looked at goes on with the rest of its slice, not with another one. */
static void who_is_looked_at_keeps_to_its_slice(void **state)
{
    (void)state;
    start_on(2);
    struct thread *a = another(5), *b = another(5);
    uint64_t begin = host.time;
    while (at(1) == a && host.time < begin + 10 * SLICE_TICKS) {
        host_turn(0);
        host.time += ASK_TICKS + 1;
        HOST_CALL(SYS_FRAME_ALIVE, a->tid, 99);
        settle();
    }
    assert_ptr_equal(at(1), b);
    assert_true(host.time - begin <= SLICE_TICKS + 2 * (ASK_TICKS + 1));
}

static void bound_threads_run_where_they_are_bound(void **state)
{
    (void)state;
    start_on(3);
    assert_int_equal(HOST_CALL(SYS_THREAD_BIND, 0, 3), -PE_RANGE);
    assert_int_equal(HOST_CALL(SYS_THREAD_BIND, 999, 1), -PE_NOENT);
    assert_int_equal(HOST_CALL(SYS_THREAD_BIND, 0, 2), HOST_GONE);
    settle();
    assert_null(at(0));
    assert_ptr_equal(at(2), main_thread);
    host_turn(2);
    assert_int_equal(*context_x(&main_thread->ctx, REG_A0), 3);
    struct thread *t = host_thread(app, 20);
    assert_int_equal(HOST_CALL(SYS_THREAD_BIND, t->tid, 2), HOST_GONE); /* it is more urgent, here and nowhere else */
    settle();
    assert_ptr_equal(at(2), t);
    assert_null(at(0));
    host_turn(2);
    assert_int_equal(HOST_CALL(SYS_THREAD_BIND, 0, UINT64_MAX), 3);
    settle();
    assert_ptr_equal(at(2), t);
    assert_null(at(1));
}

static void a_thread_of_another_program_is_not_bound(void **state)
{
    (void)state;
    start_on(2);
    struct program *other = host_program("other", 50);
    struct thread *t = host_thread(other, 5);
    assert_int_equal(HOST_CALL(SYS_THREAD_BIND, t->tid, 1), -PE_PERM);
}

static void a_thread_that_runs_elsewhere_is_killed(void **state)
{
    (void)state;
    start_on(2);
    uint64_t pages = page_left();
    struct thread *t = another(5);
    assert_ptr_equal(at(1), t);
    assert_int_equal(HOST_CALL(SYS_THREAD_KILL, t->tid), 0);
    assert_null(at(1));
    assert_null(harts[1].loaded);
    assert_null(harts[1].charged);
    assert_int_equal(page_left(), pages);
    assert_true(harts[1].idle);
}

/* Its segment state is on the other hart: the unwinding works on what that hart brings in. */
static void a_call_that_runs_elsewhere_is_unwound(void **state)
{
    uint64_t index;
    (void)state;
    start_on(2);
    struct program *service = make_child("service", &index);
    struct thread *t = another(5);
    host_turn(1);
    host_hart.v = XS_MASK_T;
    host_far_call(service, 0);
    *context_x(&t->ctx, REG_A0) = 77; /* the service's */
    host_turn(0);
    assert_int_equal(HOST_CALL(SYS_PROG_KILL, index), 0);
    settle();
    assert_ptr_equal(at(1), t);
    assert_int_equal(host_hart_of[1].s1, gst_word(app->selector));
    assert_int_equal(*context_x(&t->ctx, REG_T0), -(int64_t)PE_KILLED);
    host_turn(1);
    assert_int_equal(HOST_CALL(SYS_THREAD_SELF, 0), t->tid); /* its next system call has a result of its own */
}

/* Hart 1 has trapped and waits for the lock; hart 0, which has it, takes the thread away. */
static void stop_while_it_waits(void)
{
    host_while_waiting = 0;
    host_turn(0);
    hart_stop(&harts[1]);
    host_turn(1);
    lock_leave();
}

static void a_trap_of_a_stopped_thread_is_forgotten(void **state)
{
    (void)state;
    start_on(2);
    struct thread *t = another(5);
    uint64_t pc = t->ctx.pc;
    host_turn(1);
    *context_x(&t->ctx, REG_A7) = SYS_EXIT;
    host.cause = 8;
    kernel_lock += 1 << 16; /* hart 0's ticket */
    host_while_waiting = stop_while_it_waits;
    assert_ptr_equal(trap_user(), t); /* it is the most urgent again: it goes on, and will ask once more */
    assert_int_equal(t->state, THREAD_RUNNING);
    assert_int_equal(t->ctx.pc, pc);
    assert_int_equal(kernel_lock >> 16, kernel_lock & 0xffff);
}

/* Source 1 is bound to hart 1, where the thread runs. */
static struct thread *bound_on_1(void)
{
    app->gates[1] = app->gates[0];
    xs_gate_set_kind(&app->gates[1], XS_GATE_INTERRUPT);
    app->gate_count = 2;
    irq_allow(app, 1);
    struct thread *t = another(5);
    host_turn(1);
    assert_int_equal(HOST_CALL(SYS_IRQ_BIND, 1, 1, 1, 1000, 1000, 0), 0);
    return t;
}

/* Hart 0 asks for the thread; the handler's fault wakes its driver meanwhile, who is more urgent: it waits its turn. */
static void a_driver_that_wakes_while_the_lock_is_lent_is_not_lost(void **state)
{
    (void)state;
    start_on(2);
    struct thread *t = bound_on_1();
    struct thread *driver = another(20);
    assert_ptr_equal(at(0), driver);
    assert_int_equal(HOST_CALL(SYS_IRQ_WAIT, 1), HOST_GONE);
    assert_ptr_equal(at(0), t);
    assert_ptr_equal(at(1), main_thread);
    host_turn(1);
    host_interrupt(1);
    host_turn(0);
    host_handler_faults = true;
    HOST_CALL(SYS_THREAD_BIND, main_thread->tid, UINT64_MAX);
    host_handler_faults = false;
    settle();
    assert_true(at(0) == driver || at(1) == driver);
    assert_int_equal(*context_x(&driver->ctx, REG_A0), -(int64_t)PE_CALLEE);
}

/* While it goes on, hart 0 waits with the lock; what the handler asks of the kernel is done all the same. */
static void a_handler_ends_before_its_thread_is_taken(void **state)
{
    (void)state;
    start_on(2);
    struct thread *t = bound_on_1();
    *context_x(&t->ctx, REG_A0) = 4711;
    uint64_t pc = t->ctx.pc;
    host_interrupt(1);
    *context_x(&t->ctx, REG_A0) = 1; /* the handler's */
    host_turn(0);
    assert_int_equal(HOST_CALL(SYS_THREAD_BIND, t->tid, 0), 2);
    assert_int_equal(t->state, THREAD_READY);
    assert_int_equal(state_of_running(1), 0);
    assert_int_equal(t->ctx.pc, pc);
    assert_int_equal(*context_x(&t->ctx, REG_A0), 4711);
    assert_int_equal(t->ctx.s1, gst_word(app->selector));
    assert_int_equal(kernel_lock >> 16, kernel_lock & 0xffff);
}

static void a_sleeper_wakes_on_the_hart_where_it_slept_or_is_forgotten_there(void **state)
{
    (void)state;
    start_on(2);
    struct thread *t = another(5);
    host_turn(1);
    assert_int_equal(HOST_CALL(SYS_SLEEP, 1000), HOST_GONE);
    assert_ptr_equal(harts[1].sleepers, t);
    host.time = host.timer;
    settle();
    assert_ptr_equal(at(1), t);
    host_turn(1);
    assert_int_equal(HOST_CALL(SYS_SLEEP, 1000), HOST_GONE);
    host_turn(0);
    assert_int_equal(HOST_CALL(SYS_THREAD_KILL, t->tid), 0);
    assert_null(harts[1].sleepers);
}

static struct thread *bind_to_0;
static void bind(void)
{
    hart_bind(bind_to_0, 1);
}

/* Segment state is on a hart only while the thread runs there: hart 0 may run next what hart 1 ran. */
static void state_moves_with_the_thread(void **state)
{
    (void)state;
    start_on(2);
    struct thread *t = another(5);
    host_turn(1);
    host_hart.v = 0x1234;
    HOST_CALL(SYS_SLEEP, 1000);
    assert_null(harts[1].loaded);
    assert_int_equal(t->ctx.v, 0x1234);
    bind_to_0 = t;
    host_locked(bind);
    host.time = harts[1].timer;
    settle();
    host_turn(0);
    HOST_CALL(SYS_SLEEP, 100000);
    assert_ptr_equal(at(0), t);
    assert_int_equal(host_hart.v, 0x1234);
}

static void ipc_meets_across_harts(void **state)
{
    (void)state;
    start_on(2);
    int64_t e = HOST_CALL(SYS_EP_CREATE, 0);
    struct thread *server = another(5);
    host_turn(1);
    assert_int_equal(HOST_CALL(SYS_IPC_REPLY_WAIT, (uint64_t)e), HOST_GONE);
    host_turn(0);
    assert_int_equal(host_call(SYS_IPC_CALL, (uint64_t)e, 10, 11, 12, 13, 0), HOST_GONE);
    settle();
    unsigned where = at(0) == server ? 0 : 1;
    assert_ptr_equal(at(where), server);
    host_turn(where);
    assert_int_equal(*context_x(&server->ctx, REG_A0 + 2), 11);
    assert_int_equal(host_call(SYS_IPC_REPLY_WAIT, (uint64_t)e, 20, 21, 22, 23, 0), HOST_GONE);
    settle();
    assert_int_equal(main_thread->state, THREAD_RUNNING);
    assert_int_equal(*context_x(&main_thread->ctx, REG_A0), 20);
}

/* As the fast path does it: the server runs at once, and what it does is still counted for the client. */
static void switch_fast(struct thread *client, struct thread *server)
{
    host_turn(1);
    hw_save(&client->ctx);
    client->endpoint = server->endpoint;
    server->endpoint = 0;
    queue_remove(server);
    server->client = client;
    client->server = server;
    client->state = THREAD_REPLY;
    server->state = THREAD_RUNNING;
    harts[1].current = harts[1].loaded = server;
    hw_load(&server->ctx);
    host_turn(0);
}

static void no_hart_counts_for_a_thread_that_is_gone(void **state)
{
    (void)state;
    start_on(2);
    int64_t e = HOST_CALL(SYS_EP_CREATE, 0);
    struct thread *server = another(5);
    host_turn(1);
    assert_int_equal(HOST_CALL(SYS_IPC_REPLY_WAIT, (uint64_t)e), HOST_GONE);
    struct thread *client = another(5);
    assert_ptr_equal(harts[1].charged, client);
    switch_fast(client, server);
    assert_int_equal(HOST_CALL(SYS_THREAD_KILL, client->tid), 0);
    assert_ptr_equal(at(1), server);
    assert_ptr_not_equal(harts[1].charged, client);
}

static void who_asks_for_frames_holds_nobody_up(void **state)
{
    (void)state;
    start_on(2);
    struct thread *t = another(5);
    host.time = 5000;
    assert_int_equal(HOST_CALL(SYS_FRAME_ALIVE, t->tid, 99), 0);
    assert_int_equal(t->asked_at, 5000); /* it was taken off its hart */
    settle();
    host_turn(0);
    assert_ptr_equal(at(1), t);
    host.time += 1000;
    assert_int_equal(HOST_CALL(SYS_FRAME_ALIVE, t->tid, 99), 1); /* it may be */
    assert_int_equal(t->asked_at, 5000);
    host.time += 1000;
    assert_int_equal(HOST_CALL(SYS_FRAME_ALIVE, t->tid, 99), 0);
    assert_int_equal(t->asked_at, 7000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(idle_harts_take_what_is_ready),
        cmocka_unit_test(one_thread_wakes_one_hart),
        cmocka_unit_test(equals_on_another_hart_share_it),
        cmocka_unit_test(who_is_looked_at_keeps_to_its_slice),
        cmocka_unit_test(bound_threads_run_where_they_are_bound),
        cmocka_unit_test(a_thread_of_another_program_is_not_bound),
        cmocka_unit_test(a_thread_that_runs_elsewhere_is_killed),
        cmocka_unit_test(a_call_that_runs_elsewhere_is_unwound),
        cmocka_unit_test(a_trap_of_a_stopped_thread_is_forgotten),
        cmocka_unit_test(a_driver_that_wakes_while_the_lock_is_lent_is_not_lost),
        cmocka_unit_test(a_handler_ends_before_its_thread_is_taken),
        cmocka_unit_test(a_sleeper_wakes_on_the_hart_where_it_slept_or_is_forgotten_there),
        cmocka_unit_test(state_moves_with_the_thread),
        cmocka_unit_test(ipc_meets_across_harts),
        cmocka_unit_test(who_asks_for_frames_holds_nobody_up),
        cmocka_unit_test(no_hart_counts_for_a_thread_that_is_gone),
    };
    return cmocka_run_group_tests(tests, 0, 0);
}
