/* Random system calls, faults and far calls in any order.
 *
 *   test-kernel-random [SEED [ROUNDS]]      others, and more of them */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
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
#include "vst.h"

static const unsigned numbers[] = {
#define X(name, number, args) number,
    SYS_CALLS(X)
#undef X
};
static unsigned first_seed = 2026, most_rounds;

static unsigned any_number(void)
{
    return numbers[(unsigned)rand() % (sizeof numbers / sizeof *numbers)];
}

/* When all threads have ended or sleep: another one, of what is left. */
static bool revive(void)
{
    if (app->state != PROGRAM_LIVE)
        return false;
    host_thread(app, 10);
    return host_run() != 0;
}

static uint64_t hostile_value(void)
{
    static const uint64_t values[] = {0,
                                      1,
                                      2,
                                      3,
                                      7,
                                      8,
                                      63,
                                      64,
                                      4095,
                                      4096,
                                      OWN,
                                      THREAD_TABLE,
                                      0x8001,
                                      0x1000,
                                      0x3000,
                                      20000, /* numbers, selectors, sizes */
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
                                      1ull << 59};
    return rand() % 2 ? values[(unsigned)rand() % (sizeof values / sizeof *values)] : (unsigned)rand() % 40;
}

/* What a handler does next: it returns, calls on the kernel, faults, exhausts its budget, or is itself interrupted. */
static void handler_step(uint64_t service)
{
    const struct xs_frame *f = hw_ptr(host_hart.lsp);
    struct program *callee = program_of(service);
    struct xs_irun run = {{host.running}};
    unsigned source = (unsigned)xs_irun_source(&run);

    switch (rand() % 8) {
    case 0: host_fault(24 + (unsigned)rand() % 4, hostile_value(), 5); break;
    case 1: host_call(any_number(), hostile_value(), hostile_value(), hostile_value(), 0, 0, 0); break;
    case 2: host_call(SYS_WAKE, HOST_DATA, 9, 0, 0, 0, 0); break;
    case 3: host_fault(1ull << 63 | 5, 0, 0); break;
    case 4:
        xs_binding_set_masked(host_binding(source), 1);
        host_fault(XS_CAUSE_INTERRUPT, source, XS_REASON_BUDGET);
        break;
    case 5:
        if (xs_frame_kind(f) == XS_FRAME_INTERRUPT && callee && callee->state == PROGRAM_LIVE)
            host_far_call(callee, 1);
        break;
    default:
        if (host_deliverable(source ^ 3))
            host_interrupt(source ^ 3);
        else if (xs_frame_kind(f) == XS_FRAME_INTERRUPT && host_handler_return() == 0)
            host_fault(XS_CAUSE_SEGMENT_ACCESS, 0, XS_REASON_REGISTER);
        break;
    }
}

static unsigned interrupt_somebody(uint64_t service)
{
    unsigned source = 1 + (unsigned)rand() % 2, steps = 0;

    if (!host_deliverable(source))
        return 0;
    for (host_interrupt(source); host.running; steps++)
        handler_step(service);
    return steps;
}

/* app's gate 1 handles sources 1 and 2, gate 2 is for callbacks. Answers the pages that the hart keeps for it. */
static uint64_t bind_sources(void)
{
    uint64_t left = page_left();
    app->gates[1] = app->gates[0];
    xs_gate_set_kind(&app->gates[1], XS_GATE_INTERRUPT);
    app->gates[2] = app->gates[0];
    xs_gate_set_kind(&app->gates[2], XS_GATE_CALLBACK);
    app->gate_count = 3;
    for (unsigned source = 1; source < 3; source++) {
        irq_allow(app, source);
        assert_int_equal(HOST_CALL(SYS_IRQ_BIND, source, 1, source, 1000, 1000, 0), 0);
    }
    return left - page_left();
}

/* The current thread makes a system call, if it still is the one; answers what it got, or HOST_GONE. */
static int64_t call_of(const struct thread *t, unsigned number, uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3,
                       uint64_t a4)
{
    return hart_self()->current == t && !host.running ? host_call(number, a0, a1, a2, a3, a4, 0) : HOST_GONE;
}

/* A program of the current one's, sealed or not, with threads or not, kept or forgotten. */
static void spawn(void)
{
    const struct thread *t = hart_self()->current;
    struct xs_gate g = {0};

    int64_t c =
        call_of(t, SYS_CODE_CREATE, HOST_DATA, 1, (12 + (unsigned)rand() % 60) * 4096, 2 + (unsigned)rand() % 20, 0);
    if (c <= 0)
        return;
    call_of(t, SYS_CODE_WRITE, (uint64_t)c, 0x1000, 0, 4096, 5);
    call_of(t, SYS_CODE_WRITE, (uint64_t)c, 0x2000, 0, 4096, 3);
    call_of(t, SYS_CODE_SET, (uint64_t)c, 6, (unsigned)rand() % 16, 0, 0);
    xs_gate_set_entry(&g, 0x1000);
    xs_gate_set_valid(&g, 1);
    if (hart_self()->current == t)
        hw_copy_out(HOST_DATA, &g, sizeof g);
    if (rand() % 8)
        call_of(t, SYS_CODE_SEAL, (uint64_t)c, HOST_DATA, (unsigned)rand() % 2, 0, 0);
    for (int n = rand() % 3; n > 0; n--)
        call_of(t, SYS_THREAD_CREATE, (uint64_t)c, 0x1000, 0, 4096 | 8ull << 32, 5 + (unsigned)rand() % 6);
    if (rand() % 2)
        call_of(t, SYS_UNGRANT, OWN, (uint64_t)c, 0, 0, 0);
}

/* Nobody has more than his quota, and what a program has set aside for others is in what it uses. */
static void quotas_hold(void)
{
    for (const struct program *p = program_first; p; p = p->next) {
        uint64_t aside = 0;
        for (const struct program *q = program_first; q; q = q->next)
            aside += program_payer(q) == p ? q->quota : 0;
        if (p->state <= PROGRAM_LIVE)
            assert_true(p->used <= p->quota && aside < p->used);
    }
}

/* The service cleans up after calls that end otherwise. */
static void give_cleanup(struct program *service)
{
    service->gates[1] = service->gates[0];
    xs_gate_set_kind(&service->gates[1], XS_GATE_CLEANUP);
    service->gate_count = 2;
    service->cleanup = 2;
}

static unsigned cleaned;

/* The cleanup gate that the current thread is in comes to its end: it returns, or faults. */
static void end_cleaning(struct thread *t)
{
    if (rand() % 2 && host_hart.lsp == hw_pa(&t->cleanup[1]))
        host_hart.lsp -= XS_FRAME_SIZE;
    cleaned++;
    host_fault(XS_CAUSE_SEGMENT_ACCESS, 0, XS_REASON_REGISTER);
}

/* One trap of the current thread: a call, a fault, or a far call before the next. */
static void one(uint64_t service) /* xs1 of the service, which may be gone */
{
    struct program *callee = program_of(service);
    unsigned number = any_number();
    uint64_t a[6];

    for (unsigned k = 0; k < 6; k++)
        a[k] = hostile_value();
    if (number == SYS_IRQ_BIND && host_at != 0)
        return; /* what the kernel keeps for a hart's handlers would be kept for this one too, */
    if (number == SYS_IRQ_BIND)
        a[2] = 1 + a[2] % 2; /* and for another level */
    if (number == SYS_SHUTDOWN || (number == SYS_EXIT && rand() % 32))
        return;
    struct thread *t = hart_self()->current;
    if (t->unwinding.lsp && rand() % 4 == 0)
        end_cleaning(t);
    else if (rand() % 30 == 0)
        spawn();
    else if (rand() % 50 == 0)
        host_fault((unsigned)rand() % 28, a[0], a[1] & 0xffff);
    else if (rand() % 25 == 0 && !t->unwinding.lsp && thread_depth(t) < 7 && callee && callee->state == PROGRAM_LIVE)
        host_far_call(callee, 1);
    else
        host_call(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

static void end_everything(void)
{
    struct program *p = program_first;
    while (p) {
        bool live = p->state < PROGRAM_ENDING;
        if (live)
            program_end(p, 0);
        p = live ? program_first : p->next; /* the list has changed */
    }
}

/* Random calls with hostile arguments from random threads: no panic, and when all is over every page is back. */
static void any_sequence_of_calls_is_survived(void **state)
{
    unsigned seed = first_seed, traps = 0, interrupts = 0;
    (void)state;
    print_message("seed %u\n", seed);
    srand(seed);
    for (unsigned round = 0; round < (most_rounds ? most_rounds : 100); round++) {
        start_app();
        struct program *service = host_program("service", 100);
        give_cleanup(service);
        app->vst[1] = vst_entry(service->selector, 7, 1, 0);
        uint64_t kept = bind_sources(), word = gst_word(service->selector);
        for (unsigned i = 0; i < 400 && (hart_self()->current || revive()); i++, traps++) {
            one(word);
            if (hart_self()->current)
                interrupts += interrupt_somebody(word);
        }
        quotas_hold();
        end_everything();
        assert_null(program_first);
        assert_int_equal(page_left() + kept, page_total());
    }
    print_message("%u traps, %u in handlers, %u cleaned up\n", traps, interrupts, cleaned);
    assert_true(cleaned > 100);
    assert_true(interrupts > 500);
}

/* A random hart's turn: its interrupts, mostly, or a trap of the handler or the thread that runs there. */
static bool step(uint64_t service)
{
    host_turn((unsigned)rand() % hart_count);
    host.time += (unsigned)rand() % 3000;
    if (rand() % 4 && host_heed())
        return true;
    if (!hart_self()->current)
        return false;
    unsigned source = 1 + (unsigned)rand() % 2;
    if (host.running)
        handler_step(service);
    else if (rand() % 8 == 0 && host_deliverable(source))
        host_interrupt(source);
    else
        one(service);
    return true;
}

static void only_one_runs_each_thread(void)
{
    for (unsigned n = 0; n < hart_count; n++) {
        const struct thread *t = harts[n].current;
        assert_true(!t || t->state == THREAD_DEAD /* the idle thread */ ||
                    (t->state == THREAD_RUNNING && (!t->bound || t->bound == n + 1)));
        assert_true(!harts[n].loaded || harts[n].loaded == t);
        for (unsigned m = 0; m < n; m++)
            assert_true(!t || harts[m].current != t);
    }
    assert_int_equal(kernel_lock >> 16, kernel_lock & 0xffff);
}

/* The same on several harts, whose traps come in any order. */
static void any_interleaving_of_harts_is_survived(void **state)
{
    unsigned seed = first_seed + 1, traps = 0, handled = 0;
    (void)state;
    print_message("seed %u\n", seed);
    srand(seed);
    for (unsigned round = 0; round < (most_rounds ? most_rounds : 150); round++) {
        host_reset_harts(2 + round % 3);
        uint64_t pages = page_left();
        app = host_program("app", 500);
        struct program *service = host_program("service", 100);
        give_cleanup(service);
        for (unsigned i = 0; i < 6; i++)
            host_thread(app, 8 + i % 3);
        app->vst[1] = vst_entry(service->selector, 7, 1, 0);
        host_run();
        uint64_t kept = bind_sources(), word = gst_word(service->selector);
        for (unsigned i = 0; i < 1500; i++) {
            traps += step(word);
            handled += host.running != 0;
            only_one_runs_each_thread();
        }
        quotas_hold();
        host_locked(end_everything);
        assert_null(program_first);
        assert_int_equal(page_left() + kept, pages);
    }
    print_message("%u traps, %u in handlers, %u cleaned up\n", traps, handled, cleaned);
    assert_true(cleaned > 100);
    cleaned = 0;
    assert_true(handled > 500);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_interleaving_of_harts_is_survived),
        cmocka_unit_test(any_sequence_of_calls_is_survived),
    };
    first_seed = argc > 1 ? (unsigned)strtoul(argv[1], 0, 0) : first_seed;
    most_rounds = argc > 2 ? (unsigned)strtoul(argv[2], 0, 0) : 0;
    return cmocka_run_group_tests(tests, 0, 0);
}
