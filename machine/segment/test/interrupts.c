/* Interrupts in user mode: one hostile test per rule of the manual's chapter 17. */
#include "groups.h"
#include "irq_world.h"
#include "reasons.h"

#include <string.h>

static int setup(void **state)
{
    world_setup(state);
    world_make_irq(*state);
    return 0;
}

static void irq_entry_shows_nothing(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 3, TO_DATA));
    w->hart.fpe = true;
    uint64_t fcsr = w->fcsr, f10 = w->f[10];
    assert_done(w_interrupt(w, SOURCE_LOW, 0));
    for (unsigned i = 1; i < 32; i++)
        assert_int_equal(w->x[i], i == 2 ? PTR(2, ITHREAD_TOP) : 0);
    assert_true(w->hart.v == 0 && w->hart.w == 0 && w->hart.g == 0 && !w->hart.fpe);
    assert_true(w->fcsr == fcsr && w->f[10] == f10); /* the file stays; FPE hides it */
    assert_int_equal(w->pc, PTR(1, 0x1000 + GATE_INTERRUPT * 0x100));
    assert_int_equal(w_query(w, XS_QUERY_BADGE, 0, 0), 0x1000 + SOURCE_LOW);
    assert_int_equal(w_query(w, XS_QUERY_THREAD, 0, 0), 70 + LEVEL_LOW);
    assert_int_equal(w_query(w, XS_QUERY_SERIAL, 0, 0), 1);
    assert_refused(w_move(w, 4, PTR(3, 0)), INVISIBLE);
    assert_refused(w_load(w, 4, THREAD_VST | TO_DATA), THREAD_VST);
    assert_refused(w_check(w, PTR(2, ITHREAD_TOP), 1, XS_LOAD), BOUNDS);
    assert_refused(w_call(w, XS_VSEL_CALLER, GATE_CALLBACK, 0), CALLER);
    assert_int_equal(xs_user_view(&w->hart, 2).selector, ITHREAD_LOW);
}

/* Everything that an instruction could see of the hart is as before, whatever the handler did. */
static void irq_return_restores_everything(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 3, TO_DATA));
    w->x[2] = PTR(2, 0x6000);
    assert_done(w_call(w, TO_OTHER, GATE_PROTECT, MASK_GRANT(3) | MASK_PASS_T));
    xs_note_store(&w->hart, 0x5000);
    uint64_t before = world_hash(w);
    assert_done(w_interrupt(w, SOURCE_LOW, 0));
    for (unsigned n = 3; n <= 14; n++)
        assert_done(w_load(w, n, TO_DATA2));
    xs_note_store(&w->hart, 0x400);
    w->x[2] = PTR(2, 0x800);
    assert_done(w_call(w, TO_OTHER, GATE_PLAIN, MASK_GRANT(3)));
    assert_done(w_load(w, 3, TO_DATA));
    assert_done(w_return(w));
    for (unsigned i = 1; i < 32; i++)
        w->x[i] = 0xbad;
    assert_done(w_return(w));
    assert_true(world_hash(w) == before);
    assert_done(w_return(w)); /* and the call that was interrupted returns */
    assert_done(w_check(w, PTR(3, 0), 1, XS_STORE));
}

static void irq_records_keep_what_outlives_the_handler(void **state)
{
    struct world *w = *state;
    assert_done(w_interrupt(w, SOURCE_LOW, 0));
    xs_note_store(&w->hart, 0x400);
    w->hart.irq_left -= 100;
    assert_done(w_call(w, TO_OTHER, GATE_PLAIN, 0));
    assert_done(w_return(w));
    assert_done(w_return(w));
    struct xs_ithread t = world_get_ithread(w, LEVEL_LOW);
    struct xs_binding b = world_get_binding(w, SOURCE_LOW);
    assert_int_equal(xs_ithread_lw(&t), 0x400);
    assert_int_equal(xs_ithread_last_serial(&t), 2);
    assert_int_equal(xs_binding_left(&b), IRQ_BUDGET - 100);
    assert_int_equal(w->hart.last_serial, 0); /* the interrupted thread's numbers do not tell that it was away */
    assert_int_equal(w->hart.lw, STACK_TOP);
}

static void irq_stack_is_wiped_when_the_driver_changes(void **state)
{
    struct world *w = *state;
    uint64_t pa = PAGES_PA(ITHREAD_LOW) + 0x400;
    assert_done(w_interrupt(w, SOURCE_LOW, 0));
    xs_note_store(&w->hart, 0x400);
    assert_done(w_return(w));
    world_put_u64(w, pa, 0x5ec3e7);
    assert_done(w_interrupt(w, SOURCE_LOW, 0));
    assert_int_equal(world_get_u64(w, pa), 0x5ec3e7); /* its own */
    assert_done(w_return(w));
    struct xs_binding b = world_get_binding(w, SOURCE_LOW);
    xs_binding_set_selector(&b, CLIENT);
    world_put_binding(w, SOURCE_LOW, &b);
    world_put_u64(w, pa - 64, 1); /* below LW: never written since, and not touched */
    assert_done(w_interrupt(w, SOURCE_LOW, 0));
    assert_int_equal(world_get_u64(w, pa), 0);
    assert_int_equal(world_get_u64(w, pa - 64), 1);
    assert_int_equal(w->hart.lw, ITHREAD_TOP);
    assert_int_equal(w->counters.n[XS_CTR_WIPES], (ITHREAD_TOP - 0x400) / 64);
}

static void irq_levels_nest_and_equals_wait(void **state)
{
    struct world *w = *state;
    assert_int_equal(xs_interrupt_level(&w->hart, SOURCE_LOW), LEVEL_LOW);
    assert_done(w_load(w, 3, TO_DATA));
    uint64_t before = world_hash(w);
    assert_done(w_interrupt(w, SOURCE_LOW, 0));
    assert_int_equal(xs_interrupt_level(&w->hart, SOURCE_LOW), 0);
    assert_int_equal(xs_interrupt_level(&w->hart, SOURCE_HIGH), LEVEL_HIGH);
    assert_done(w_load(w, 3, TO_DATA2));
    w->x[9] = 99;
    w->hart.irq_left = 500;
    uint64_t inner = world_hash(w);
    assert_done(w_interrupt(w, SOURCE_HIGH, 0));
    assert_int_equal(xs_interrupt_level(&w->hart, SOURCE_LOW), 0);
    assert_int_equal(w->hart.irq_left, IRQ_BUDGET);
    assert_done(w_load(w, 3, TO_DATA));
    w->hart.irq_left = 1;
    assert_done(w_return(w));
    assert_true(world_hash(w) == inner);
    assert_int_equal(w->hart.irq_left, 500); /* frozen meanwhile */
    assert_done(w_return(w));
    assert_true(world_hash(w) == before);
}

static void irq_unbound_sources_are_the_kernels(void **state)
{
    struct world *w = *state;
    struct xs_binding b = world_get_binding(w, SOURCE_LOW);
    assert_int_equal(xs_interrupt_level(&w->hart, 0), 0);
    assert_int_equal(xs_interrupt_level(&w->hart, 5), 0);
    assert_int_equal(xs_interrupt_level(&w->hart, XS_SOURCES), 0);
    assert_int_equal(xs_interrupt_level(&w->hart, UINT32_MAX), 0);
    xs_binding_set_level(&b, 0);
    world_put_binding(w, SOURCE_LOW, &b);
    assert_int_equal(xs_interrupt_level(&w->hart, SOURCE_LOW), 0);
    xs_csr_write(&w->hart, CSR_XIBIND, 0);
    assert_int_equal(xs_interrupt_level(&w->hart, SOURCE_HIGH), 0);
    xs_csr_write(&w->hart, CSR_XIBIND, UINT64_MAX);
    assert_int_equal(xs_interrupt_level(&w->hart, SOURCE_HIGH), 0);
}

static void irq_budget_lasts_for_a_period(void **state)
{
    struct world *w = *state;
    assert_done(w_interrupt(w, SOURCE_LOW, 10));
    w->hart.irq_left = 0;
    assert_done(w_return(w));
    MEET(w_interrupt(w, SOURCE_LOW, 10 + IRQ_PERIOD - 1), BUDGET);
    struct xs_binding b = world_get_binding(w, SOURCE_LOW);
    assert_true(xs_binding_masked(&b));
    assert_int_equal(xs_interrupt_level(&w->hart, SOURCE_LOW), 0);
    xs_binding_set_masked(&b, 0);
    world_put_binding(w, SOURCE_LOW, &b);
    assert_done(w_interrupt(w, SOURCE_LOW, 10 + IRQ_PERIOD));
    assert_int_equal(w->hart.irq_left, IRQ_BUDGET);
    struct xs_fault f = xs_interrupt_exhausted(&w->hart);
    assert_true(f.cause == XS_CAUSE_INTERRUPT && f.reason == XS_REASON_BUDGET && f.stval == SOURCE_LOW);
    b = world_get_binding(w, SOURCE_LOW);
    assert_true(xs_binding_masked(&b));
    xs_binding_set_period(&b, UINT64_MAX); /* sums do not wrap */
    xs_binding_set_masked(&b, 0);
    xs_binding_set_renew(&b, 0);
    world_put_binding(w, SOURCE_LOW, &b);
    assert_done(w_return(w));
    assert_done(w_interrupt(w, SOURCE_LOW, 77));
    b = world_get_binding(w, SOURCE_LOW);
    assert_true(xs_binding_renew(&b) == UINT64_MAX);
}

/* One thing wrong at a time; the source is masked each time, and the hart as it was. */
#define WRONG_GATE(change, reason)                     \
    do {                                               \
        struct xs_gate g = world_gate(GATE_INTERRUPT); \
        change;                                        \
        world_put_gate(w, SERVER, GATE_INTERRUPT, &g); \
        xs_invalidate(&w->hart, XS_INVAL_ALL, 0, 0);   \
        MEET(w_interrupt(w, SOURCE_LOW, 0), reason);   \
        world_make_irq(w);                             \
        g = world_gate(GATE_INTERRUPT);                \
        world_put_gate(w, SERVER, GATE_INTERRUPT, &g); \
        xs_invalidate(&w->hart, XS_INVAL_ALL, 0, 0);   \
    } while (0)
#define WRONG_THREAD(change, reason)                           \
    do {                                                       \
        struct xs_ithread t = world_get_ithread(w, LEVEL_LOW); \
        change;                                                \
        world_put_ithread(w, LEVEL_LOW, &t);                   \
        MEET(w_interrupt(w, SOURCE_LOW, 0), reason);           \
        world_make_irq(w);                                     \
    } while (0)
#define WRONG_BINDING(change, reason)                           \
    do {                                                        \
        struct xs_binding b = world_get_binding(w, SOURCE_LOW); \
        change;                                                 \
        world_put_binding(w, SOURCE_LOW, &b);                   \
        MEET(w_interrupt(w, SOURCE_LOW, 0), reason);            \
        b = world_get_binding(w, SOURCE_LOW);                   \
        assert_true(xs_binding_masked(&b));                     \
        world_make_irq(w);                                      \
    } while (0)

static void irq_is_refused_by_the_driver(void **state)
{
    struct world *w = *state;
    WRONG_BINDING(xs_binding_set_selector(&b, DATA), KIND);
    WRONG_BINDING(xs_binding_set_generation(&b, GENERATION - 1), STALE);
    WRONG_BINDING(xs_binding_set_selector(&b, 0), STALE);
    WRONG_BINDING(xs_binding_set_gate(&b, GATE_PLAIN), GATE);
    WRONG_BINDING(xs_binding_set_gate(&b, 63), GATE);
    WRONG_BINDING(xs_binding_set_budget(&b, 0), BUDGET);
    WRONG_GATE(xs_gate_set_fp(&g, 1), FP_IN_HANDLER);
    WRONG_GATE(xs_gate_set_time(&g, IRQ_BUDGET + 1), TIME);
    WRONG_GATE(xs_gate_set_entry(&g, 0x1001), TABLE);
    WRONG_GATE(xs_gate_set_entry(&g, SEGMENT_SIZE), TABLE);
    WRONG_GATE(xs_gate_set_stack(&g, ITHREAD_TOP + 1), STACK);
    WRONG_GATE(xs_gate_set_frames(&g, OWN_FRAMES - 1), FRAMES);
    world_revoke(w, SERVER);
    assert_refused(w_interrupt(w, SOURCE_LOW, 0), STALE);
}

static void irq_is_refused_by_the_thread(void **state)
{
    struct world *w = *state;
    WRONG_THREAD(xs_ithread_set_valid(&t, 0), SELECTOR);
    WRONG_THREAD(xs_ithread_set_generation(&t, 3), STALE);
    WRONG_THREAD(xs_ithread_set_selector(&t, DATA), KIND);
    WRONG_THREAD(xs_ithread_set_top(&t, ITHREAD_TOP + 8), TABLE);
    WRONG_THREAD(xs_ithread_set_top(&t, XS_ISTACK_MAX + 64), TABLE);
    WRONG_THREAD(xs_ithread_set_lw(&t, ITHREAD_TOP + 64), TABLE);
    WRONG_THREAD(xs_ithread_set_lw(&t, 8), TABLE);
    WRONG_THREAD((xs_ithread_set_top(&t, 0x2000), xs_ithread_set_lw(&t, 0x1000)), PAGE_ABSENT); /* the wipe fails */
    xs_csr_write(&w->hart, CSR_XITHREAD, 0);
    MEET(w_interrupt(w, SOURCE_LOW, 0), WALK);
    world_make_irq(w);
    xs_csr_write(&w->hart, CSR_XILBASE, 0x1000);
    MEET(w_interrupt(w, SOURCE_LOW, 0), WALK);
    xs_csr_write(&w->hart, CSR_XIBIND, 0x1000);
    MEET(w_interrupt(w, SOURCE_LOW, 0), WALK);
}

static void irq_return_goes_on_in_revoked_code(void **state)
{
    struct world *w = *state;
    uint64_t before = world_hash(w);
    assert_done(w_interrupt(w, SOURCE_LOW, 0));
    world_revoke(w, CLIENT);
    world_revoke(w, THREAD);
    assert_done(w_return(w)); /* its next fetch faults, as it would have without the interrupt */
    assert_true(world_hash(w) == before);
}

static void irq_return_goes_to_an_even_address(void **state)
{
    struct world *w = *state;
    assert_done(w_interrupt(w, SOURCE_LOW, 0));
    world_put_u64(w, OWN_PA(1) + XS_FRAME_PC_OFFSET, PTR(1, 0x1fff)); /* a frame may hold anything */
    assert_done(w_return(w));
    assert_true(w->pc == PTR(1, 0x1ffe));
}

static void irq_return_is_refused_without_its_state(void **state)
{
    struct world *w = *state;
    assert_done(w_interrupt(w, SOURCE_LOW, 0));
    uint64_t word = world_get_u64(w, OWN_PA(0) + XS_STATE_KIND_OFFSET);
    world_put_u64(w, OWN_PA(0) + XS_STATE_KIND_OFFSET, XS_FRAME_CALL);
    assert_refused(w_return(w), TABLE);
    world_put_u64(w, OWN_PA(0) + XS_STATE_KIND_OFFSET, word);
    xs_csr_write(&w->hart, CSR_XITHREAD, 0);
    assert_refused(w_return(w), WALK);
    xs_csr_write(&w->hart, CSR_XITHREAD, ITHREAD_PA(0));
    xs_csr_write(&w->hart, CSR_XIRUN, 0);
    assert_refused(w_return(w), TABLE);
    xs_csr_write(&w->hart, CSR_XIRUN, SOURCE_LOW | LEVEL_LOW << 16);
    assert_done(w_return(w));
}

static void irq_handlers_call_but_not_into_fp(void **state)
{
    struct world *w = *state;
    assert_done(w_interrupt(w, SOURCE_LOW, 0));
    MEET(w_call(w, TO_OTHER, GATE_FP, 0), FP_IN_HANDLER);
    MEET(w_call(w, TO_OTHER, GATE_FP_PLAIN, 0), FP_IN_HANDLER);
    assert_done(w_call(w, TO_OTHER, GATE_ONCE, 0)); /* the walk over frames ends at the interrupt frame */
    assert_refused(w_call(w, TO_OTHER, GATE_ONCE, 0), REENTERED);
    assert_done(w_call(w, XS_VSEL_CALLER, GATE_CALLBACK, 0));  /* its caller is the handler's code */
    assert_refused(w_call(w, TO_OTHER, GATE_DEEP, 0), FRAMES); /* the hart's own stack is what there is */
}

static void irq_csrs_keep_the_bits_that_exist(void **state)
{
    static const struct {
        unsigned csr;
        uint64_t bits;
    } TABLES[] = {{CSR_XIBIND, 0xfffffffffffff8},
                  {CSR_XITHREAD, 0xfffffffffffff8},
                  {CSR_XILBASE, 0xfffffffffffff8},
                  {CSR_XILLIM, 0xfffffffffffff8},
                  {CSR_XIRUN, 0},
                  {CSR_XILEFT, UINT64_MAX},
                  {CSR_XIDONE, 0}};
    struct world *w = *state;
    for (unsigned i = 0; i < sizeof TABLES / sizeof *TABLES; i++) {
        uint64_t value;
        assert_true(xs_csr_write(&w->hart, TABLES[i].csr, UINT64_MAX));
        assert_true(xs_csr_read(&w->hart, TABLES[i].csr, &value));
        assert_true(value == TABLES[i].bits);
    }
    assert_true(xs_csr_write(&w->hart, CSR_XIRUN, 5 | 7 << 16 | (uint64_t)1 << 40));
    uint64_t value;
    assert_true(xs_csr_read(&w->hart, CSR_XIRUN, &value) && value == (5 | 7 << 16));
}

int run_interrupts(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)
    const struct CMUnitTest tests[] = {
        T(irq_entry_shows_nothing),
        T(irq_return_restores_everything),
        T(irq_records_keep_what_outlives_the_handler),
        T(irq_stack_is_wiped_when_the_driver_changes),
        T(irq_levels_nest_and_equals_wait),
        T(irq_unbound_sources_are_the_kernels),
        T(irq_budget_lasts_for_a_period),
        T(irq_is_refused_by_the_driver),
        T(irq_is_refused_by_the_thread),
        T(irq_return_goes_on_in_revoked_code),
        T(irq_return_goes_to_an_even_address),
        T(irq_return_is_refused_without_its_state),
        T(irq_handlers_call_but_not_into_fp),
        T(irq_csrs_keep_the_bits_that_exist),
    };
    return cmocka_run_group_tests_name("interrupts", tests, NULL, NULL);
}
