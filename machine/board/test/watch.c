/* Two harts and one doubleword: what one writes, the other notices. */
#include "abi/platform.h"
#include "board/machine.h"

#include "tests.h"

enum { T1 = 6, T2 = 7 };

static struct machine *two(const uint32_t *code, size_t size)
{
    struct failure why;
    struct machine_config config = {.ram_size = 16 << 20, .harts = 2};
    config.kernel = (struct machine_image){"code", (const uint8_t *)code, size};
    struct machine *m = machine_new(&config, &why);
    assert_non_null(m);
    return m;
}

static void a_sleeping_hart_wakes_when_its_line_is_written(void **state)
{
    static const uint32_t code[] = {
        0x00000697, 0x08068693,             /* auipc a3, 0; addi a3, a3, 128 */
        0x02051063,                         /* bnez a0, 2f */
        0x000052b7,                         /* lui t0, 5 */
        0xfff28293, 0xfe029ee3,             /* 1: addi t0, t0, -1; bnez t0, 1b */
        0x00100313, 0x0066b023,             /* li t1, 1; sd t1, (a3) */
        0x10500073, 0xffdff06f,             /* 3: wfi; j 3b */
        0x1006b32f, 0xfe031ae3,             /* 2: lr.d t1, (a3); bnez t1, 3b */
        0x00d00073, 0x00138393, 0xff1ff06f, /* wrs.nto; addi t2, t2, 1; j 2b */
    };
    struct machine *m = two(code, sizeof code);
    (void)state;
    assert_int_equal(machine_run(m, 200000), MACHINE_IDLE);
    assert_int_equal(hart_instret(machine_hart(m, 0)), 7 + 2 * 0x5000);
    assert_int_equal(hart_get_reg(machine_hart(m, 1), T1), 1);
    assert_int_equal(hart_get_reg(machine_hart(m, 1), T2), 1); /* it slept once: no instruction was spent on looking */
    assert_int_equal(hart_instret(machine_hart(m, 1)), 3 + 5 + 2 + 1);
    machine_free(m);
}

/* A write of the value that is there breaks a reservation, too: the sleeper goes on in bounded time, while others run. */
static void a_write_of_the_same_value_is_not_lost(void **state)
{
    static const uint32_t code[] = {
        0x00000697, 0x08068693,                         /* auipc a3, 0; addi a3, a3, 128 */
        0x00051663,                                     /* bnez a0, 2f */
        0x0006b023, 0xffdff06f,                         /* 1: sd zero, (a3); j 1b */
        0x1006b32f, 0x00d00073, 0x00138393, 0xff5ff06f, /* 2: lr.d t1, (a3); wrs.nto; addi t2, t2, 1; j 2b */
    };
    struct machine *m = two(code, sizeof code);
    (void)state;
    assert_int_equal(machine_run(m, 1000000), MACHINE_BUDGET);
    assert_in_range(hart_get_reg(machine_hart(m, 1), T2), 5, 10);
    machine_free(m);
}

static void a_reservation_does_not_outlive_another_harts_turn(void **state)
{
    static const uint32_t code[] = {
        0x00000697, 0x08068693, /* auipc a3, 0; addi a3, a3, 128 */
        0x02051263,             /* bnez a0, 2f */
        0x000022b7, 0x1006b32f, /* lui t0, 2; lr.d t1, (a3) */
        0xfff28293, 0xfe029ee3, /* 1: addi t0, t0, -1; bnez t0, 1b */
        0x00700313, 0x1866b3af, /* li t1, 7; sc.d t2, t1, (a3) */
        0x10500073, 0xffdff06f, /* 3: wfi; j 3b */
        0x00100313, 0x0066b023, /* 2: li t1, 1; sd t1, (a3) */
        0x0006b023, 0xfedff06f, /* sd zero, (a3); j 3b */
    };
    struct machine *m = two(code, sizeof code);
    uint64_t value = 1;
    (void)state;
    assert_int_equal(machine_run(m, 100000), MACHINE_IDLE);
    assert_int_equal(hart_get_reg(machine_hart(m, 0), T2), 1); /* 0, 1, 0 again: it was written */
    assert_true(bus_load(machine_bus(m), PLAT_DRAM_BASE + 128, 8, &value));
    assert_int_equal(value, 0);
    machine_free(m);
}

int run_watch(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sleeping_hart_wakes_when_its_line_is_written),
        cmocka_unit_test(a_write_of_the_same_value_is_not_lost),
        cmocka_unit_test(a_reservation_does_not_outlive_another_harts_turn),
    };
    return cmocka_run_group_tests_name("watch", tests, NULL, NULL);
}
