#include "bench.h"
#include "groups.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_setup, bench_teardown)

static void breakpoint_stops_before_and_is_stepped_over(void **state)
{
    struct bench *b = *state;
    bench_write(b, CODE, (const uint32_t[]){NOP, ADDI(A0, A0, 1), NOP, WFI}, 4);
    assert_true(hart_add_breakpoint(b->hart, CODE + 4));
    assert_int_equal(hart_run(b->hart, 100), STOP_BREAKPOINT);
    assert_int_equal(hart_get_reg(b->hart, 32), CODE + 4);
    assert_int_equal(hart_instret(b->hart), 1);
    assert_int_equal(hart_get_reg(b->hart, A0), 0);
    assert_int_equal(hart_run(b->hart, 100), STOP_WFI);
    assert_int_equal(hart_get_reg(b->hart, A0), 1);
    hart_remove_breakpoint(b->hart, CODE + 4);
    hart_set_reg(b->hart, 32, CODE);
    assert_int_equal(hart_run(b->hart, 100), STOP_WFI);
}

static void breakpoint_on_an_instruction_across_pages(void **state)
{
    struct bench *b = *state;
    bus_store(b->bus, CODE + 0xffa, 4, NOP);
    bus_store(b->bus, CODE + 0xffe, 2, NOP & 0xffff);
    bus_store(b->bus, CODE + 0x1000, 2, NOP >> 16);
    assert_true(hart_add_breakpoint(b->hart, CODE + 0xffe));
    hart_set_reg(b->hart, 32, CODE + 0xffa);
    assert_int_equal(hart_run(b->hart, 10), STOP_BREAKPOINT);
    assert_int_equal(hart_get_reg(b->hart, 32), CODE + 0xffe);
    assert_int_equal(hart_run(b->hart, 1), STOP_BUDGET);
    assert_int_equal(hart_get_reg(b->hart, 32), CODE + 0x1002);
}

static void watchpoint_stops_the_access_that_it_names(void **state)
{
    struct bench *b = *state;
    hart_set_reg(b->hart, T0, DATA);
    hart_set_reg(b->hart, A1, 5);
    bench_write(b, CODE, (const uint32_t[]){LD(A0, T0, 8), SD(A1, T0, 0), SD(A1, T0, 4), WFI}, 4);
    hart_run(b->hart, 1); /* the page is in the TLB */
    assert_true(hart_add_watchpoint(b->hart, DATA + 8, 4, false, true));
    hart_set_reg(b->hart, 32, CODE);
    assert_int_equal(hart_run(b->hart, 100), STOP_BREAKPOINT);
    assert_int_equal(hart_get_reg(b->hart, 32), CODE + 8);
    assert_int_equal(bench_get(b, DATA), 5);
    assert_int_equal(hart_run(b->hart, 100), STOP_WFI);
    assert_int_equal(bench_get(b, DATA + 4), 5);
    hart_remove_watchpoint(b->hart, DATA + 8, 4);
    hart_set_reg(b->hart, 32, CODE);
    assert_int_equal(hart_run(b->hart, 100), STOP_WFI);
}

static void single_steps_count_one_each(void **state)
{
    struct bench *b = *state;
    bench_write(b, CODE, (const uint32_t[]){NOP, EBREAK, NOP}, 3);
    assert_int_equal(hart_run(b->hart, 1), STOP_BUDGET);
    assert_int_equal(hart_get_reg(b->hart, 32), CODE + 4);
    assert_int_equal(hart_run(b->hart, 1), STOP_BUDGET); /* the trap is the step */
    assert_int_equal(hart_get_reg(b->hart, 32), TRAPS);
    assert_int_equal(hart_instret(b->hart), 1);
}

static void peek_and_poke_leave_no_trace(void **state)
{
    struct bench *b = *state;
    uint8_t bytes[64];
    for (unsigned n = 0; n < 64; n++)
        bytes[n] = n;
    uint64_t before = hart_state_hash(b->hart), traps = hart_counters(b->hart)->n[4];
    assert_int_equal(hart_poke(b->hart, DATA + 0xff0, bytes, 64), 64);
    assert_int_equal(hart_peek(b->hart, DATA + 0xff1, bytes, 1), 1);
    assert_int_equal(bytes[0], 1);
    assert_int_equal(hart_peek(b->hart, RAM + RAM_SIZE - 4, bytes, 64), 4);
    assert_int_equal(hart_peek(b->hart, DEVICE, bytes, 4), 0);
    assert_int_equal(b->device_accesses, 0);
    assert_int_equal(hart_state_hash(b->hart), before);
    assert_int_equal(hart_counters(b->hart)->n[4], traps);
}

static void record(void *context, const struct trace_event *event)
{
    *(struct trace_event *)context = *event;
}

static void trace_tells_faults_with_their_place(void **state)
{
    struct bench *b = *state;
    struct trace_event event = {0};
    hart_set_trace(b->hart, TRACE_FAULT, record, &event);
    hart_set_reg(b->hart, T0, 0x40);
    assert_false(RUN(b, NOP, LD(A0, T0, 0)));
    assert_int_equal(event.kind, TRACE_FAULT);
    assert_int_equal(event.pc, CODE + 4);
    assert_int_equal(event.instret, 1);
    assert_int_equal(event.value[0], 5);
    assert_int_equal(event.value[1], 0x40);
    assert_string_equal(event.name, "fault");
}

int debug_tests(void)
{
    const struct CMUnitTest tests[] = {
        TEST(breakpoint_stops_before_and_is_stepped_over),
        TEST(breakpoint_on_an_instruction_across_pages),
        TEST(watchpoint_stops_the_access_that_it_names),
        TEST(single_steps_count_one_each),
        TEST(peek_and_poke_leave_no_trace),
        TEST(trace_tells_faults_with_their_place),
    };
    return cmocka_run_group_tests_name("debugger", tests, NULL, NULL);
}
