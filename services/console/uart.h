/* NS16550A: the registers that the console uses. Source: National Semiconductor PC16550D data
 * sheet. `base` is the device's window, byte registers one byte apart. */
#ifndef SERVICES_CONSOLE_UART_H
#define SERVICES_CONSOLE_UART_H

#include <stdint.h>

enum {
    UART_DATA = 0, /* received byte; byte to send */
    UART_IER = 1,  /* interrupt enable */
    UART_FCR = 2,  /* FIFO control, write only */
    UART_LCR = 3,  /* line control */
    UART_MCR = 4,  /* modem control */
    UART_LSR = 5,  /* line status */

    UART_IER_RECEIVED = 0x01,
    UART_FCR_ENABLE = 0x01, /* bit 0 alone: keeps what is in the FIFOs */
    UART_LCR_8N1 = 0x03,
    UART_MCR_OUT2 = 0x08,
    UART_LSR_READY = 0x01, /* a byte was received */
    UART_LSR_EMPTY = 0x20, /* a byte may be sent */
};

typedef volatile uint8_t *uart_t;

static inline void uart_start(uart_t base)
{
    base[UART_LCR] = UART_LCR_8N1;
    base[UART_FCR] = UART_FCR_ENABLE;
    base[UART_MCR] = UART_MCR_OUT2;
}

/* Whether the device asks for an interrupt when a byte was received. */
static inline void uart_listen(uart_t base, int on)
{
    base[UART_IER] = on ? UART_IER_RECEIVED : 0;
}

static inline void uart_send(uart_t base, uint8_t byte)
{
    while (!(base[UART_LSR] & UART_LSR_EMPTY))
        ;
    base[UART_DATA] = byte;
}

static inline int uart_received(uart_t base)
{
    return base[UART_LSR] & UART_LSR_READY;
}

static inline uint8_t uart_receive(uart_t base)
{
    return base[UART_DATA];
}

#endif
