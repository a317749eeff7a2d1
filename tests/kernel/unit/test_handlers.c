/* What the kernel owes to interrupts in user mode (manual 17.8): bindings, the pop, switches that wait. */
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
#include "host.h"
#include "hw.h"
#include "irq.h"
#include "object.h"
#include "page.h"
#include "program.h"
#include "hart.h"
#include "table.h"
#include "thread.h"
#include "wait.h"

enum { UART = 10, RTC = 11, LOW = 2, HIGH = 5, BUDGET = 1000, PERIOD = 1000, RAN = 1 << 16 };

/* app gets gate 1, a handler, and the two sources. */
static void start_driver(void)
{
    start_app();
    struct xs_gate *g = &app->gates[1];
    *g = app->gates[0];
    xs_gate_set_kind(g, XS_GATE_INTERRUPT);
    app->gate_count = 2;
    irq_allow(app, UART);
    irq_allow(app, RTC);
}

static int64_t bind(unsigned source, unsigned level)
{
    return HOST_CALL(SYS_IRQ_BIND, source, 1, level, BUDGET, PERIOD, 77);
}

/* All that a thread has, but what its system calls changed. */
static struct context seen(void)
{
    struct context c = host_hart;
    c.pc = main_thread->ctx.pc;
    memcpy(c.x, main_thread->ctx.x, sizeof c.x);
    return c;
}

static void fill_registers(void)
{
    for (unsigned n = 1; n < 32; n++)
        *context_x(&main_thread->ctx, n) = 0x5ec0 + n;
}

static void a_binding_needs_a_grant_and_a_gate_of_its_kind(void **state)
{
    (void)state;
    start_driver();
    assert_int_equal(HOST_CALL(SYS_IRQ_BIND, 1, 1, LOW, BUDGET, PERIOD, 0), -PE_PERM);
    assert_int_equal(HOST_CALL(SYS_IRQ_BIND, 1ull << 40, 1, LOW, BUDGET, PERIOD, 0), -PE_PERM);
    assert_int_equal(HOST_CALL(SYS_IRQ_BIND, UART, 0, LOW, BUDGET, PERIOD, 0), -PE_INVAL);
    assert_int_equal(HOST_CALL(SYS_IRQ_BIND, UART, 2, LOW, BUDGET, PERIOD, 0), -PE_INVAL);
    assert_int_equal(HOST_CALL(SYS_IRQ_BIND, UART, 1ull << 50, LOW, BUDGET, PERIOD, 0), -PE_INVAL);
    assert_int_equal(HOST_CALL(SYS_IRQ_BIND, UART, 1, 0, BUDGET, PERIOD, 0), -PE_INVAL);
    assert_int_equal(HOST_CALL(SYS_IRQ_BIND, UART, 1, 8, BUDGET, PERIOD, 0), -PE_INVAL);
    assert_int_equal(HOST_CALL(SYS_IRQ_BIND, UART, 1, LOW, 0, PERIOD, 0), -PE_INVAL);
    assert_int_equal(HOST_CALL(SYS_IRQ_BIND, UART, 1, LOW, BUDGET, 0, 0), -PE_INVAL);
    assert_int_equal(HOST_CALL(SYS_IRQ_UNBIND, UART), -PE_NOENT);
    xs_gate_set_stack(&app->gates[1], IRQ_STACK + 1);
    assert_int_equal(bind(UART, LOW), -PE_RANGE);
    xs_gate_set_stack(&app->gates[1], IRQ_STACK);
    xs_gate_set_frames(&app->gates[1], IRQ_FRAMES + 1);
    assert_int_equal(bind(UART, LOW), -PE_RANGE);
    xs_gate_set_frames(&app->gates[1], IRQ_FRAMES);
    assert_int_equal(bind(UART, LOW), 0);
    const struct xs_binding *b = host_binding(UART);
    assert_true(xs_binding_valid(b) && !xs_binding_masked(b));
    assert_int_equal(xs_binding_selector(b), app->selector);
    assert_int_equal(xs_binding_badge(b), 77);
    assert_int_equal(xs_ithread_top(host_ithread(LOW)), IRQ_STACK);
    assert_false(xs_ithread_valid(host_ithread(HIGH)));
    struct program *other = host_program("other", 100);
    irq_allow(other, UART);
    assert_int_equal(irq_unbind(other, UART), -PE_NOENT);
    assert_int_equal(irq_wait(main_thread, other, UART), -PE_BUSY);
    assert_int_equal(HOST_CALL(SYS_IRQ_UNBIND, UART), 0);
    assert_false(host_deliverable(UART));
}

/* What handlers may take of a hart is bounded, and binding again does not renew it. */
static void handlers_have_half_of_a_hart_at_most(void **state)
{
    (void)state;
    start_driver();
    assert_int_equal(HOST_CALL(SYS_IRQ_BIND, UART, 1, LOW, 60 * 1000, PERIOD, 0), -PE_QUOTA);
    assert_int_equal(HOST_CALL(SYS_IRQ_BIND, UART, 1, LOW, IRQ_BUDGET, 1ull << 40, 0), 0);
    assert_int_equal(HOST_CALL(SYS_IRQ_BIND, UART, 1, LOW, IRQ_BUDGET + 1, 1ull << 40, 0),
                     -PE_QUOTA); /* nor all of it at a time */
    assert_int_equal(HOST_CALL(SYS_IRQ_BIND, UART, 1, LOW, 40 * 1000, PERIOD, 0), 0);
    assert_int_equal(HOST_CALL(SYS_IRQ_BIND, RTC, 1, HIGH, 20 * 1000, PERIOD, 0), -PE_QUOTA);
    assert_int_equal(HOST_CALL(SYS_IRQ_BIND, RTC, 1, HIGH, 10 * 1000, PERIOD, 0), 0);
    xs_binding_set_left(host_binding(UART), 3);
    xs_binding_set_renew(host_binding(UART), 5000);
    assert_int_equal(HOST_CALL(SYS_IRQ_UNBIND, UART), 0);
    assert_int_equal(bind(UART, LOW), 0);
    assert_int_equal(xs_binding_left(host_binding(UART)), 3);
    assert_int_equal(xs_binding_renew(host_binding(UART)), 5000);
}

/* As sg.load would. */
static void handler_loads_register(unsigned n)
{
    struct xs_reg *slots = (struct xs_reg *)((char *)hw_ptr(host_hart.lsp) + XS_FRAME_SLOTS);
    slots[n - 3] = host_hart.reg[n - 3];
    memset(&host_hart.reg[n - 3], 0xff, sizeof(struct xs_reg));
    host_hart.w |= 1u << n;
    host_hart.v |= 1u << n;
    host_hart.live |= 1u << n;
}

static void a_handler_that_faults_is_popped_and_its_driver_told(void **state)
{
    (void)state;
    start_driver();
    assert_int_equal(bind(UART, LOW), 0);
    struct thread *driver = host_thread(app, 20);
    assert_int_equal(HOST_CALL(SYS_YIELD, 0), HOST_GONE);
    assert_ptr_equal(hart_self()->current, driver);
    assert_int_equal(HOST_CALL(SYS_IRQ_WAIT, UART), HOST_GONE);
    assert_ptr_equal(hart_self()->current, main_thread);
    fill_registers();
    struct context before = seen();
    host_interrupt(UART);
    handler_loads_register(5);
    host_hart.lw -= 128;
    host_hart.serial += 2ull << 32;
    host.left = 400;
    assert_ptr_equal(host_fault(XS_CAUSE_SEGMENT_ACCESS, 0x3000000000000000, XS_REASON_INVISIBLE), driver);
    assert_int_equal(host.running, 0);
    assert_int_equal(host.completed, UART);
    assert_int_equal(*context_x(&driver->ctx, REG_A0), (uint64_t)-PE_CALLEE);
    assert_true(xs_binding_masked(host_binding(UART)));
    assert_int_equal(xs_binding_left(host_binding(UART)), 400);
    assert_int_equal(xs_ithread_lw(host_ithread(LOW)), IRQ_STACK - 128);
    assert_int_equal(xs_ithread_last_serial(host_ithread(LOW)), 3);
    assert_non_null(strstr(host_output, "the handler of interrupt 10, in `app`, tried to run"));
    assert_int_equal(HOST_CALL(SYS_IRQ_WAIT, UART), HOST_GONE); /* unmasks */
    assert_true(host_deliverable(UART));
    struct context after = seen();
    assert_memory_equal(&before, &after, offsetof(struct context, live));
    assert_memory_equal(before.reg, after.reg, sizeof before.reg);
}

/* Trouble that nobody waited for is told once to who asks next, before the source is unmasked. */
static void trouble_waits_for_who_asks(void **state)
{
    (void)state;
    start_driver();
    assert_int_equal(bind(UART, LOW), 0);
    host_interrupt(UART);
    host.left = 0;
    xs_binding_set_masked(host_binding(UART), 1);
    assert_ptr_equal(host_fault(XS_CAUSE_INTERRUPT, UART, XS_REASON_BUDGET), main_thread);
    assert_int_equal(host.running, 0);
    assert_int_equal(HOST_CALL(SYS_IRQ_WAIT, UART), -PE_TIMEOUT);
    assert_false(host_deliverable(UART));
    struct thread *other = host_thread(app, 9);
    assert_int_equal(HOST_CALL(SYS_IRQ_WAIT, UART), HOST_GONE);
    assert_true(host_deliverable(UART));
    assert_ptr_equal(hart_self()->current, other);
    assert_int_equal(HOST_CALL(SYS_IRQ_WAIT, UART), -PE_BUSY);
    xs_binding_set_masked(host_binding(UART), 1);
    assert_ptr_equal(host_fault(XS_CAUSE_INTERRUPT, UART, XS_REASON_STALE), main_thread); /* no delivery */
    assert_int_equal(*context_x(&main_thread->ctx, REG_A0), (uint64_t)-PE_REFUSED);
    assert_int_equal(HOST_CALL(SYS_IRQ_WAIT, UART), HOST_GONE);
    assert_int_equal(HOST_CALL(SYS_IRQ_UNBIND, UART), HOST_GONE);
    assert_ptr_equal(hart_self()->current, main_thread);
    assert_int_equal(*context_x(&main_thread->ctx, REG_A0), (uint64_t)-PE_REVOKED);
}

/* What a handler calls is unwound within it, and its own frame goes last. */
static void calls_of_a_handler_unwind_within_it(void **state)
{
    (void)state;
    start_driver();
    struct program *service = host_program("service", 100);
    assert_int_equal(bind(UART, LOW), 0);
    fill_registers();
    struct context before = seen();
    host_interrupt(UART);
    uint64_t lsp = host_hart.lsp;
    host_far_call(service, 1);
    assert_ptr_equal(host_fault(13, 0, 0), main_thread);
    assert_int_equal(host_hart.lsp, lsp);
    assert_true(host.running != 0 && host_deliverable(RTC) == false);
    assert_int_equal(*context_x(&main_thread->ctx, REG_T0), (uint64_t)-PE_CALLEE);
    assert_int_equal(host_hart.tid, xs_ithread_tid(host_ithread(LOW)));
    host_far_call(service, 1);
    xs_frame_set_protect((struct xs_frame *)hw_ptr(host_hart.lsp), 0); /* shares its caller's fate */
    assert_ptr_equal(host_fault(13, 0, 0), main_thread);
    assert_int_equal(host.running, 0);
    struct context after = seen();
    assert_memory_equal(&before, &after, offsetof(struct context, live));
}

static void nested_handlers_are_popped_one_by_one(void **state)
{
    (void)state;
    start_driver();
    assert_int_equal(bind(UART, LOW), 0);
    assert_int_equal(bind(RTC, HIGH), 0);
    fill_registers();
    struct context before = seen();
    host_interrupt(UART);
    *context_x(&main_thread->ctx, 9) = 4711;
    struct context low = seen();
    uint64_t run = host.running;
    host.left = 500;
    host_interrupt(RTC);
    assert_ptr_equal(host_fault(2, 0, 0), main_thread);
    assert_int_equal(host.running, run);
    assert_int_equal(host.left, 500);
    assert_int_equal(host.completed, RTC);
    struct context now = seen();
    assert_memory_equal(&low, &now, offsetof(struct context, live));
    host_handler_return();
    now = seen();
    assert_memory_equal(&before, &now, offsetof(struct context, live));
}

/* 17.8.2: a thread that a handler wakes runs when the outermost handler has returned, and not before. */
static void no_switch_before_the_outermost_handler_has_returned(void **state)
{
    (void)state;
    start_driver();
    assert_int_equal(bind(UART, LOW), 0);
    assert_int_equal(bind(RTC, HIGH), 0);
    struct thread *urgent = host_thread(app, 20);
    assert_int_equal(HOST_CALL(SYS_YIELD, 0), HOST_GONE);
    assert_int_equal(HOST_CALL(SYS_WAIT, HOST_DATA, 0, 0), HOST_GONE);
    assert_ptr_equal(hart_self()->current, main_thread);
    fill_registers();
    struct context before = seen();
    host_interrupt(UART);
    host_interrupt(RTC);
    assert_int_equal(HOST_CALL(SYS_WAKE, HOST_DATA, 1), 1);
    assert_int_equal(urgent->state, THREAD_READY);
    assert_ptr_equal(hart_self()->current, main_thread);
    host.time += 10 * SLICE_TICKS; /* nor does the end of a time slice switch */
    assert_ptr_equal(host_fault(1ull << 63 | 5, 0, 0), main_thread);
    assert_int_equal(host.timer, UINT64_MAX);
    assert_int_equal(HOST_CALL(SYS_EXIT, 1), -PE_PERM); /* a handler wakes, and does nothing else */
    assert_int_equal(HOST_CALL(SYS_YIELD, 0), -PE_PERM);
    assert_int_equal(HOST_CALL(SYS_SHUTDOWN, 0), -PE_PERM);
    assert_true(host_handler_return() != 0); /* into the other handler, which knows nothing of it */
    assert_int_equal(host_handler_return(), 0);
    assert_ptr_equal(host_fault(XS_CAUSE_SEGMENT_ACCESS, 0, XS_REASON_REGISTER), urgent);
    assert_int_equal(*context_x(&urgent->ctx, REG_A0), 0);
    assert_int_equal(HOST_CALL(SYS_EXIT, 0), HOST_GONE);
    assert_ptr_equal(hart_self()->current, main_thread);
    struct context after = seen();
    assert_memory_equal(&before, &after, offsetof(struct context, live));
    assert_string_equal(host_output, "");
}

/* A handler that is popped with a switch due goes straight to it. */
static void a_pop_ends_the_wait_of_a_switch(void **state)
{
    (void)state;
    start_driver();
    assert_int_equal(bind(UART, LOW), 0);
    struct thread *urgent = host_thread(app, 20);
    assert_int_equal(HOST_CALL(SYS_YIELD, 0), HOST_GONE);
    assert_int_equal(HOST_CALL(SYS_WAIT, HOST_DATA, 0, 0), HOST_GONE);
    uint64_t pc = main_thread->ctx.pc;
    host_interrupt(UART);
    assert_int_equal(HOST_CALL(SYS_WAKE, HOST_DATA, 1), 1);
    assert_ptr_equal(host_fault(2, 0, 0), urgent);
    assert_int_equal(HOST_CALL(SYS_EXIT, 0), HOST_GONE);
    assert_int_equal(main_thread->ctx.pc, pc);
}

/* An idle hart goes to user mode, where it can be interrupted, and comes back. */
static void an_idle_hart_can_be_interrupted(void **state)
{
    (void)state;
    start_driver();
    assert_int_equal(bind(UART, LOW), 0);
    host.asked = true; /* a bound source ends the wait */
    assert_int_equal(HOST_CALL(SYS_WAIT, HOST_DATA, 0, 0), HOST_GONE);
    struct thread *idle = hart_self()->current;
    assert_string_equal(idle->name, "idle");
    assert_int_equal(idle->ctx.pc, 0);
    assert_true(host_hart.s1 == 0 && host_hart.s2 == 0 && host_hart.v == 0);
    host_interrupt(UART);
    assert_int_equal(host_handler_return(), 0);
    host.asked = true;
    assert_ptr_equal(host_fault(XS_CAUSE_SEGMENT_ACCESS, 0, XS_REASON_REGISTER), idle);
    host_interrupt(UART);
    assert_int_equal(hart_self()->ready.bits, 0);
    assert_int_equal(wait_wake(table_find(app->root, HOST_DATA & 0xffff, 0), 1), 1);
    assert_ptr_equal(host_fault(1ull << 63 | 5, 0, 0), idle); /* not before the handler has returned */
    assert_int_equal(host_handler_return(), 0);
    assert_ptr_equal(host_fault(XS_CAUSE_SEGMENT_ACCESS, 0, XS_REASON_REGISTER), main_thread);
    assert_string_equal(host_output, "");
}

static void the_end_of_a_driver_unbinds(void **state)
{
    (void)state;
    uint64_t c;
    start_driver();
    struct program *p = make_child("driver", &c);
    xs_gate_set_kind(&p->gates[0], XS_GATE_INTERRUPT);
    irq_allow(p, UART);
    assert_true(HOST_CALL(SYS_THREAD_CREATE, c, 0x1000, 0, 4096, 10) > 0);
    assert_int_equal(HOST_CALL(SYS_YIELD, 0), HOST_GONE);
    assert_int_equal(HOST_CALL(SYS_IRQ_BIND, UART, 0, LOW, BUDGET, PERIOD, 1), 0);
    uint64_t left = page_left();
    assert_int_equal(HOST_CALL(SYS_YIELD, 0), HOST_GONE);
    assert_ptr_equal(hart_self()->current, main_thread);
    assert_int_equal(bind(UART, LOW), -PE_BUSY);
    assert_int_equal(HOST_CALL(SYS_PROG_KILL, c), 0);
    assert_false(host_deliverable(UART));
    assert_int_equal(bind(UART, LOW), 0);
    assert_true(page_left() > left);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_binding_needs_a_grant_and_a_gate_of_its_kind),
        cmocka_unit_test(handlers_have_half_of_a_hart_at_most),
        cmocka_unit_test(a_handler_that_faults_is_popped_and_its_driver_told),
        cmocka_unit_test(trouble_waits_for_who_asks),
        cmocka_unit_test(calls_of_a_handler_unwind_within_it),
        cmocka_unit_test(nested_handlers_are_popped_one_by_one),
        cmocka_unit_test(no_switch_before_the_outermost_handler_has_returned),
        cmocka_unit_test(a_pop_ends_the_wait_of_a_switch),
        cmocka_unit_test(an_idle_hart_can_be_interrupted),
        cmocka_unit_test(the_end_of_a_driver_unbinds),
    };
    return cmocka_run_group_tests(tests, 0, 0);
}
