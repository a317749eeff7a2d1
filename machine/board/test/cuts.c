/* A run does not depend on how it is cut. */
#include "abi/platform.h"
#include "board/machine.h"

#include <stdlib.h>

#include "tests.h"

enum { A4 = 14, MTVEC = 0x305, TRAP = 0x68, END = 400000 };

/* Each hart mixes its number and the time into one word, so that the word tells their turns; now and then it traps, wakes
 * the next hart, and (hart 0 apart) waits to be woken. a4 holds the number of harts. */
static const uint32_t crowd[] = {
    0x00000697, 0x02000e37, 0x30445073, 0x1006b283, 0x00529313, 0x405302b3, 0xc01023f3, 0x0072c2b3,
    0x00a282b3, 0x1056b023, 0x001e8e93, 0x0ffeff13, 0xfc0f1ee3, 0x00000073, 0x00251f13, 0x01cf0f33,
    0x000f2023, 0x00150f93, 0x02efffb3, 0x002f9f93, 0x01cf8fb3, 0x00100f13, 0x01efa023, 0xfa0508e3,
    0x10500073, 0xfa9ff06f, 0x34102f73, 0x004f0f13, 0x341f1073, 0x30200073,
};

static struct machine *make(unsigned harts)
{
    struct failure why;
    struct machine_config config = {.ram_size = 16 << 20, .harts = harts};
    config.kernel = (struct machine_image){"crowd", (const uint8_t *)crowd, sizeof crowd};
    struct machine *m = machine_new(&config, &why);
    assert_non_null(m);
    for (unsigned n = 0; n < harts; n++) {
        hart_set_reg(machine_hart(m, n), A4, harts);
        assert_true(hart_csr_set(machine_hart(m, n), MTVEC, 0x80000000 + TRAP));
    }
    return m;
}

/* Pieces of up to `most` instructions; 0: as few as machine_run makes. */
static uint64_t hash_after(unsigned harts, unsigned most)
{
    struct machine *m = make(harts);
    while (machine_instructions(m) < END) {
        uint64_t left = END - machine_instructions(m), piece = most ? 1 + (unsigned)rand() % most : left;
        assert_int_equal(machine_run(m, piece < left ? piece : left), MACHINE_BUDGET);
    }
    assert_int_equal(machine_instructions(m), END);
    uint64_t hash = machine_state_hash(m);
    machine_free(m);
    return hash;
}

static void several_harts_end_alike_however_they_are_cut(void **state)
{
    (void)state;
    srand(1);
    for (unsigned harts = 1; harts <= 4; harts++) {
        uint64_t whole = hash_after(harts, 0);
        assert_true(hash_after(harts, 0) == whole);
        assert_true(hash_after(harts, 300) == whole);
        assert_true(hash_after(harts, 9999) == whole);
        assert_true(hash_after(harts, 100000) == whole);
    }
}

enum { MTIMECMP = 0x4000, MTIME = 0xbff8, MENVCFG = 0x30a, STIMECMP = 0x14d };

/* The guest sets its clock back; what it waits for then lies behind the end of the board's. An event in the past would be waited
 * for by turns of one instruction, and by an idle host for ever. */
static void a_timer_behind_the_end_of_the_clock_never_comes(void **state)
{
    struct machine *m = make(1);
    (void)state;
    assert_int_equal(machine_run(m, END), MACHINE_BUDGET);
    assert_true(machine_mtime(m) > 2);
    assert_true(bus_store(machine_bus(m), PLAT_CLINT_BASE + MTIME, 8, 0));
    assert_true(machine_next_event(m) == UINT64_MAX);
    assert_true(bus_store(machine_bus(m), PLAT_CLINT_BASE + MTIMECMP, 8, UINT64_MAX - 1));
    assert_true(machine_next_event(m) == UINT64_MAX);
    assert_true(hart_csr_set(machine_hart(m, 0), MENVCFG, UINT64_C(1) << 63));
    assert_true(hart_csr_set(machine_hart(m, 0), STIMECMP, UINT64_MAX - 1));
    assert_true(machine_next_event(m) == UINT64_MAX);
    assert_true(bus_store(machine_bus(m), PLAT_CLINT_BASE + MTIMECMP, 8, 5));
    assert_true(machine_next_event(m) == machine_mtime(m) + 5);
    machine_free(m);
}

int run_cuts(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(several_harts_end_alike_however_they_are_cut),
        cmocka_unit_test(a_timer_behind_the_end_of_the_clock_never_comes),
    };
    return cmocka_run_group_tests_name("cuts", tests, NULL, NULL);
}
