/* Zawrs. */
#include "bench.h"
#include "core/hart_state.h"
#include "groups.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_setup, bench_teardown)
enum { PC = 32, TW = 1 << 21 };

/* In M-mode: reserves DATA, then the word. */
static enum hart_stop sleep_by(struct bench *b, uint32_t word)
{
    hart_set_reg(b->hart, T0, DATA);
    hart_set_reg(b->hart, PC, CODE);
    bench_write(b, CODE, (const uint32_t[]){LR_D(T1, T0), word, SELF}, 3);
    return hart_run(b->hart, 100);
}

static void wrs_sleeps_until_the_reservation_is_written(void **state)
{
    static const uint32_t words[] = {WRS_NTO, WRS_STO};
    struct bench *b = *state;
    for (unsigned n = 0; n < 2; n++) {
        bench_put(b, DATA, 5);
        bench_put(b, DATA + 8, 1);
        assert_int_equal(sleep_by(b, words[n]), STOP_WFI);
        assert_int_equal(hart_get_reg(b->hart, PC), CODE + 8); /* it is over as soon as the hart goes on */
        assert_true(hart_watches(b->hart));
        bench_put(b, DATA + 8, 2);
        assert_false(hart_wakes(b->hart));
        bench_put(b, DATA, 6);
        assert_true(hart_wakes(b->hart));
        assert_int_equal(hart_run(b->hart, 10), STOP_BUDGET);
        assert_false(hart_watches(b->hart));
    }
}

static void wrs_watches_a_word_when_a_word_was_reserved(void **state)
{
    struct bench *b = *state;
    bench_put(b, DATA, UINT64_C(0x8000000500000007));
    hart_set_reg(b->hart, T0, DATA + 4);
    bench_write(b, CODE, (const uint32_t[]){0x1002a32f /* lr.w t1, (t0) */, WRS_NTO, SELF}, 3);
    assert_int_equal(hart_run(b->hart, 100), STOP_WFI);
    bench_put(b, DATA, UINT64_C(0x8000000500000008));
    assert_false(hart_wakes(b->hart));
    bench_put(b, DATA, UINT64_C(0x0000000500000008));
    assert_true(hart_wakes(b->hart));
}

static void wrs_without_a_reservation_goes_on(void **state)
{
    struct bench *b = *state;
    hart_set_reg(b->hart, T0, DATA);
    assert_true(RUN(b, WRS_NTO, WRS_STO));
    assert_true(RUN(b, LR_D(T1, T0), SC_D(T2, T1, T0), WRS_NTO, WRS_STO));
    assert_true(RUN(b, LR_D(T1, T0), ADDI(T1, T1, 1), SD(T1, T0, 0), WRS_NTO)); /* its own store counts, too */
}

static void wrs_wakes_for_an_interrupt_that_is_not_taken(void **state)
{
    struct bench *b = *state;
    assert_int_equal(sleep_by(b, WRS_NTO), STOP_WFI);
    hart_set_line(b->hart, 11, true);
    assert_false(hart_wakes(b->hart));
    bench_set_csr(b, MIE, 1 << 11); /* mstatus.MIE is 0 */
    assert_true(hart_wakes(b->hart));
    assert_int_equal(sleep_by(b, WRS_NTO), STOP_BUDGET);
    assert_int_equal(sleep_by(b, WRS_STO), STOP_BUDGET);
}

static void wrs_sto_ends_after_a_short_time(void **state)
{
    struct bench *b = *state;
    b->mtime = 70;
    assert_int_equal(sleep_by(b, WRS_STO), STOP_WFI);
    assert_int_equal(hart_next_timer(b->hart), 1070);
    b->mtime = 1069;
    assert_false(hart_wakes(b->hart));
    b->mtime = 1070;
    assert_true(hart_wakes(b->hart));
    assert_int_equal(hart_run(b->hart, 10), STOP_BUDGET);
    assert_true(hart_next_timer(b->hart) == UINT64_MAX);
    assert_int_equal(sleep_by(b, WRS_NTO), STOP_WFI);
    b->mtime = UINT64_MAX;
    assert_false(hart_wakes(b->hart));
}

static uint64_t ask_and_tell(void *context)
{
    struct bench *b = context;
    hart_ask_stop(b->hart);
    return b->mtime;
}

/* As a model of time asks, when the instruction that sleeps is the last of a slice. */
static void wrs_still_watches_after_it_was_asked_to_stop(void **state)
{
    struct bench *b = *state;
    b->hart->board.context = b;
    b->hart->board.mtime = ask_and_tell;
    assert_int_equal(sleep_by(b, WRS_STO), STOP_ASKED);
    b->hart->wait_until = UINT64_MAX;
    assert_int_equal(hart_run(b->hart, 10), STOP_WFI);
    assert_true(hart_watches(b->hart));
    assert_false(hart_wakes(b->hart));
    bench_put(b, DATA, 99);
    assert_true(hart_wakes(b->hart));
}

/* In another mode: an mcause of 2 means that it was refused. */
static bool refused(struct bench *b, enum privilege priv, uint32_t word, bool reserve)
{
    hart_set_reg(b->hart, T0, DATA);
    bench_set_csr(b, MCAUSE, 0);
    bench_write(b, CODE + 0x800, (const uint32_t[]){reserve ? LR_D(T1, T0) : NOP, word, ECALL}, 3);
    bench_enter(b, priv, CODE + 0x800);
    hart_run(b->hart, 100);
    hart_run(b->hart, 100);
    bool illegal = bench_csr(b, MCAUSE) == 2;
    assert_int_equal(illegal ? bench_csr(b, MTVAL) : word, word);
    return illegal;
}

static void wrs_is_for_every_mode_and_tw_limits_nto(void **state)
{
    struct bench *b = *state;
    for (enum privilege priv = PRV_U; priv <= PRV_S; priv++)
        for (unsigned n = 0; n < 2; n++) {
            bench_set_csr(b, MSTATUS, 0x6000 | (n ? TW : 0));
            assert_int_equal(refused(b, priv, WRS_NTO, true), n);
            assert_false(refused(b, priv, WRS_NTO, false)); /* does not sleep, so it ends in time */
            assert_false(refused(b, priv, WRS_STO, true));
        }
    bench_set_csr(b, MSTATUS, 0x6000 | TW);
    assert_int_equal(sleep_by(b, WRS_NTO), STOP_WFI);
}

int waiting_tests(void)
{
    const struct CMUnitTest tests[] = {
        TEST(wrs_sleeps_until_the_reservation_is_written),
        TEST(wrs_watches_a_word_when_a_word_was_reserved),
        TEST(wrs_without_a_reservation_goes_on),
        TEST(wrs_wakes_for_an_interrupt_that_is_not_taken),
        TEST(wrs_sto_ends_after_a_short_time),
        TEST(wrs_still_watches_after_it_was_asked_to_stop),
        TEST(wrs_is_for_every_mode_and_tw_limits_nto),
    };
    return cmocka_run_group_tests_name("waiting", tests, NULL, NULL);
}
