/* Hostile tests: rules 1-5 (addresses) and 8-11 (authority of data registers) of the manual's chapter 2 and 3. */
#include "groups.h"
#include "world.h"

static const uint64_t HUGE[] = {UINT64_MAX, UINT64_MAX - 63, (uint64_t)1 << 63, ((uint64_t)1 << 60) - 1,
                                (uint64_t)1 << 39};
enum { HUGES = sizeof HUGE / sizeof *HUGE };

static void rule_01_window_length_never_wraps(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 3, TO_DATA));
    for (unsigned i = 0; i < HUGES; i++) {
        assert_refused(w_window(w, 4, PTR(3, 0x100), HUGE[i], 3), BOUNDS);
        assert_refused(w_window(w, 4, PTR(3, (HUGE[i] | SEGMENT_SIZE) & ~PTR(15, 0)), 1, 3), BOUNDS);
        assert_false(xs_chk(&w->hart, PTR(3, 0x100), HUGE[i], 1, true));
    }
    assert_refused(w_window(w, 4, PTR(3, SEGMENT_SIZE - 8), 9, 3), BOUNDS);
    assert_done(w_window(w, 4, PTR(3, SEGMENT_SIZE - 8), 8, 3));
}

static void rule_01_every_byte_is_checked(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 3, TO_DATA));
    assert_done(w_window(w, 4, PTR(3, 0x101), 7, 3));
    assert_int_equal(w->x[10], PTR(4, 0x101));
    assert_refused(w_check(w, PTR(4, 0x100), 1, XS_LOAD), BOUNDS);
    assert_refused(w_check(w, PTR(4, 0x100), 8, XS_LOAD), BOUNDS);
    assert_refused(w_check(w, PTR(4, 0x101), 8, XS_LOAD), MISALIGNED);
    assert_refused(w_check(w, PTR(4, 0x107), 2, XS_STORE), MISALIGNED);
    assert_refused(w_check(w, PTR(4, 0x108), 1, XS_STORE), BOUNDS);
    for (unsigned o = 0x101; o < 0x108; o++)
        assert_done(w_check(w, PTR(4, o), 1, XS_STORE));
}

static void rule_01_no_bytes_make_an_empty_register(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 4, TO_DATA));
    assert_done(w_window(w, 4, PTR(0, 0), 0, 3)); /* even of NULL */
    assert_int_equal(w->x[10], PTR(4, 0));
    assert_true(w->hart.v >> 4 & 1);
    assert_refused(w_check(w, PTR(4, 0), 1, XS_LOAD), EMPTY);
}

static void rule_01_move_keeps_null_null(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 5, TO_DATA));
    assert_done(w_move(w, 5, 0));
    assert_int_equal(w->x[10], 0);
    assert_refused(w_check(w, PTR(5, 0), 1, XS_LOAD), EMPTY);
}

static void rule_02_fetch_is_through_sg1_alone(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 3, TO_DATA));
    assert_done(w_window(w, 4, PTR(1, 0x1000), 64, 3)); /* a window on code */
    for (unsigned n = 0; n < 16; n++) {
        assert_int_equal(xs_user_view(&w->hart, n).x, n == 1);
        assert_int_equal(w_check(w, PTR(n, 0x1000), 4, XS_FETCH), n == 1 ? XS_REASON_NONE : XS_REASON_REGISTER);
    }
}

static void rule_02_sg15_is_not_the_users(void **state)
{
    struct world *w = *state;
    assert_refused(w_check(w, PTR(15, RAM_BASE), 8, XS_LOAD), REGISTER);
    assert_refused(w_window(w, 3, PTR(15, RAM_BASE), 8, 3), REGISTER);
    assert_refused(w_move(w, 3, PTR(15, RAM_BASE)), REGISTER);
    assert_false(xs_chk(&w->hart, PTR(15, RAM_BASE), 8, 1, true));
    assert_int_equal(xs_user_view(&w->hart, 15).selector, 0);
}

static void rule_03_no_page_is_writable_and_executable(void **state)
{
    struct world *w = *state;
    struct xs_page page;
    world_map(w, CLIENT, 0x3000, PAGES_PA(CLIENT), 0xdf); /* V R W X U A D */
    for (enum xs_access a = XS_FETCH; a <= XS_STORE; a++)
        assert_refused(w_walk(w, CLIENT, GENERATION, 0x3000, a, &page), TABLE);
}

static void rule_03_pages_of_data_are_never_executable(void **state)
{
    struct world *w = *state;
    struct xs_page page;
    world_map(w, DATA, 0x3000, PAGES_PA(DATA), 0x5b); /* V R X U A */
    assert_done(w_walk(w, DATA, GENERATION, 0x3000, XS_LOAD, &page));
    assert_false(page.x);
    assert_refused(w_walk(w, DATA, GENERATION, 0x3000, XS_FETCH, &page), KIND);
}

static void rule_04_an_old_generation_finds_nothing(void **state)
{
    struct world *w = *state;
    struct xs_page page;
    assert_done(w_load(w, 3, TO_DATA));
    assert_done(w_walk(w, DATA, GENERATION, 0, XS_LOAD, &page));
    world_revoke(w, DATA);
    assert_refused(w_walk(w, DATA, GENERATION, 0, XS_LOAD, &page), STALE);
    assert_refused(w_load(w, 4, TO_DATA), STALE); /* the entry, too, is of the old one */
    assert_false(xs_chk(&w->hart, PTR(3, 0), 8, 1, true));
    assert_done(w_walk(w, DATA, GENERATION + 1, 0, XS_LOAD, &page));
}

static void rule_04_a_new_owner_does_not_see_cached_entries(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 3, TO_DATA)); /* (CLIENT, 7, TO_DATA) is cached */
    xs_csr_write(&w->hart, CSR_XS1, CLIENT | (uint64_t)(GENERATION + 1) << 32);
    assert_refused(w_load(w, 3, TO_DATA), STALE);
}

static void rule_05_tlb_hit_honours_window(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 3, TO_DATA));
    assert_done(w_window(w, 4, PTR(3, 0x40), 0x20, 1)); /* within one page that is mapped */
    struct xs_view view = xs_user_view(&w->hart, 4);
    assert_true(view.base == 0x40 && view.limit == 0x60 && view.r && !view.w);
    assert_int_equal(view.selector, xs_user_view(&w->hart, 3).selector); /* same TLB entry, other bounds */
    assert_refused(w_check(w, PTR(4, 0x38), 8, XS_LOAD), BOUNDS);
    assert_refused(w_check(w, PTR(4, 0x60), 8, XS_LOAD), BOUNDS);
    assert_refused(w_check(w, PTR(4, 0x40), 8, XS_STORE), PERMISSION);
}

static void rule_05_tlb_hit_honours_moving_stack_limit(void **state)
{
    struct world *w = *state;
    uint64_t own = PTR(2, STACK_TOP - 8);
    w->x[2] = PTR(2, STACK_TOP - 0x100);
    assert_done(w_check(w, own, 8, XS_LOAD));
    uint64_t epoch = w->hart.epoch;
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
    assert_true(w->hart.epoch > epoch);
    assert_refused(w_check(w, own, 8, XS_LOAD), BOUNDS);
    assert_refused(w_check(w, PTR(2, STACK_TOP - 0x100 - 4), 8, XS_LOAD), MISALIGNED);
    assert_done(w_check(w, PTR(2, STACK_TOP - 0x108), 8, XS_STORE));
    assert_done(w_return(w));
    assert_done(w_check(w, own, 8, XS_LOAD));
}

static void windows_only_narrow(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 3, TO_DATA));
    assert_done(w_window(w, 4, PTR(3, 0x100), 0x100, 1));
    assert_refused(w_window(w, 5, PTR(4, 0xff), 0x10, 3), BOUNDS);
    assert_refused(w_window(w, 5, PTR(4, 0x100), 0x101, 3), BOUNDS);
    assert_done(w_window(w, 5, PTR(4, 0x140), 0x10, 3));
    assert_refused(w_check(w, PTR(5, 0x140), 1, XS_STORE), PERMISSION);
    assert_done(w_window(w, 4, PTR(4, 0x180), 0x10, 3)); /* onto itself */
    assert_refused(w_check(w, PTR(4, 0x100), 1, XS_LOAD), BOUNDS);
}

static void register_permissions_are_entry_and_descriptor(void **state)
{
    struct world *w = *state;
    for (unsigned bits = 0; bits < 16; bits++) {
        struct xs_desc d = world_desc(DATA, XS_KIND_DATA);
        struct xs_vste e = world_entry(CLIENT, TO_DATA, DATA);
        xs_desc_set_r(&d, bits & 1);
        xs_desc_set_w(&d, bits >> 1 & 1);
        xs_vste_set_r(&e, bits >> 2 & 1);
        xs_vste_set_w(&e, bits >> 3 & 1);
        world_put_desc(w, DATA, &d);
        world_put_entry(w, CLIENT, TO_DATA, &e);
        xs_invalidate(&w->hart, XS_INVAL_SELECTOR, DATA, 0);
        xs_invalidate(&w->hart, XS_INVAL_VST, CLIENT, TO_DATA);
        assert_done(w_load(w, 3, TO_DATA));
        assert_int_equal(w_check(w, PTR(3, 0), 1, XS_LOAD) == 0, (bits & 5) == 5);
        assert_int_equal(w_check(w, PTR(3, 0), 1, XS_STORE) == 0, (bits & 10) == 10);
    }
}

int run_reach(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        T(rule_01_window_length_never_wraps),
        T(rule_01_every_byte_is_checked),
        T(rule_01_no_bytes_make_an_empty_register),
        T(rule_01_move_keeps_null_null),
        T(rule_02_fetch_is_through_sg1_alone),
        T(rule_02_sg15_is_not_the_users),
        T(rule_03_no_page_is_writable_and_executable),
        T(rule_03_pages_of_data_are_never_executable),
        T(rule_04_an_old_generation_finds_nothing),
        T(rule_04_a_new_owner_does_not_see_cached_entries),
        T(rule_05_tlb_hit_honours_window),
        T(rule_05_tlb_hit_honours_moving_stack_limit),
        T(windows_only_narrow),
        T(register_permissions_are_entry_and_descriptor),
    };
    return cmocka_run_group_tests_name("addresses", tests, NULL, NULL);
}
