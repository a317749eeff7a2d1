#include "devices/plic.h"
#include "rig.h"

enum { M = 0, S = 1, MEIP = 11, SEIP = 9 };

static struct rig rig;
static struct plic *plic;

static uint32_t load(uint64_t offset)
{
    return (uint32_t)rig_load(&plic_ops, plic, offset, 4);
}

static void store(uint64_t offset, uint32_t value)
{
    rig_store(&plic_ops, plic, offset, 4, value);
}

static uint32_t claim(unsigned context)
{
    return load(0x200004 + 0x1000 * context);
}

static void complete(unsigned context, uint32_t source)
{
    store(0x200004 + 0x1000 * context, source);
}

static void enable(unsigned context, unsigned source, unsigned priority)
{
    uint64_t at = 0x2000 + 0x80 * context + source / 32 * 4;
    store(at, load(at) | 1u << source % 32);
    store(4 * source, priority);
}

static int setup(void **state)
{
    (void)state;
    rig = (struct rig){0};
    plic = plic_new(2, rig_lines(&rig));
    return plic == NULL;
}

static int teardown(void **state)
{
    (void)state;
    plic_ops.free(plic);
    return 0;
}

static void a_source_reaches_the_enabled_context_only(void **state)
{
    (void)state;
    enable(S, 10, 1);
    plic_set_source(plic, 10, true);
    assert_true(rig.line[0][SEIP]);
    assert_false(rig.line[0][MEIP]);
    assert_false(rig.line[1][SEIP]);
    assert_int_equal(claim(M), 0);
    assert_int_equal(claim(S), 10);
    assert_false(rig.line[0][SEIP]);
}

static void a_level_that_stays_high_asks_again_after_completion(void **state)
{
    (void)state;
    enable(S, 1, 1);
    plic_set_source(plic, 1, true);
    assert_int_equal(claim(S), 1);
    assert_int_equal(claim(S), 0);
    complete(S, 1);
    assert_true(rig.line[0][SEIP]);
    assert_int_equal(claim(S), 1);
    plic_set_source(plic, 1, false);
    complete(S, 1);
    assert_false(rig.line[0][SEIP]);
}

static void a_level_that_falls_before_the_claim_is_withdrawn(void **state)
{
    (void)state;
    enable(S, 1, 1);
    plic_set_source(plic, 1, true);
    plic_set_source(plic, 1, false);
    assert_false(rig.line[0][SEIP]);
    assert_int_equal(claim(S), 0);
}

static void the_highest_priority_wins_then_the_lowest_number(void **state)
{
    (void)state;
    enable(S, 3, 2);
    enable(S, 40, 7);
    enable(S, 95, 7);
    plic_set_source(plic, 95, true);
    plic_set_source(plic, 3, true);
    plic_set_source(plic, 40, true);
    assert_int_equal(claim(S), 40);
    assert_int_equal(claim(S), 95);
    assert_int_equal(claim(S), 3);
}

static void the_threshold_masks_its_own_priority(void **state)
{
    (void)state;
    enable(M, 5, 3);
    store(0x200000, 3);
    plic_set_source(plic, 5, true);
    assert_false(rig.line[0][MEIP]);
    store(0x200000, 2);
    assert_true(rig.line[0][MEIP]);
    store(0x200000, 7);
    assert_false(rig.line[0][MEIP]);
    assert_int_equal(claim(M), 5); /* who asks is told all the same */
}

static void priority_0_never_interrupts(void **state)
{
    (void)state;
    enable(S, 5, 0);
    plic_set_source(plic, 5, true);
    assert_false(rig.line[0][SEIP]);
    assert_int_equal(load(0x1000), 1u << 5);
}

static void completing_what_is_not_enabled_is_ignored(void **state)
{
    (void)state;
    enable(S, 5, 1);
    plic_set_source(plic, 5, true);
    assert_int_equal(claim(S), 5);
    complete(M, 5);
    complete(S, 0);
    complete(S, 96);
    complete(S, UINT32_MAX);
    assert_int_equal(claim(S), 0);
}

static void source_0_and_odd_places_do_nothing(void **state)
{
    uint64_t value;
    (void)state;
    plic_set_source(plic, 0, true);
    plic_set_source(plic, 96, true);
    plic_set_source(plic, UINT32_MAX, true);
    store(0, 7);
    assert_int_equal(load(0), 0);
    store(0x2000, UINT32_MAX);
    assert_int_equal(load(0x2000), ~1u);
    for (uint64_t at = 0; at < 0x600000; at += 0x7fc) {
        store(at, UINT32_MAX);
        load(at);
    }
    assert_false(plic_ops.load(plic, 4, 1, &value));
    assert_false(plic_ops.store(plic, 4, 8, 0));
}

static void harts_claim_by_number_whatever_is_enabled(void **state)
{
    (void)state;
    assert_int_equal(plic_next(plic, 0), 0);
    plic_set_source(plic, 7, true);
    plic_set_source(plic, 40, true);
    assert_true(rig.sources[0] && rig.sources[1]);
    assert_true(plic_next(plic, 0) == 7 && plic_next(plic, 7) == 40 && plic_next(plic, 40) == 0);
    plic_claim(plic, 7);
    assert_int_equal(plic_next(plic, 0), 40);
    plic_claim(plic, 40);
    assert_true(!rig.sources[0] && !rig.sources[1]);
    plic_set_source(plic, 40, false);
    plic_complete(plic, 7);
    plic_complete(plic, 40);
    assert_true(rig.sources[0] && plic_next(plic, 0) == 7 && plic_next(plic, 7) == 0); /* its line is still high */
    plic_claim(plic, 0);
    plic_claim(plic, 1000);
    plic_complete(plic, 0);
    plic_complete(plic, 1000);
    assert_int_equal(plic_next(plic, UINT32_MAX - 1), 0);
}

int run_plic(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_source_reaches_the_enabled_context_only, setup, teardown),
        cmocka_unit_test_setup_teardown(a_level_that_stays_high_asks_again_after_completion, setup, teardown),
        cmocka_unit_test_setup_teardown(a_level_that_falls_before_the_claim_is_withdrawn, setup, teardown),
        cmocka_unit_test_setup_teardown(the_highest_priority_wins_then_the_lowest_number, setup, teardown),
        cmocka_unit_test_setup_teardown(the_threshold_masks_its_own_priority, setup, teardown),
        cmocka_unit_test_setup_teardown(priority_0_never_interrupts, setup, teardown),
        cmocka_unit_test_setup_teardown(completing_what_is_not_enabled_is_ignored, setup, teardown),
        cmocka_unit_test_setup_teardown(harts_claim_by_number_whatever_is_enabled, setup, teardown),
        cmocka_unit_test_setup_teardown(source_0_and_odd_places_do_nothing, setup, teardown),
    };
    return cmocka_run_group_tests_name("plic", tests, NULL, NULL);
}
