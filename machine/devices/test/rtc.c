#include "devices/rtc.h"
#include "rig.h"

enum {
    IRQ = 11,
    LOW = 0,
    HIGH = 4,
    ALARM_LOW = 8,
    ALARM_HIGH = 12,
    ENABLE = 16,
    CLEAR_ALARM = 20,
    STATUS = 24,
    ACK = 28
};
#define EPOCH 1767225600000000000ull

static struct rig rig;
static struct rtc *rtc;

static int setup(void **state)
{
    (void)state;
    rig = (struct rig){.mtime = 50};
    rtc = rtc_new(EPOCH, rig_clock(&rig), rig_irq(&rig, IRQ));
    return rtc == NULL;
}

static int teardown(void **state)
{
    (void)state;
    rtc_ops.free(rtc);
    return 0;
}

static uint64_t now(void)
{
    uint64_t low = rig_load(&rtc_ops, rtc, LOW, 4);
    return low | rig_load(&rtc_ops, rtc, HIGH, 4) << 32;
}

static void store(uint64_t at, uint64_t value)
{
    rig_store(&rtc_ops, rtc, at, 4, value & UINT32_MAX);
}

static void time_is_epoch_plus_100_ns_per_tick(void **state)
{
    (void)state;
    assert_true(now() == EPOCH + 5000);
    rig.mtime = 10000000;
    assert_true(now() == EPOCH + 1000000000);
}

static void the_clock_can_be_set(void **state)
{
    (void)state;
    store(HIGH, 0x12345678);
    store(LOW, 0x9abcdef0);
    assert_true(now() == 0x123456789abcdef0);
}

static void the_alarm_rings_once(void **state)
{
    uint64_t at = EPOCH + 10050;
    (void)state;
    store(ENABLE, 1);
    store(ALARM_HIGH, at >> 32);
    store(ALARM_LOW, at);
    assert_int_equal(rig_load(&rtc_ops, rtc, STATUS, 4), 1);
    assert_int_equal(rtc_ops.next_event(rtc), 101);
    rig.mtime = 101;
    rtc_ops.advance(rtc, rig.mtime);
    assert_true(rig.irq[IRQ]);
    assert_int_equal(rig_load(&rtc_ops, rtc, STATUS, 4), 0);
    assert_int_equal(rtc_ops.next_event(rtc), DEVICE_NEVER);
    store(ACK, 1);
    assert_false(rig.irq[IRQ]);
}

static void an_alarm_can_be_withdrawn(void **state)
{
    (void)state;
    store(ALARM_HIGH, UINT32_MAX);
    store(ALARM_LOW, 0);
    store(CLEAR_ALARM, 1);
    assert_int_equal(rtc_ops.next_event(rtc), DEVICE_NEVER);
}

int run_rtc(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(time_is_epoch_plus_100_ns_per_tick, setup, teardown),
        cmocka_unit_test_setup_teardown(the_clock_can_be_set, setup, teardown),
        cmocka_unit_test_setup_teardown(the_alarm_rings_once, setup, teardown),
        cmocka_unit_test_setup_teardown(an_alarm_can_be_withdrawn, setup, teardown),
    };
    return cmocka_run_group_tests_name("rtc", tests, NULL, NULL);
}
