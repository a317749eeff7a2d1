/* What the parts of the console service share. */
#ifndef SERVICES_CONSOLE_TERMINAL_H
#define SERVICES_CONSOLE_TERMINAL_H

#include <stddef.h>

#include "console/ring.h"
#include "console/uart.h"

#define CTRL_C 0x03

extern struct ring typed;

/* Why the device is silent: nobody takes what it received. Each end undoes its own reason. */
enum { STOP_FULL = 1, STOP_ASKED = 2 };
void input_stop(uart_t uart, uint32_t why);
void input_go_on(uart_t uart, uint32_t why);

/* The device's window, loaded into sg7 for the running call. */
uart_t terminal_uart(void);

/* Sends text as it is, not mixed with what other threads send. No kernel entry but under contention. */
void terminal_send(const char *text, size_t len);

#endif
