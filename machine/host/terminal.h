/* The host's terminal and signals. The only global state of the machine: what must be put back however the process
 * ends (return, exit, signal, crash). One terminal per process. */
#pragma once
#include <stdbool.h>

/* Handlers for the signals that end, stop or crash a process. Call once, first. */
void terminal_guard(void);
/* Raw input without echo or signals, if fd is a terminal; output stays as it was. */
void terminal_raw(int fd);
void terminal_restore(void);
/* The signal that asked the process to end (SIGINT, SIGTERM, SIGHUP), or 0. */
int terminal_signal(void);
/* Readable once such a signal has come: for poll, so that none is missed just before a wait. -1: none to be had. */
int terminal_wake_fd(void);
