/* One test per reason code, continued: those of calls and returns, and of malformed tables. */
#include "reasons.h"

#include "groups.h"

static void reason_gate_mask(void **state)
{
    struct world *w = *state;
    struct xs_vste e = world_entry(CLIENT, TO_SERVER, SERVER);
    xs_vste_set_gate_mask(&e, ~((uint64_t)1 << GATE_PLAIN));
    world_put_entry(w, CLIENT, TO_SERVER, &e);
    MEET(w_call(w, TO_SERVER, GATE_PLAIN, 0), GATE_MASK);
}

static void reason_gate(void **state)
{
    MEET(w_call(*state, TO_SERVER, GATE_NONE, 0), GATE);
}
static void reason_grant(void **state)
{
    MEET(w_call(*state, TO_SERVER, GATE_PLAIN, MASK_GRANT(14)), GRANT);
}

static void reason_stack_pointer(void **state)
{
    struct world *w = *state;
    w->x[2] += 16;
    MEET(w_call(w, TO_SERVER, GATE_PLAIN, 0), STACK_POINTER);
}

static void reason_stack(void **state)
{
    struct world *w = *state;
    w->x[2] = PTR(2, 0xf0);
    MEET(w_call(w, TO_SERVER, GATE_PLAIN, 0), STACK);
}

static void reason_frames(void **state)
{
    struct world *w = *state;
    xs_csr_write(&w->hart, CSR_XLSLIM, LINKAGE_PA(0) + 2 * XS_FRAME_SIZE - 8);
    MEET(w_call(w, TO_SERVER, GATE_PLAIN, 0), FRAMES);
    xs_csr_write(&w->hart, CSR_XLSLIM, 0);
    MEET(w_call(w, TO_SERVER, GATE_PLAIN, 0), FRAMES);
}

static void reason_grant_stack(void **state)
{
    struct world *w = *state;
    assert_done(w_window(w, 3, PTR(2, 0), STACK_TOP, 3));
    MEET(w_call(w, TO_SERVER, GATE_PLAIN, MASK_GRANT(3)), GRANT_STACK);
}

static void reason_reentered(void **state)
{
    struct world *w = *state;
    assert_done(w_call(w, TO_SERVER, GATE_ONCE, 0));
    MEET(w_call(w, TO_SERVER, GATE_ONCE, 0), REENTERED);
}

static void reason_caller(void **state)
{
    MEET(w_call(*state, XS_VSEL_CALLER, GATE_CALLBACK, 0), CALLER);
}
static void reason_bottom(void **state)
{
    MEET(w_return(*state), BOTTOM);
}

static void reason_return_stale(void **state)
{
    struct world *w = *state;
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
    world_revoke(w, CLIENT);
    MEET(w_return(w), RETURN_STALE);
}

static void reason_operand(void **state)
{
    struct world *w = *state;
    uint64_t rd = 1;
    MEET(w_call(w, TO_SERVER, GATE_PLAIN, 1 << 11), OPERAND);
    assert_int_equal(xs_query(&w->hart, 7, 0, 0, &rd).reason, XS_REASON_OPERAND);
    assert_int_equal(rd, 1);
}

static void reason_table(void **state)
{
    struct world *w = *state;
    struct xs_desc d = world_desc(DATA, XS_KIND_DATA);
    struct xs_gate g = world_gate(GATE_PLAIN);
    xs_desc_set_limit(&d, XS_LIMIT_MAX + 1);
    world_put_desc(w, DATA, &d);
    MEET(w_load(w, 3, TO_DATA), TABLE);
    d = world_desc(DATA, XS_KIND_DATA);
    xs_desc_set_generation(&d, 0);
    world_put_desc(w, DATA, &d);
    MEET(w_load(w, 3, TO_DATA), TABLE);
    xs_gate_set_entry(&g, SEGMENT_SIZE);
    world_put_gate(w, SERVER, GATE_PLAIN, &g);
    MEET(w_call(w, TO_SERVER, GATE_PLAIN, 0), TABLE);
    xs_gate_set_entry(&g, 0x1001);
    world_put_gate(w, OTHER, GATE_PLAIN, &g);
    MEET(w_call(w, TO_OTHER, GATE_PLAIN, 0), TABLE);
}

static void reason_time(void **state)
{
    struct world *w = *state;
    struct xs_gate g = world_gate(GATE_PLAIN);
    xs_gate_set_time(&g, 1000);
    world_put_gate(w, SERVER, GATE_PLAIN, &g);
    xs_csr_write(&w->hart, CSR_XDL, 999);
    MEET(w_call(w, TO_SERVER, GATE_PLAIN, 0), TIME);
    xs_csr_write(&w->hart, CSR_XDL, 0);
    MEET(w_call(w, TO_OTHER, GATE_PLAIN, 0), TIME);
}

static void reason_deadline(void **state)
{
    (void)state;
    struct xs_fault f = xs_deadline_reached();
    assert_true(f.cause == XS_CAUSE_DEADLINE && f.stval == 0 && f.info == (XS_REASON_DEADLINE | 1 << 8 | 1 << 12));
    MEET(f.reason, DEADLINE);
}

int run_reasons_of_calls(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        T(reason_gate_mask),    T(reason_gate),        T(reason_grant),     T(reason_stack_pointer), T(reason_stack),
        T(reason_frames),       T(reason_grant_stack), T(reason_reentered), T(reason_caller),        T(reason_bottom),
        T(reason_return_stale), T(reason_operand),     T(reason_table),     T(reason_time),          T(reason_deadline),
    };
    return cmocka_run_group_tests_name("reasons of calls", tests, NULL, NULL);
}
