#include "bench.h"
#include "groups.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_setup, bench_teardown)

static void budget_is_exact_wherever_it_ends(void **state)
{
    struct bench *b = *state;
    uint32_t words[40];
    for (unsigned n = 0; n < 39; n++)
        words[n] = ADDI(A0, A0, 1);
    words[39] = 0xf65ff06f; /* j to the first word */
    bench_write(b, CODE, words, 40);
    for (unsigned budget = 1, sum = 0; budget < 90; sum += budget++) {
        assert_int_equal(hart_instret(b->hart), sum);
        assert_int_equal(hart_run(b->hart, budget), STOP_BUDGET);
    }
    uint64_t done = hart_instret(b->hart);
    assert_int_equal(hart_get_reg(b->hart, A0), done - done / 40);
    assert_int_equal(hart_get_reg(b->hart, 32), CODE + done % 40 * 4);
}

static void instret_reads_what_retired_before_it(void **state)
{
    struct bench *b = *state;
    assert_true(RUN(b, NOP, NOP, CSRR(A0, 0xc02), NOP, CSRR(A1, 0xc02)));
    assert_int_equal(hart_get_reg(b->hart, A0), 2);
    assert_int_equal(hart_get_reg(b->hart, A1), 4);
    assert_int_equal(hart_instret(b->hart), 6);
}

static void handler_that_traps_at_once_ends_with_the_budget(void **state)
{
    struct bench *b = *state;
    bench_set_csr(b, MTVEC, 0x40); /* no memory there */
    bench_write(b, CODE, (const uint32_t[]){EBREAK}, 1);
    assert_int_equal(hart_run(b->hart, 1000), STOP_BUDGET);
    assert_int_equal(hart_instret(b->hart), 0);
    assert_int_equal(bench_csr(b, MCAUSE), 1);
}

static void wfi_stops_past_itself_and_falls_through_when_pending(void **state)
{
    struct bench *b = *state;
    bench_write(b, CODE, (const uint32_t[]){WFI, WFI, NOP, SELF}, 4);
    assert_int_equal(hart_run(b->hart, 100), STOP_WFI);
    assert_int_equal(hart_get_reg(b->hart, 32), CODE + 4);
    bench_set_csr(b, MIE, 1 << 11);
    hart_set_line(b->hart, 11, true);
    assert_int_equal(hart_run(b->hart, 100), STOP_BUDGET); /* mstatus.MIE is 0: no trap either */
    assert_int_equal(hart_get_reg(b->hart, 32), CODE + 12);
}

static void interrupt_from_a_device_is_taken_before_the_next_instruction(void **state)
{
    struct bench *b = *state;
    bench_set_csr(b, MIE, 1 << 11);
    bench_set_csr(b, MSTATUS, 0x6008);
    hart_set_reg(b->hart, T0, DEVICE);
    hart_set_reg(b->hart, T1, 1);
    assert_false(RUN(b, NOP, SB(T1, T0, 16), ADDI(A0, A0, 1)));
    assert_int_equal(bench_csr(b, MCAUSE), UINT64_C(1) << 63 | 11);
    assert_int_equal(bench_csr(b, MEPC), CODE + 8);
    assert_int_equal(hart_get_reg(b->hart, A0), 0);
}

static void stop_from_a_device_takes_effect_at_once(void **state)
{
    struct bench *b = *state;
    hart_set_reg(b->hart, T0, DEVICE);
    bench_write(b, CODE, (const uint32_t[]){NOP, SB(T1, T0, 8), ADDI(A0, A0, 1), SELF}, 4);
    assert_int_equal(hart_run(b->hart, 100), STOP_ASKED);
    assert_int_equal(hart_get_reg(b->hart, 32), CODE + 8);
    assert_int_equal(hart_instret(b->hart), 2);
}

static void code_written_over_runs_after_fence_i(void **state)
{
    struct bench *b = *state;
    const uint32_t patch = ADDI(A0, A0, 100);
    hart_set_reg(b->hart, T0, CODE + 0x100);
    hart_set_reg(b->hart, T1, patch);
    bench_write(b, CODE + 0x100, (const uint32_t[]){ADDI(A0, A0, 1), r_type(0x67, 0, RA, 0)}, 2);
    assert_true(RUN(b, i_type(0x67, RA, T0, 0), s_type(0x2023, T1, T0, 0), FENCE_I, i_type(0x67, RA, T0, 0)));
    assert_int_equal(hart_get_reg(b->hart, A0), 101);
}

static void instruction_across_a_page_end(void **state)
{
    struct bench *b = *state;
    const uint32_t word = ADDI(A0, A0, 7);
    bus_store(b->bus, CODE + 0x2ffe, 2, word & 0xffff);
    bus_store(b->bus, CODE + 0x3000, 2, word >> 16);
    bench_write(b, CODE + 0x3002, (const uint32_t[]){WFI}, 1);
    hart_set_reg(b->hart, 32, CODE + 0x2ffe);
    assert_int_equal(hart_run(b->hart, 10), STOP_WFI);
    assert_int_equal(hart_get_reg(b->hart, A0), 7);
    assert_int_equal(hart_instret(b->hart), 2);
}

static void supervisor_timer_fires_when_polled(void **state)
{
    struct bench *b = *state;
    bench_set_csr(b, 0x30a, UINT64_C(1) << 63); /* menvcfg.STCE */
    bench_set_csr(b, 0x14d, 500);
    assert_int_equal(hart_next_timer(b->hart), 500);
    assert_int_equal(bench_csr(b, MIP), 0);
    b->mtime = 500;
    hart_poll_timer(b->hart);
    assert_int_equal(bench_csr(b, MIP), 1 << 5);
    bench_set_csr(b, 0x14d, 501);
    assert_int_equal(bench_csr(b, MIP), 0);
}

static void an_odd_entry_is_the_even_address_below(void **state)
{
    struct bench *b = *state;
    hart_reset(b->hart, RAM + RAM_SIZE - 1, 0, 0, 0);
    assert_true(hart_get_reg(b->hart, 32) == RAM + RAM_SIZE - 2);
}

static void same_run_same_hash(void **state)
{
    struct bench *b = *state;
    uint64_t before = hart_state_hash(b->hart);
    hart_set_reg(b->hart, 64, 1); /* f31 */
    assert_true(hart_state_hash(b->hart) != before);
    hart_set_reg(b->hart, 64, 0);
    assert_int_equal(hart_state_hash(b->hart), before);
}

int running_tests(void)
{
    const struct CMUnitTest tests[] = {
        TEST(budget_is_exact_wherever_it_ends),
        TEST(instret_reads_what_retired_before_it),
        TEST(handler_that_traps_at_once_ends_with_the_budget),
        TEST(wfi_stops_past_itself_and_falls_through_when_pending),
        TEST(interrupt_from_a_device_is_taken_before_the_next_instruction),
        TEST(stop_from_a_device_takes_effect_at_once),
        TEST(code_written_over_runs_after_fence_i),
        TEST(instruction_across_a_page_end),
        TEST(supervisor_timer_fires_when_polled),
        TEST(an_odd_entry_is_the_even_address_below),
        TEST(same_run_same_hash),
    };
    return cmocka_run_group_tests_name("running", tests, NULL, NULL);
}
