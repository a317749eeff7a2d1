/* TLBs: spaces, page sizes, global pages, what is dropped; the walker's cache. */
#include "tests.h"

enum { PAGE = 12, MEGA = 21 };
#define SV39(asid)                (UINT64_C(1) << 62 | (asid))
#define SEGMENT(selector, serial) (UINT64_C(2) << 62 | (uint64_t)(selector) << 32 | (serial))

static struct tlbs tlbs;
static struct timing_profile profile;
static uint64_t now;

static int make(void **state)
{
    (void)state;
    profile = profile_of("u54");
    return !tlbs_make(&tlbs, &profile);
}

static int drop(void **state)
{
    (void)state;
    tlbs_free(&tlbs);
    return 0;
}

static void spaces_do_not_meet(void **state)
{
    (void)state;
    tlb_fill(&tlbs.data, SV39(1), 0x5000, PAGE, false, ++now);
    tlb_fill(&tlbs.data, SEGMENT(7, 1), 0x5000, PAGE, false, ++now);
    assert_true(tlb_holds(&tlbs.data, SV39(1), 0x5fff, ++now));
    assert_true(tlb_holds(&tlbs.data, SEGMENT(7, 1), 0x5000, ++now));
    assert_false(tlb_holds(&tlbs.data, SV39(2), 0x5000, ++now));
    assert_false(tlb_holds(&tlbs.data, SEGMENT(7, 2), 0x5000, ++now)); /* another generation */
    assert_false(tlb_holds(&tlbs.data, SV39(1), 0x6000, ++now));
    assert_false(tlb_holds(&tlbs.code, SV39(1), 0x5000, ++now));
}

static void large_and_global_pages_hold_far(void **state)
{
    (void)state;
    tlb_fill(&tlbs.data, SV39(1), 0x200000, MEGA, true, ++now);
    assert_true(tlb_holds(&tlbs.data, SV39(1), 0x3fffff, ++now));
    assert_true(tlb_holds(&tlbs.data, SV39(9), 0x200000, ++now));
    assert_false(tlb_holds(&tlbs.data, SEGMENT(1, 1), 0x200000, ++now));
    tlb_fill(&tlbs.second, SV39(1), 0x200000, MEGA, false, ++now); /* the second level holds small pages only */
    assert_false(tlb_holds(&tlbs.second, SV39(1), 0x200000, ++now));
}

static void the_least_recently_used_goes_first(void **state)
{
    (void)state;
    for (uint64_t n = 0; n < 32; n++)
        tlb_fill(&tlbs.data, SV39(1), n << PAGE, PAGE, false, ++now);
    assert_true(tlb_holds(&tlbs.data, SV39(1), 0, ++now));
    tlb_fill(&tlbs.data, SV39(1), 99 << PAGE, PAGE, false, ++now);
    assert_true(tlb_holds(&tlbs.data, SV39(1), 0, ++now));
    assert_false(tlb_holds(&tlbs.data, SV39(1), 1 << PAGE, ++now));
}

/* Tables may change under entries that nobody has dropped: of two for an address the later one holds. */
static void an_address_is_in_one_entry(void **state)
{
    (void)state;
    tlb_fill(&tlbs.data, SV39(1), 0x9000, 12, false, ++now);
    tlb_fill(&tlbs.data, SV39(1), 0x1000, 12, false, ++now);
    assert_true(tlb_holds(&tlbs.data, SV39(1), 0x1000, ++now));
    tlb_fill(&tlbs.data, SV39(2), 0x1000, 12, true, ++now);
    assert_true(tlb_holds(&tlbs.data, SV39(1), 0x1000, ++now));
    assert_int_equal(tlb_peek(&tlbs.data, SV39(1), 0x1000)->used, now);
    assert_true(tlb_peek(&tlbs.data, SV39(1), 0x1000)->shared);
    tlb_fill(&tlbs.data, SV39(1), 0x200000, 21, false, ++now);
    tlb_fill(&tlbs.data, SV39(1), 0x3000, 21, false, ++now);
    assert_true(tlb_holds(&tlbs.data, SV39(1), 0x1000, ++now));
    assert_int_equal(tlb_peek(&tlbs.data, SV39(1), 0x1000)->shift, 21);
    assert_false(tlb_holds(&tlbs.data, SV39(2), 0x1000, ++now));
}

static void drops_reach_what_they_name(void **state)
{
    (void)state;
    tlb_fill(&tlbs.data, SV39(1), 0x1000, PAGE, false, ++now);
    tlb_fill(&tlbs.data, SV39(1), 0x2000, PAGE, false, ++now);
    tlb_fill(&tlbs.data, SV39(2), 0x1000, PAGE, false, ++now);
    tlb_fill(&tlbs.data, SV39(1), 0x3000, PAGE, true, ++now);
    tlbs_drop(&tlbs, ~UINT64_C(0), SV39(1), false, 0x1234, true);
    assert_false(tlb_holds(&tlbs.data, SV39(1), 0x1000, ++now));
    assert_true(tlb_holds(&tlbs.data, SV39(2), 0x1000, ++now));
    tlbs_drop(&tlbs, ~UINT64_C(0), SV39(1), true, 0, true);
    assert_false(tlb_holds(&tlbs.data, SV39(1), 0x2000, ++now));
    assert_true(tlb_holds(&tlbs.data, SV39(1), 0x3000, ++now)); /* global */
    tlbs_drop(&tlbs, 0, 0, true, 0, false);
    assert_false(tlb_holds(&tlbs.data, SV39(1), 0x3000, ++now));
    assert_false(tlb_holds(&tlbs.data, SV39(2), 0x1000, ++now));
}

static void the_walker_keeps_its_latest_entries(void **state)
{
    (void)state;
    assert_false(walker_holds(&tlbs, 0x100));
    assert_true(walker_holds(&tlbs, 0x100));
    for (uint64_t n = 1; n <= 7; n++)
        assert_false(walker_holds(&tlbs, 0x100 + 8 * n));
    assert_true(walker_holds(&tlbs, 0x100)); /* eight entries */
    assert_false(walker_holds(&tlbs, 0x900));
    assert_false(walker_holds(&tlbs, 0x108)); /* the oldest has gone */
    tlbs_drop(&tlbs, 0, 0, true, 0, false);
    assert_false(walker_holds(&tlbs, 0x100));
}

int tlb_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(spaces_do_not_meet, make, drop),
        cmocka_unit_test_setup_teardown(large_and_global_pages_hold_far, make, drop),
        cmocka_unit_test_setup_teardown(the_least_recently_used_goes_first, make, drop),
        cmocka_unit_test_setup_teardown(an_address_is_in_one_entry, make, drop),
        cmocka_unit_test_setup_teardown(drops_reach_what_they_name, make, drop),
        cmocka_unit_test_setup_teardown(the_walker_keeps_its_latest_entries, make, drop),
    };
    return cmocka_run_group_tests_name("tlb", tests, NULL, NULL);
}
