#include "devices/uart.h"

#include <string.h>

#include "rig.h"

enum { RBR, IER, IIR, LCR, MCR, LSR, MSR, SCR, FCR = IIR, IRQ = 10, DR = 1, OE = 2 };

static struct rig rig;
static struct uart *uart;

static void transmit(void *context, uint8_t byte)
{
    struct rig *r = context;
    r->sent[r->sent_count++ % sizeof r->sent] = (char)byte;
}

static int setup(void **state)
{
    (void)state;
    rig = (struct rig){0};
    uart = uart_new((struct uart_sink){&rig, transmit}, rig_irq(&rig, IRQ));
    if (uart)
        uart_ops.reset(uart);
    return uart == NULL;
}

static int teardown(void **state)
{
    (void)state;
    uart_ops.free(uart);
    return 0;
}

static uint8_t load(unsigned reg)
{
    return (uint8_t)rig_load(&uart_ops, uart, reg, 1);
}

static void store(unsigned reg, uint8_t value)
{
    rig_store(&uart_ops, uart, reg, 1, value);
}

static void what_is_sent_goes_out_at_once(void **state)
{
    (void)state;
    store(RBR, 'h');
    store(RBR, 'i');
    assert_int_equal(rig.sent_count, 2);
    assert_memory_equal(rig.sent, "hi", 2);
    assert_int_equal(load(LSR) & 0x60, 0x60);
}

static void received_bytes_come_in_order_and_interrupt(void **state)
{
    (void)state;
    store(FCR, 1);
    store(IER, 1);
    assert_false(rig.irq[IRQ]);
    uart_receive(uart, 'a');
    uart_receive(uart, 'b');
    assert_true(rig.irq[IRQ]);
    assert_int_equal(load(IIR) & 0xf, 4);
    assert_int_equal(load(LSR) & DR, DR);
    assert_int_equal(load(RBR), 'a');
    assert_true(rig.irq[IRQ]);
    assert_int_equal(load(RBR), 'b');
    assert_false(rig.irq[IRQ]);
    assert_int_equal(load(RBR), 0);
}

static void below_the_trigger_level_a_timeout_is_told(void **state)
{
    (void)state;
    store(FCR, 0xc1);
    store(IER, 1);
    uart_receive(uart, 'x');
    assert_int_equal(load(IIR), 0xcc);
}

static void input_is_not_wanted_before_the_guest_looks_for_it(void **state)
{
    (void)state;
    assert_int_equal(uart_wants(uart), 0);
    store(FCR, 1);
    load(LSR);
    assert_int_equal(uart_wants(uart), 0);
    load(LSR);
    assert_int_equal(uart_wants(uart), 16);
    store(RBR, '>');
    assert_int_equal(uart_wants(uart), 0);
    store(IER, 1);
    assert_int_equal(uart_wants(uart), 16);
    uart_receive(uart, 'a');
    assert_int_equal(uart_wants(uart), 15);
}

static void overrun_is_told_once(void **state)
{
    (void)state;
    store(FCR, 1);
    for (int i = 0; i < 17; i++)
        uart_receive(uart, (uint8_t)i);
    assert_int_equal(load(LSR) & OE, OE);
    assert_int_equal(load(LSR) & OE, 0);
    for (int i = 0; i < 16; i++)
        assert_int_equal(load(RBR), i);
}

static void the_transmitter_interrupt_falls_when_identified(void **state)
{
    (void)state;
    store(IER, 2);
    assert_true(rig.irq[IRQ]);
    assert_int_equal(load(IIR) & 0xf, 2);
    assert_false(rig.irq[IRQ]);
    store(RBR, 'x');
    assert_true(rig.irq[IRQ]);
}

static void loop_mode_returns_what_is_sent(void **state)
{
    (void)state;
    store(FCR, 1);
    store(MCR, 0x1f);
    store(RBR, 'L');
    assert_int_equal(rig.sent_count, 0);
    assert_int_equal(load(RBR), 'L');
    assert_int_equal(load(MSR), 0xf0);
    uart_receive(uart, 'z');
    assert_int_equal(load(LSR) & DR, 0);
}

static void the_divisor_hides_behind_dlab(void **state)
{
    (void)state;
    store(LCR, 0x83);
    store(RBR, 0x42);
    store(IER, 0x01);
    assert_int_equal(load(RBR), 0x42);
    store(LCR, 0x03);
    assert_int_equal(load(IER), 0);
    assert_int_equal(rig.sent_count, 0);
    store(SCR, 0x5a);
    assert_int_equal(load(SCR), 0x5a);
}

static void clearing_the_fifo_drops_input(void **state)
{
    (void)state;
    store(FCR, 1);
    store(IER, 1);
    uart_receive(uart, 'a');
    store(FCR, 7);
    assert_false(rig.irq[IRQ]);
    assert_int_equal(load(LSR) & DR, 0);
}

static void wide_accesses_reach_one_register(void **state)
{
    uint64_t value;
    (void)state;
    assert_true(uart_ops.store(uart, SCR, 4, 0x12345678));
    assert_true(uart_ops.load(uart, SCR, 2, &value));
    assert_int_equal(value, 0x78);
    for (unsigned at = 0; at < 0x100; at++) {
        store(at, 0xff);
        load(at);
    }
}

int run_uart(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_sent_goes_out_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(received_bytes_come_in_order_and_interrupt, setup, teardown),
        cmocka_unit_test_setup_teardown(below_the_trigger_level_a_timeout_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(input_is_not_wanted_before_the_guest_looks_for_it, setup, teardown),
        cmocka_unit_test_setup_teardown(overrun_is_told_once, setup, teardown),
        cmocka_unit_test_setup_teardown(the_transmitter_interrupt_falls_when_identified, setup, teardown),
        cmocka_unit_test_setup_teardown(loop_mode_returns_what_is_sent, setup, teardown),
        cmocka_unit_test_setup_teardown(the_divisor_hides_behind_dlab, setup, teardown),
        cmocka_unit_test_setup_teardown(clearing_the_fifo_drops_input, setup, teardown),
        cmocka_unit_test_setup_teardown(wide_accesses_reach_one_register, setup, teardown),
    };
    return cmocka_run_group_tests_name("uart", tests, NULL, NULL);
}
