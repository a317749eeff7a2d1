#include "devices/clint.h"
#include "rig.h"

enum { MSIP = 3, MTIP = 7, CMP = 0x4000, MTIME = 0xbff8 };

static struct rig rig;
static struct clint *clint;

static int setup(void **state)
{
    (void)state;
    rig = (struct rig){.mtime = 1000};
    clint = clint_new(2, rig_lines(&rig), rig_clock(&rig));
    return clint == NULL;
}

static int teardown(void **state)
{
    (void)state;
    clint_ops.free(clint);
    return 0;
}

static void store(uint64_t offset, unsigned size, uint64_t value)
{
    rig_store(&clint_ops, clint, offset, size, value);
}

static uint64_t load(uint64_t offset, unsigned size)
{
    return rig_load(&clint_ops, clint, offset, size);
}

static void the_timer_fires_when_mtime_reaches_mtimecmp(void **state)
{
    (void)state;
    store(CMP, 8, 1100);
    assert_false(rig.line[0][MTIP]);
    assert_int_equal(rig.replans, 1);
    assert_int_equal(clint_ops.next_event(clint), 1100);
    rig.mtime = 1099;
    clint_ops.advance(clint, rig.mtime);
    assert_false(rig.line[0][MTIP]);
    rig.mtime = 1100;
    clint_ops.advance(clint, rig.mtime);
    assert_true(rig.line[0][MTIP]);
    assert_false(rig.line[1][MTIP]);
    assert_int_equal(clint_ops.next_event(clint), DEVICE_NEVER);
    store(CMP, 8, UINT64_MAX);
    assert_false(rig.line[0][MTIP]);
}

static void mtimecmp_in_the_past_fires_at_once(void **state)
{
    (void)state;
    store(CMP + 8, 8, 999);
    assert_true(rig.line[1][MTIP]);
}

static void halves_are_reached_by_words(void **state)
{
    (void)state;
    store(CMP, 4, 0x89abcdef);
    store(CMP + 4, 4, 0x01234567);
    assert_int_equal(load(CMP, 8), 0x0123456789abcdef);
    assert_int_equal(load(CMP + 4, 4), 0x01234567);
}

static void writing_mtime_moves_the_guests_clock(void **state)
{
    (void)state;
    store(MTIME, 8, 5000);
    assert_int_equal(load(MTIME, 8), 5000);
    rig.mtime += 7;
    assert_int_equal(clint_mtime(clint), 5007);
    store(CMP, 8, 5017);
    assert_int_equal(clint_ops.next_event(clint), rig.mtime + 10);
    store(MTIME + 4, 4, 1);
    assert_int_equal(load(MTIME, 8), (1ull << 32) + 5007);
}

static void msip_is_one_bit_per_hart(void **state)
{
    (void)state;
    store(4, 4, UINT32_MAX);
    assert_true(rig.line[1][MSIP]);
    assert_false(rig.line[0][MSIP]);
    assert_int_equal(load(4, 4), 1);
    store(4, 4, 0);
    assert_false(rig.line[1][MSIP]);
}

static void places_without_a_register_read_0(void **state)
{
    uint64_t value;
    (void)state;
    for (uint64_t at = 0; at < 0x10000; at += 8) {
        store(at, 8, UINT64_MAX);
        load(at, 4);
    }
    assert_int_equal(load(8, 4), 0);
    assert_int_equal(load(0xfff8, 8), 0);
    assert_false(clint_ops.load(clint, 0, 1, &value));
}

int run_clint(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_timer_fires_when_mtime_reaches_mtimecmp, setup, teardown),
        cmocka_unit_test_setup_teardown(mtimecmp_in_the_past_fires_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(halves_are_reached_by_words, setup, teardown),
        cmocka_unit_test_setup_teardown(writing_mtime_moves_the_guests_clock, setup, teardown),
        cmocka_unit_test_setup_teardown(msip_is_one_bit_per_hart, setup, teardown),
        cmocka_unit_test_setup_teardown(places_without_a_register_read_0, setup, teardown),
    };
    return cmocka_run_group_tests_name("clint", tests, NULL, NULL);
}
