/* Input: the device's handler puts bytes into the ring, in whatever thread it interrupts. What may take long, Ctrl-C, is
 * left to the console's own thread, with the device silent meanwhile: the ring has one producer at any time. */
#include <postern/error.h>
#include <postern/interrupt.h>
#include <postern/service.h>
#include <postern/syscall.h>
#include <postern/thread.h>

#include "console/terminal.h"
#include "loader/loader.h"

/* About 30 instructions for each byte and 150 for each interrupt; a twentieth of the hart at most. */
#define LEVEL  2
#define BUDGET 50000 /* instructions in each period */
#define PERIOD 10000 /* ticks: 1 ms */

POSTERN_IMPORT(uart_irq, "irq-uart0"); /* selector: the interrupt source */

struct ring typed;
static uint32_t asked;   /* counts Ctrl-C: the console's thread waits for it to change */
static uint32_t stopped; /* why the device is silent: STOP_* */

void input_stop(uart_t uart, uint32_t why)
{
    uart_listen(uart, 0);
    __atomic_or_fetch(&stopped, why, __ATOMIC_SEQ_CST);
}

void input_go_on(uart_t uart, uint32_t why)
{
    if (__atomic_and_fetch(&stopped, ~why, __ATOMIC_SEQ_CST) == 0)
        uart_listen(uart, 1);
}

/* While the ring is full the device keeps its bytes: nothing typed is lost, and whoever feeds the device is held up. */
static int has_room(uart_t uart)
{
    if (ring_used(&typed) < RING_SIZE)
        return 1;
    input_stop(uart, STOP_FULL);
    if (ring_used(&typed) == RING_SIZE)
        return 0;
    input_go_on(uart, STOP_FULL); /* a reader on another hart was between the two */
    return 1;
}

/* What was typed before Ctrl-C is forgotten. */
static void leave_to_the_thread(uart_t uart)
{
    input_stop(uart, STOP_ASKED);
    ring_forget(&typed);
    __atomic_add_fetch(&asked, 1, __ATOMIC_RELEASE);
    postern_wake(&asked, 1);
}

static void received(void)
{
    uart_t uart = terminal_uart();
    uint32_t before = ring_put_count(&typed);

    while (uart_received(uart) && has_room(uart)) {
        uint8_t byte = uart_receive(uart);
        if (byte == CTRL_C) {
            leave_to_the_thread(uart);
            break;
        }
        ring_put(&typed, byte);
    }
    if (ring_put_count(&typed) != before && ring_has_readers(&typed))
        postern_wake(&typed.put, UINT32_MAX);
}
POSTERN_HANDLER(received, 1024);

static void wait_for_room(void)
{
    for (uint32_t got; ring_put_count(&typed) - (got = ring_got_count(&typed)) == RING_SIZE;)
        postern_wait(&typed.got, got, 0);
}

/* Where no program takes a Ctrl-C, it goes to whoever reads. */
static void take_interrupt(void)
{
    if (loader_interrupt() > 0) {
        terminal_send("^C\r\n", 4);
        return;
    }
    wait_for_room();
    ring_put(&typed, CTRL_C);
    postern_wake(&typed.put, UINT32_MAX);
}

static void take_interrupts(void *unused)
{
    (void)unused;
    for (uint32_t done = 0;; done++) {
        while (__atomic_load_n(&asked, __ATOMIC_ACQUIRE) == done)
            postern_wait(&asked, done, 0);
        take_interrupt();
        input_go_on(terminal_uart(), STOP_ASKED);
    }
}

int main(void)
{
    uart_t uart = terminal_uart();
    long error = postern_irq_bind(uart_irq.selector, postern_gate_of(received), LEVEL, BUDGET, PERIOD, 0);

    if (error >= 0)
        error = postern_thread_start(take_interrupts, 0, 8192, 24);
    if (error < 0)
        return (int)-error;
    uart_start(uart);
    uart_listen(uart, 1);
    return (int)-postern_irq_keep(uart_irq.selector, PERIOD);
}
