/* The console's own thread: the device's bytes into the ring, Ctrl-C to the loader. */
#include <postern/service.h>
#include <postern/syscall.h>

#include "console/terminal.h"
#include "loader/loader.h"

POSTERN_IMPORT(uart_irq, "irq-uart0"); /* selector: the interrupt source */

struct ring typed;

/* While the ring is full the device keeps its bytes: nothing typed is lost, and whoever feeds the
 * device is held up. */
static void wait_for_room(void)
{
    for (;;) {
        uint32_t got = ring_got_count(&typed);
        if (ring_put_count(&typed) - got < RING_SIZE)
            return;
        postern_wake(&typed.put, UINT32_MAX);
        postern_wait(&typed.got, got, 0);
    }
}

/* What was typed before Ctrl-C is forgotten. Where no program takes it, it goes to whoever reads. */
static void take_interrupt(void)
{
    ring_forget(&typed);
    if (loader_interrupt() > 0) {
        terminal_send("^C\r\n", 4);
        return;
    }
    wait_for_room();
    ring_put(&typed, CTRL_C);
}

static void take_byte(unsigned char byte)
{
    if (byte == CTRL_C) {
        take_interrupt();
        return;
    }
    wait_for_room();
    ring_put(&typed, byte);
}

static void take_received(uart_t uart)
{
    if (!uart_received(uart))
        return;
    do
        take_byte(uart_receive(uart));
    while (uart_received(uart));
    postern_wake(&typed.put, UINT32_MAX);
}

int main(void)
{
    uart_t uart = terminal_uart();

    uart_start(uart);
    for (;;) {
        take_received(uart);
        long error = postern_irq_wait(uart_irq.selector);
        if (error < 0)
            return (int)-error;
    }
}
