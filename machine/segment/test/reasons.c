/* One test per reason code of abi/causes.yaml: what it takes to meet it, by each operation that can. The last test
 * checks that no code is without one. */
#include "reasons.h"

#include "groups.h"

uint64_t reasons_met;

static void reason_none(void **state)
{
    assert_done(w_load(*state, 3, TO_DATA));
    reasons_met |= 1;
}

static void reason_empty(void **state)
{
    struct world *w = *state;
    assert_done(w_move(w, 3, 0));
    MEET(w_check(w, PTR(3, 0), 1, XS_LOAD), EMPTY);
    MEET(w_check(w, 8, 8, XS_STORE), EMPTY); /* NULL and small integers: sg0 */
    MEET(w_window(w, 4, PTR(3, 0), 1, 3), EMPTY);
    MEET(w_window(w, 4, 16, 1, 3), EMPTY);
    xs_csr_write(&w->hart, CSR_XS1, 0);
    MEET(w_check(w, PTR(1, 0), 4, XS_FETCH), EMPTY);
    MEET(w_window(w, 4, PTR(1, 0), 1, 3), EMPTY);
    xs_csr_write(&w->hart, CSR_XS2, 0);
    MEET(w_check(w, PTR(2, 0), 1, XS_STORE), EMPTY);
    MEET(w_window(w, 4, PTR(2, 0), 1, 3), EMPTY);
}

static void reason_invisible(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 3, TO_DATA));
    xs_clear(&w->hart, 1);
    MEET(w_check(w, PTR(3, 0), 1, XS_LOAD), INVISIBLE);
    MEET(w_window(w, 4, PTR(3, 0), 1, 3), INVISIBLE);
    MEET(w_move(w, 4, PTR(3, 0)), INVISIBLE);
}

static void reason_bounds(void **state)
{
    struct world *w = *state;
    struct xs_page page;
    MEET(w_check(w, PTR(2, STACK_TOP), 1, XS_LOAD), BOUNDS);
    MEET(w_check(w, PTR(1, XS_LIMIT_MAX), 4, XS_FETCH), BOUNDS);
    MEET(w_window(w, 4, PTR(2, STACK_TOP), 1, 3), BOUNDS);
    MEET(w_window(w, 4, PTR(1, SEGMENT_SIZE - 1), 2, 3), BOUNDS);
    MEET(w_walk(w, CLIENT, GENERATION, SEGMENT_SIZE, XS_FETCH, &page), BOUNDS);
}

static void reason_permission(void **state)
{
    struct world *w = *state;
    struct xs_vste e = world_entry(CLIENT, TO_DATA, DATA);
    assert_done(w_window(w, 3, PTR(2, 0), 8, 2));
    MEET(w_check(w, PTR(3, 0), 8, XS_LOAD), PERMISSION);
    assert_done(w_window(w, 3, PTR(2, 0), 8, 1));
    MEET(w_check(w, PTR(3, 0), 8, XS_STORE), PERMISSION);
    xs_vste_set_load(&e, 0);
    world_put_entry(w, CLIENT, TO_DATA, &e);
    MEET(w_load(w, 3, TO_DATA), PERMISSION);
}

static void reason_stale(void **state)
{
    struct world *w = *state;
    struct xs_page page;
    world_revoke(w, DATA);
    world_revoke(w, SERVER);
    MEET(w_load(w, 3, TO_DATA), STALE);
    MEET(w_call(w, TO_SERVER, GATE_PLAIN, 0), STALE);
    MEET(w_walk(w, DATA, GENERATION, 0, XS_LOAD, &page), STALE);
    world_revoke(w, CLIENT);
    MEET(w_load(w, 3, TO_DATA2), STALE); /* the code's own table */
    MEET(w_window(w, 3, PTR(1, 0), 8, 1), STALE);
}

static void reason_page_absent(void **state)
{
    struct xs_page page;
    MEET(w_walk(*state, DATA, GENERATION, 0x1000, XS_LOAD, &page), PAGE_ABSENT);
}

static void reason_page_permission(void **state)
{
    struct xs_page page;
    MEET(w_walk(*state, CLIENT, GENERATION, 0, XS_STORE, &page), PAGE_PERMISSION);
}

static void reason_register(void **state)
{
    struct world *w = *state;
    static const unsigned NOT_DATA[] = {0, 1, 2, 15, 16, 31};
    for (unsigned i = 0; i < 6; i++) {
        MEET(w_load(w, NOT_DATA[i], TO_DATA), REGISTER);
        MEET(w_window(w, NOT_DATA[i], PTR(2, 0), 8, 3), REGISTER);
        MEET(w_move(w, NOT_DATA[i], 0), REGISTER);
        assert_int_equal(xs_load_global(&w->hart, NOT_DATA[i], DATA, 3).reason, XS_REASON_REGISTER);
    }
    MEET(w_move(w, 3, PTR(1, 0)), REGISTER);
    MEET(w_move(w, 3, PTR(2, 0)), REGISTER);
    MEET(w_check(w, PTR(2, 0), 4, XS_FETCH), REGISTER);
    MEET(w_check(w, PTR(15, 0), 4, XS_LOAD), REGISTER);
}

static void reason_walk(void **state)
{
    struct world *w = *state;
    xs_csr_write(&w->hart, CSR_XLSP, RAM_BASE + RAM_SIZE);
    MEET(w_load(w, 3, TO_DATA), WALK); /* no slot to spill to */
    MEET(w_return(w), WALK);
    xs_csr_write(&w->hart, CSR_XLSLIM, UINT64_MAX);
    MEET(w_call(w, TO_SERVER, GATE_PLAIN, 0), WALK);
    xs_csr_write(&w->hart, CSR_XLSP, RAM_BASE); /* frames that lead out of memory */
    world_put_u64(w, RAM_BASE + XS_FRAME_KIND_OFFSET, XS_FRAME_CALL);
    MEET(w_call(w, TO_SERVER, GATE_ONCE, 0), WALK);
    xs_csr_write(&w->hart, CSR_XLSP, LINKAGE_PA(0));
    struct xs_desc d = world_desc(CLIENT, XS_KIND_CODE);
    xs_desc_set_vst(&d, 0x1000);
    world_put_desc(w, CLIENT, &d);
    xs_invalidate(&w->hart, XS_INVAL_SELECTOR, CLIENT, 0);
    MEET(w_load(w, 3, TO_DATA), WALK);
    d = world_desc(SERVER, XS_KIND_CODE);
    xs_desc_set_gates(&d, 0x1000);
    world_put_desc(w, SERVER, &d);
    xs_invalidate(&w->hart, XS_INVAL_SELECTOR, SERVER, 0);
    MEET(w_call(w, THREAD_VST | TO_SERVER, GATE_PLAIN, 0), WALK);
    xs_set_gst(&w->hart, 0);
    MEET(w_load(w, 3, TO_DATA), WALK);
}

static void reason_misaligned(void **state)
{
    MEET(w_check(*state, PTR(2, STACK_TOP - 4), 8, XS_STORE), MISALIGNED);
}

static void reason_selector(void **state)
{
    struct world *w = *state;
    static const uint64_t NOTHING[] = {0, EMPTY_ENTRY, VST_COUNT, 0x7ffe, THREAD_VST, THREAD_VST | EMPTY_ENTRY, 0xffff};
    for (unsigned i = 0; i < sizeof NOTHING / sizeof *NOTHING; i++) {
        MEET(w_load(w, 3, NOTHING[i]), SELECTOR);
        MEET(w_call(w, NOTHING[i], 0, 0), SELECTOR);
    }
    assert_int_equal(xs_load_global(&w->hart, 3, 0, 3).reason, XS_REASON_SELECTOR);
    assert_int_equal(xs_load_global(&w->hart, 3, 5, 3).reason, XS_REASON_SELECTOR);
    assert_int_equal(xs_load_global(&w->hart, 3, UINT64_MAX, 3).reason, XS_REASON_SELECTOR);
    xs_csr_write(&w->hart, CSR_XS1, 0);
    MEET(w_load(w, 3, TO_DATA), SELECTOR);
}

static void reason_thread_vst(void **state)
{
    struct world *w = *state;
    xs_csr_write(&w->hart, CSR_XSV, 0);
    MEET(w_load(w, 3, THREAD_VST | TO_DATA), THREAD_VST);
    MEET(w_call(w, THREAD_VST | TO_SERVER, GATE_PLAIN, 0), THREAD_VST);
}

static void reason_kind(void **state)
{
    struct world *w = *state;
    MEET(w_load(w, 3, TO_SERVER), KIND);
    MEET(w_load(w, 3, TO_OBJECT), KIND);
    MEET(w_call(w, TO_DATA, 0, 0), KIND);
    MEET(w_call(w, TO_OBJECT, 0, 0), KIND);
    assert_int_equal(xs_load_global(&w->hart, 3, CLIENT, 3).reason, XS_REASON_KIND);
    xs_csr_write(&w->hart, CSR_XS1, DATA | (uint64_t)GENERATION << 32); /* code that is none */
    MEET(w_load(w, 3, TO_DATA), KIND);
}

static void every_reason_has_its_test(void **state)
{
    (void)state;
#define MISSING(name, number, ...)    \
    if (!(reasons_met >> (number)&1)) \
        fail_msg("reason %s has no test", #name);
    XS_REASONS(MISSING)
}

int run_reasons(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        T(reason_none),
        T(reason_empty),
        T(reason_invisible),
        T(reason_bounds),
        T(reason_permission),
        T(reason_stale),
        T(reason_page_absent),
        T(reason_page_permission),
        T(reason_register),
        T(reason_walk),
        T(reason_misaligned),
        T(reason_selector),
        T(reason_thread_vst),
        T(reason_kind),
        cmocka_unit_test(every_reason_has_its_test),
    };
    return cmocka_run_group_tests_name("reasons", tests, NULL, NULL);
}
