/* Output: straight to the device, on the caller's thread. */
#include <postern/lock.h>
#include <postern/service.h>

#include "console/console.h"
#include "console/terminal.h"

/* Bytes sent before another thread gets its turn, so that a long text holds nobody up. */
#define TURN 1024

POSTERN_IMPORT(uart_import, "uart0");

static struct postern_lock sending;

uart_t terminal_uart(void)
{
    return postern_load(7, uart_import.selector);
}

static void send_turn(uart_t uart, const char *text, size_t len, int newlines)
{
    postern_lock(&sending);
    for (size_t i = 0; i < len; i++) {
        if (newlines && text[i] == '\n')
            uart_send(uart, '\r');
        uart_send(uart, (uint8_t)text[i]);
    }
    postern_unlock(&sending);
}

static void send_all(const char *text, size_t len, int newlines)
{
    uart_t uart = terminal_uart();

    for (size_t at = 0; at < len; at += TURN)
        send_turn(uart, text + at, len - at < TURN ? len - at : TURN, newlines);
}

void terminal_send(const char *text, size_t len)
{
    send_all(text, len, 0);
}

long console_write(const void *text, size_t len)
{
    send_all(text, len, 1);
    return (long)len;
}

int console_clear(void)
{
    terminal_send("\x1b[2J\x1b[H", 7);
    return 0;
}
