/* What the parts of the console service share. */
#ifndef SERVICES_CONSOLE_TERMINAL_H
#define SERVICES_CONSOLE_TERMINAL_H

#include <stddef.h>

#include "console/ring.h"
#include "console/uart.h"

#define CTRL_C 0x03

extern struct ring typed;

/* The device's window, loaded into sg7 for the running call. */
uart_t terminal_uart(void);

/* Sends text as it is, not mixed with what other threads send. No kernel entry but under contention. */
void terminal_send(const char *text, size_t len);

#endif
