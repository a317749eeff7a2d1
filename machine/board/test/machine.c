/* The machine's clock and boundaries, with programs of a few instructions. */
#include "abi/platform.h"
#include "board/machine.h"

#include <string.h>

#include "tests.h"

enum { A0 = 10, PC = 32 };

static struct machine *make(const uint32_t *code, size_t size, unsigned harts)
{
    struct failure why;
    struct machine_config config = {.ram_size = 16 << 20, .harts = harts};
    config.kernel = (struct machine_image){"code", (const uint8_t *)code, size};
    struct machine *m = machine_new(&config, &why);
    if (!m)
        print_message("%s\n", why.text);
    assert_non_null(m);
    return m;
}

static const uint32_t count_up[] = {0x00130313 /* addi t1, t1, 1 */, 0xffdff06f /* j -4 */};
static const uint32_t wait_for_ever[] = {0x10500073 /* wfi */, 0xffdff06f /* j -4 */};

static void the_budget_is_exact_however_it_is_cut(void **state)
{
    struct machine *whole = make(count_up, sizeof count_up, 1), *cut = make(count_up, sizeof count_up, 1);
    (void)state;
    assert_int_equal(machine_run(whole, 100001), MACHINE_BUDGET);
    for (unsigned n = 0; machine_instructions(cut) < 100001; n = (n + 7) % 91) {
        uint64_t left = 100001 - machine_instructions(cut);
        assert_int_equal(machine_run(cut, n + 1 < left ? n + 1 : left), MACHINE_BUDGET);
    }
    assert_int_equal(machine_instructions(whole), 100001);
    assert_int_equal(machine_mtime(whole), 1000);
    assert_true(machine_state_hash(whole) == machine_state_hash(cut));
    machine_run(cut, 1);
    assert_true(machine_state_hash(whole) != machine_state_hash(cut));
    machine_free(whole);
    machine_free(cut);
}

static void harts_take_turns_in_one_time(void **state)
{
    struct machine *m = make(count_up, sizeof count_up, 3);
    (void)state;
    assert_int_equal(machine_run(m, 25000), MACHINE_BUDGET); /* and to the end of the round */
    for (unsigned n = 0; n < 3; n++)
        assert_int_equal(hart_instret(machine_hart(m, n)), 30000);
    assert_int_equal(machine_instructions(m), 30000);
    assert_int_equal(hart_get_reg(machine_hart(m, 2), A0), 2);
    machine_free(m);
}

/* Each hart reads the time, compares it with the latest one that any hart read, and stores it there. */
static void time_runs_back_for_no_hart(void **state)
{
    static const uint32_t code[] = {
        0x00000697 /* auipc a3, 0 */,    0x0406b283 /* 1: ld t0, 64(a3) */,
        0xc01023f3 /* rdtime t2 */,      0x0053f463 /* bgeu t2, t0, 2f */,
        0x00130313 /* addi t1, t1, 1 */, 0x0476b023 /* 2: sd t2, 64(a3) */,
        0xfedff06f /* j 1b */,
    };
    enum { T1 = 6, T2 = 7 };
    struct machine *m = make(code, sizeof code, 3);
    (void)state;
    assert_int_equal(machine_run(m, 25000), MACHINE_BUDGET);
    for (unsigned n = 0; n < 3; n++) {
        assert_int_equal(hart_get_reg(machine_hart(m, n), T1), 0);
        assert_in_range(hart_get_reg(machine_hart(m, n), T2), 299, 300);
    }
    machine_free(m);
}

static void idle_time_passes_only_when_it_is_let(void **state)
{
    struct machine *m = make(wait_for_ever, sizeof wait_for_ever, 2);
    (void)state;
    assert_int_equal(machine_run(m, 1000), MACHINE_IDLE);
    assert_int_equal(machine_run(m, 1000), MACHINE_IDLE);
    assert_int_equal(machine_instructions(m), 1);
    assert_true(machine_next_event(m) == UINT64_MAX);
    uint64_t mtimecmp = 5000;
    assert_true(bus_store(machine_bus(m), 0x2004000, 8, mtimecmp));
    assert_true(hart_csr_set(machine_hart(m, 0), 0x304, 1 << 7));
    assert_int_equal(machine_next_event(m), mtimecmp);
    machine_skip_to(m, 4000);
    assert_int_equal(machine_run(m, 10), MACHINE_IDLE);
    assert_int_equal(machine_mtime(m), 4000);
    machine_skip_to(m, 1000000); /* not beyond the event */
    assert_int_equal(machine_mtime(m), mtimecmp);
    assert_int_equal(machine_run(m, 10), MACHINE_BUDGET); /* WFI falls through while the line is high */
    machine_free(m);
}

/* A guest that waits for the last moment but one of the clock gets there, and beyond. */
static void time_may_reach_its_end(void **state)
{
    static const uint32_t code[] = {0x10500073 /* wfi */, 0x00130313 /* addi t1, t1, 1 */, 0xffdff06f /* j -4 */};
    struct machine *m = make(code, sizeof code, 1);
    (void)state;
    assert_int_equal(machine_run(m, 10), MACHINE_IDLE);
    assert_true(bus_store(machine_bus(m), 0x2004000, 8, UINT64_MAX - 1));
    assert_true(hart_csr_set(machine_hart(m, 0), 0x304, 1 << 7));
    machine_skip_to(m, UINT64_MAX - 1);
    assert_int_equal(machine_run(m, 1000), MACHINE_BUDGET);
    assert_true(machine_mtime(m) < 100); /* it has begun again */
    machine_free(m);
}

static void a_timer_fires_at_its_instruction(void **state)
{
    static const uint32_t code[] = {0x00130313 /* addi t1, t1, 1 */, 0xffdff06f /* j -4 */, 0x0000006f /* j . */};
    enum { T1 = 6, MSTATUS = 0x300, MIE = 0x304, MTVEC = 0x305 };
    struct machine *m = make(code, sizeof code, 1);
    struct hart *h = machine_hart(m, 0);
    (void)state;
    hart_csr_set(h, MTVEC, 0x80000008);
    hart_csr_set(h, MIE, 1 << 7);
    hart_csr_set(h, MSTATUS, 1 << 3);
    assert_int_equal(machine_run(m, 30), MACHINE_BUDGET);
    assert_true(bus_store(machine_bus(m), 0x2004000, 8, 5));
    assert_int_equal(machine_run(m, 2000), MACHINE_BUDGET);
    assert_int_equal(hart_get_reg(h, T1), 5 * 100 / 2);
    machine_free(m);
}

static void a_finisher_store_ends_the_machine(void **state)
{
    static const uint32_t code[] = {
        0x001002b7, /* lui t0, 0x100 */
        0x0002a337, /* lui t1, 0x2a (code 42 << 12) */
        0x00431313, /* slli t1, t1, 4 */
        0x00003e37, /* lui t3, 3 */
        0x333e0e13, /* addi t3, t3, 0x333 */
        0x01c36333, /* or t1, t1, t3 */
        0x0062a023, /* sw t1, 0(t0) */
        0x0000006f, /* j . */
    };
    struct machine *m = make(code, sizeof code, 1);
    (void)state;
    assert_int_equal(machine_run(m, 1000), MACHINE_FINISHED);
    assert_int_equal(machine_exit_code(m), 42);
    assert_int_equal(machine_instructions(m), 7);
    assert_int_equal(machine_run(m, 1000), MACHINE_FINISHED);
    struct failure why;
    assert_true(machine_reset(m, &why));
    assert_int_equal(machine_run(m, 3), MACHINE_BUDGET);
    machine_free(m);
}

/* As large a RAM as any, of which only what is written takes memory of the host's. */
static void a_restart_does_not_touch_all_of_ram(void **state)
{
    static const uint32_t code[] = {0x0000006f}; /* j . */
    struct machine_config config = {.ram_size = UINT64_C(1) << 40,
                                    .kernel = {"code", (const uint8_t *)code, sizeof code}};
    struct failure why;
    struct machine *m = machine_new(&config, &why);
    uint64_t word = 1;
    (void)state;
    if (!m)
        skip(); /* a host that grants no such address space */
    assert_true(bus_write(machine_bus(m), PLAT_DRAM_BASE + (UINT64_C(1) << 39), &word, 8));
    assert_true(machine_reset(m, &why));
    assert_true(bus_read(machine_bus(m), PLAT_DRAM_BASE + (UINT64_C(1) << 39), &word, 8));
    assert_true(word == 0);
    machine_free(m);
}

/* The firmware is as large as the place where the initrd goes. */
static void an_initrd_does_not_overwrite_the_firmware(void **state)
{
    static uint8_t bios[12 << 20];
    struct machine_config config = {.ram_size = 16 << 20,
                                    .bios = {"f", bios, sizeof bios},
                                    .initrd = {"i", bios, 4096}};
    struct failure why;
    (void)state;
    assert_null(machine_new(&config, &why));
    assert_non_null(strstr(why.text, "overlaps f"));
}

static void impossible_machines_are_refused(void **state)
{
    static const struct {
        struct machine_config config;
        const char *because;
    } bad[] = {
        {{.ram_size = 4097}, "4096"},
        {{.ram_size = UINT64_MAX & ~4095ull}, "1 TiB"},
        {{.ram_size = 4096, .kernel = {"k", (const uint8_t *)"text", 4}}, "overlaps k"},
        {{.harts = 65}, "harts"},
        {{.kernel = {"k", (const uint8_t *)"", 0}}, "k: the file is empty"},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct failure why;
        assert_null(machine_new(&bad[i].config, &why));
        assert_non_null(strstr(why.text, bad[i].because));
    }
}

int run_machine(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_budget_is_exact_however_it_is_cut),
        cmocka_unit_test(time_may_reach_its_end),
        cmocka_unit_test(a_timer_fires_at_its_instruction),
        cmocka_unit_test(harts_take_turns_in_one_time),
        cmocka_unit_test(time_runs_back_for_no_hart),
        cmocka_unit_test(idle_time_passes_only_when_it_is_let),
        cmocka_unit_test(a_finisher_store_ends_the_machine),
        cmocka_unit_test(impossible_machines_are_refused),
        cmocka_unit_test(a_restart_does_not_touch_all_of_ram),
        cmocka_unit_test(an_initrd_does_not_overwrite_the_firmware),
    };
    return cmocka_run_group_tests_name("machine", tests, NULL, NULL);
}
