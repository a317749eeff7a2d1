/* Hostile tests: rules 6-12 (authority). */
#include "groups.h"
#include "world.h"

static void rule_06_entry_allows_only_its_gates(void **state)
{
    struct world *w = *state;
    struct xs_vste e = world_entry(CLIENT, TO_SERVER, SERVER);
    xs_vste_set_gate_mask(&e, 1 << GATE_PROTECT);
    world_put_entry(w, CLIENT, TO_SERVER, &e);
    for (unsigned g = 0; g < 64; g++)
        if (g != GATE_PROTECT)
            assert_refused(w_call(w, TO_SERVER, g, 0), GATE_MASK);
    assert_done(w_call(w, TO_SERVER, GATE_PROTECT, 0));
}

static void rule_06_interrupt_and_cleanup_gates_are_not_callable(void **state)
{
    struct world *w = *state;
    assert_refused(w_call(w, TO_SERVER, GATE_INTERRUPT, 0), GATE);
    assert_refused(w_call(w, TO_SERVER, GATE_CLEANUP, 0), GATE);
}

static void rule_06_only_exported_gates(void **state)
{
    struct world *w = *state;
    assert_refused(w_call(w, TO_SERVER, GATE_NONE, 0), GATE);
    for (unsigned g = GATES; g < 64; g++)
        assert_refused(w_call(w, TO_SERVER, g, 0), GATE);
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
    assert_int_equal(w->pc, PTR(1, 0x1000));
}

static void rule_07_thread_table_is_not_ambient(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 3, THREAD_VST | TO_DATA));
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
    assert_refused(w_load(w, 3, THREAD_VST | TO_DATA), THREAD_VST);
    assert_refused(w_call(w, THREAD_VST | TO_OTHER, GATE_PLAIN, 0), THREAD_VST);
    assert_int_equal(w_query(w, XS_QUERY_HOLDS, PTR(3, 0), THREAD_VST | TO_DATA), 0);
    assert_done(w_return(w));
    assert_done(w_load(w, 3, THREAD_VST | TO_DATA));
}

static void rule_07_t_is_anded_along_the_chain(void **state)
{
    struct world *w = *state;
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, MASK_PASS_T));
    assert_done(w_load(w, 3, THREAD_VST | TO_DATA));
    assert_done(w_call(w, THREAD_VST | TO_OTHER, GATE_PLAIN, 0));
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, MASK_PASS_T)); /* OTHER cannot pass what it lacks */
    assert_refused(w_load(w, 3, THREAD_VST | TO_DATA), THREAD_VST);
}

static void rule_08_query_tells_nothing_of_the_tables(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 3, TO_DATA));
    assert_done(w_load(w, 4, TO_DATA2));
    assert_int_equal(w_query(w, XS_QUERY_PERMS, PTR(3, 0), 0), 0x13);
    assert_int_equal(w_query(w, XS_QUERY_LIMIT, PTR(3, 0), 0), PTR(3, SEGMENT_SIZE));
    assert_int_equal(w_query(w, XS_QUERY_HOLDS, PTR(3, 0), TO_DATA), 1);
    assert_int_equal(w_query(w, XS_QUERY_HOLDS, PTR(3, 0), TO_DATA2), 0);
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, MASK_GRANT(3)));
    assert_int_equal(w_query(w, XS_QUERY_PERMS, PTR(3, 0), 0), 0x1b);
    for (unsigned kind = XS_QUERY_PERMS; kind <= XS_QUERY_HOLDS; kind++)
        assert_int_equal(w_query(w, kind, PTR(4, 0), TO_DATA2), 0); /* latent: not a word */
    for (unsigned kind = XS_QUERY_PERMS; kind <= XS_QUERY_LIMIT; kind++) {
        assert_int_equal(w_query(w, kind, PTR(0, 0), 0), 0);
        assert_int_equal(w_query(w, kind, PTR(15, RAM_BASE), 0), 0);
    }
}

static void rule_08_badge_is_that_of_the_entry(void **state)
{
    struct world *w = *state;
    assert_int_equal(w_query(w, XS_QUERY_BADGE, 0, 0), 0);
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, MASK_PASS_T));
    assert_int_equal(w_query(w, XS_QUERY_BADGE, 0, 0), BADGE(CLIENT, TO_SERVER));
    assert_done(w_call(w, THREAD_VST | TO_OTHER, GATE_PLAIN, 0));
    assert_int_equal(w_query(w, XS_QUERY_BADGE, 0, 0), BADGE(THREAD, TO_OTHER));
    assert_done(w_return(w));
    assert_int_equal(w_query(w, XS_QUERY_BADGE, 0, 0), BADGE(CLIENT, TO_SERVER));
    assert_int_equal(w_query(w, XS_QUERY_THREAD, 0, 0), 42);
}

static void rule_09_chk_stops_the_confused_deputy(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 3, TO_DATA));
    assert_done(w_window(w, 11, PTR(3, 0x100), 0x40, 1));
    assert_done(w_call(w, TO_SERVER, GATE_PROTECT, MASK_GRANT(11)));
    assert_true(xs_chk(&w->hart, PTR(11, 0x100), 0x40, 1, false));
    assert_false(xs_chk(&w->hart, PTR(11, 0x100), 0x41, 1, false));
    assert_false(xs_chk(&w->hart, PTR(11, 0x100), 0x40, 2, false));
    assert_false(xs_chk(&w->hart, PTR(3, 0x100), 0x40, 1, false));       /* not granted */
    assert_false(xs_chk(&w->hart, PTR(1, 0x2000), 8, 1, false));         /* the service's own memory */
    assert_false(xs_chk(&w->hart, PTR(2, STACK_TOP - 64), 8, 1, false)); /* its own stack */
    assert_false(xs_chk(&w->hart, 0, 0, 1, false));
    assert_done(w_load(w, 4, TO_DATA));
    assert_false(xs_chk(&w->hart, PTR(4, 0), 8, 1, false)); /* loaded by the service itself */
    assert_done(w_move(w, 5, PTR(11, 0x100)));
    assert_true(xs_chk(&w->hart, PTR(5, 0x100), 0x40, 1, false)); /* G goes along */
    assert_done(w_window(w, 6, PTR(5, 0x110), 0x10, 3));
    assert_true(xs_chk(&w->hart, PTR(6, 0x110), 0x10, 1, false));
    assert_done(w_load(w, 5, TO_DATA));
    assert_false(xs_chk(&w->hart, PTR(5, 0x100), 0x40, 1, false)); /* load clears G */
    assert_done(w_move(w, 7, PTR(5, 0x100)));
    assert_false(xs_chk(&w->hart, PTR(7, 0x100), 0x40, 1, false)); /* a copy of what is no grant is none */
    world_revoke(w, DATA);
    assert_false(xs_chk(&w->hart, PTR(11, 0x100), 0x40, 1, false));
}

static void rule_09_what_the_caller_was_granted_is_not_this_calls_grant(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 3, TO_DATA));
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, MASK_GRANT(3)));
    assert_done(w_call(w, TO_OTHER, GATE_PLAIN, 0));
    assert_false(xs_chk(&w->hart, PTR(3, 0), 8, 1, false));
    assert_done(w_return(w));
    assert_true(xs_chk(&w->hart, PTR(3, 0), 8, 1, false));
}

static void rule_09_an_empty_window_passes_for_no_bytes_only(void **state)
{
    struct world *w = *state;
    assert_done(w_window(w, 11, 0, 0, 3));
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, MASK_GRANT(11)));
    assert_done(w_move(w, 3, PTR(11, 0)));
    assert_true(xs_chk(&w->hart, PTR(3, 0), 0, 3, false));
    assert_false(xs_chk(&w->hart, PTR(3, 0), 1, 0, false));
}

static void rule_09_kernel_check_is_what_the_caller_itself_could_use(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 3, TO_DATA));
    assert_done(w_load(w, 4, TO_DATA2));
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, MASK_GRANT(3)));
    assert_true(xs_chk(&w->hart, PTR(3, 0), SEGMENT_SIZE, 3, true));
    assert_true(xs_chk(&w->hart, PTR(1, 0), SEGMENT_SIZE, 1, true));
    assert_true(xs_chk(&w->hart, PTR(2, 0), STACK_TOP, 3, true));
    assert_false(xs_chk(&w->hart, PTR(2, 0), STACK_TOP + 1, 3, true));
    assert_false(xs_chk(&w->hart, PTR(4, 0), 8, 1, true)); /* latent */
    assert_false(xs_chk(&w->hart, 8, 8, 1, true));
    world_revoke(w, THREAD);
    assert_false(xs_chk(&w->hart, PTR(2, 0), 8, 1, true));
}

static void rule_10_an_alias_is_withdrawn_alone(void **state)
{
    struct world *w = *state;
    struct xs_page page, other;
    assert_done(w_load(w, 3, TO_DATA));
    assert_done(w_load(w, 4, TO_ALIAS));
    assert_int_equal(w_query(w, XS_QUERY_PERMS, PTR(4, 0), 0) >> 2 & 1, 1); /* keepable */
    assert_int_equal(w_query(w, XS_QUERY_PERMS, PTR(3, 0), 0) >> 2 & 1, 0);
    assert_done(w_walk(w, DATA, GENERATION, 0, XS_STORE, &page));
    assert_done(w_walk(w, ALIAS, GENERATION, 0, XS_STORE, &other));
    assert_true(page.pa == other.pa);
    world_revoke(w, ALIAS);
    assert_refused(w_walk(w, ALIAS, GENERATION, 0, XS_LOAD, &other), STALE);
    assert_done(w_walk(w, DATA, GENERATION, 0, XS_STORE, &page));
}

static void rule_11_no_table_leads_to_a_thread_segment(void **state)
{
    struct world *w = *state;
    assert_refused(w_load(w, 3, TO_THREAD), KIND);
    assert_refused(w_call(w, TO_THREAD, 0, 0), KIND);
    assert_int_equal(xs_load_global(&w->hart, 3, THREAD, 3).reason, XS_REASON_KIND);
}

static void rule_11_windows_of_the_stack_are_not_keepable(void **state)
{
    struct world *w = *state;
    struct xs_desc d = world_desc(THREAD, XS_KIND_THREAD);
    xs_desc_set_keep(&d, 1);
    world_put_desc(w, THREAD, &d);
    assert_done(w_window(w, 3, PTR(2, STACK_TOP - 0x100), 0x40, 3));
    assert_done(w_window(w, 4, PTR(1, 0x1000), 0x40, 3));
    assert_int_equal(w_query(w, XS_QUERY_PERMS, PTR(3, STACK_TOP - 0x100), 0), 0x13);
    assert_int_equal(w_query(w, XS_QUERY_PERMS, PTR(4, 0x1000), 0) & 4, 0);
    assert_true(xs_user_view(&w->hart, 3).thread);
}

static void rule_11_future_stack_cannot_be_granted(void **state)
{
    struct world *w = *state;
    w->x[2] = PTR(2, STACK_TOP - 0x108 + 8 - 0x10); /* 16-aligned, not 64-aligned */
    uint64_t limit = (STACK_TOP - 0x110) & ~63;
    assert_done(w_window(w, 3, PTR(2, limit - 8), 8, 3));
    assert_refused(w_call(w, TO_SERVER, GATE_PLAIN, MASK_GRANT(3)), GRANT_STACK);
    assert_done(w_move(w, 4, PTR(3, limit - 8)));
    assert_refused(w_call(w, TO_SERVER, GATE_PLAIN, MASK_GRANT(4)), GRANT_STACK);
    assert_done(w_window(w, 5, PTR(2, limit - 8), 16, 3)); /* across the new limit */
    assert_refused(w_call(w, TO_SERVER, GATE_PLAIN, MASK_GRANT(5)), GRANT_STACK);
    assert_done(w_window(w, 6, PTR(2, limit), 16, 3));
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, MASK_GRANT(6)));
    assert_true(xs_chk(&w->hart, PTR(6, limit), 16, 3, false));
}

static void rule_12_callbacks_come_by_caller_alone(void **state)
{
    struct world *w = *state;
    assert_refused(w_call(w, XS_VSEL_CALLER, GATE_CALLBACK, 0), CALLER); /* bottom frame */
    assert_done(w_load(w, 3, TO_DATA));
    w->x[2] = PTR(2, STACK_TOP - 0x100);
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
    assert_refused(w_call(w, XS_VSEL_CALLER, GATE_PLAIN, 0), GATE); /* not flagged */
    assert_refused(w_load(w, 3, XS_VSEL_CALLER), SELECTOR);
    w->x[8] = 0x5a5a;
    assert_done(w_call(w, XS_VSEL_CALLER, GATE_CALLBACK, 0));
    assert_int_equal(w->hart.s1_selector, CLIENT);
    assert_int_equal(w_query(w, XS_QUERY_BADGE, 0, 0), 0);
    assert_int_equal(w->x[8], 0);                                          /* protected, whoever asked */
    assert_refused(w_check(w, PTR(3, 0), 1, XS_LOAD), INVISIBLE);          /* not its own registers */
    assert_refused(w_check(w, PTR(2, STACK_TOP - 8), 8, XS_LOAD), BOUNDS); /* nor its own stack */
    assert_done(w_return(w));
    assert_int_equal(w->hart.s1_selector, SERVER);
    assert_int_equal(w->x[8], 0x5a5a);
}

static void rule_12_a_dead_caller_is_not_called_back(void **state)
{
    struct world *w = *state;
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
    world_revoke(w, CLIENT);
    assert_refused(w_call(w, XS_VSEL_CALLER, GATE_CALLBACK, 0), STALE);
}

int run_authority(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        T(rule_06_entry_allows_only_its_gates),
        T(rule_06_interrupt_and_cleanup_gates_are_not_callable),
        T(rule_06_only_exported_gates),
        T(rule_07_thread_table_is_not_ambient),
        T(rule_07_t_is_anded_along_the_chain),
        T(rule_08_query_tells_nothing_of_the_tables),
        T(rule_08_badge_is_that_of_the_entry),
        T(rule_09_chk_stops_the_confused_deputy),
        T(rule_09_what_the_caller_was_granted_is_not_this_calls_grant),
        T(rule_09_an_empty_window_passes_for_no_bytes_only),
        T(rule_09_kernel_check_is_what_the_caller_itself_could_use),
        T(rule_10_an_alias_is_withdrawn_alone),
        T(rule_11_no_table_leads_to_a_thread_segment),
        T(rule_11_windows_of_the_stack_are_not_keepable),
        T(rule_11_future_stack_cannot_be_granted),
        T(rule_12_callbacks_come_by_caller_alone),
        T(rule_12_a_dead_caller_is_not_called_back),
    };
    return cmocka_run_group_tests_name("authority", tests, NULL, NULL);
}
