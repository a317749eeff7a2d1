/* The guest's console on the host's standard input and output (or any two descriptors). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CONSOLE_BUFFER = 4096 };

struct console {
    int in, out;
    bool terminal; /* input is a terminal: Ctrl-A escapes are obeyed */
    bool eof;      /* input is used up */
    bool quit;     /* Ctrl-A x */
    int out_error; /* errno of the write that failed, or 0 */
    bool escaped;
    uint8_t input[CONSOLE_BUFFER], output[CONSOLE_BUFFER];
    size_t input_at, input_count, output_count;
};

void console_open(struct console *c, int in, int out);
/* One byte from the guest; buffered. The context is a struct console. */
void console_transmit(void *context, uint8_t byte);
void console_flush(struct console *c);
/* Takes what the input has ready. Call when poll says so: it may wait otherwise. */
void console_fill(struct console *c);
size_t console_pending(const struct console *c); /* bytes for the guest */
uint8_t console_take(struct console *c);         /* the next of them */
