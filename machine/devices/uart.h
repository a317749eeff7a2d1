/* NS16550A: 16-byte receive FIFO, transmitter that is always empty, byte-wide registers.
 * Transmitted bytes go to the sink at once; baud rates are kept and ignored. */
#pragma once
#include "devices/device.h"

struct uart_sink {
    void *context;
    void (*transmit)(void *context, uint8_t byte);
};

struct uart;
struct uart *uart_new(struct uart_sink sink, struct device_irq irq); /* NULL: out of memory */
extern const struct device_ops uart_ops;

/* How many bytes the guest would take now: the FIFO's room once its receive interrupt is on, or while it polls for
 * input. Before that a host should hold its input back, or the guest's own initialisation may throw it away. */
unsigned uart_wants(const struct uart *u);
/* A byte arrives on the line. With no room it is lost, and the overrun flag tells the guest. */
void uart_receive(struct uart *u, uint8_t byte);
