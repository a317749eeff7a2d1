/* The console: one terminal on the UART, shared by every program that holds an entry for it.
 *
 * Output goes straight to the device on the caller's thread. Input is collected by the console's
 * own thread; Ctrl-C never reaches a reader: the console asks the loader to interrupt the
 * foreground program, and where there is none the line being read is cancelled (-PE_INTR).
 * Every client (badge) has a line history of its own. Lengths are in bytes; text is UTF-8.
 * Results: >= 0, or a negated PE_* code. */
#ifndef SERVICES_CONSOLE_CONSOLE_H
#define SERVICES_CONSOLE_CONSOLE_H

#include <postern/interface.h>
#include <stddef.h>
#include <stdint.h>

XS_INTERFACE(console)

#define CONSOLE_LINE_MAX   512 /* longest line that read_line edits, bytes without the zero */
#define CONSOLE_PROMPT_MAX 128 /* longest prompt, bytes with its zero */
#define CONSOLE_FOREVER    (-1)

/* Writes all of text; '\n' is sent as "\r\n". Answers len. */
long console_write(const void *text XS_IN(len), size_t len) XS_LENGTH(len);

/* Shows prompt and reads one line with editing and history. The line is stored without its
 * newline and without a zero; what does not fit in size is dropped. Answers its length.
 * -PE_INTR: cancelled by Ctrl-C; -PE_NOENT: end of input (Ctrl-D on an empty line). */
long console_read_line(const char *prompt XS_STRING(CONSOLE_PROMPT_MAX), char *line XS_OUT(size), size_t size)
    XS_LENGTH(size);

/* Reads 1 to len bytes as they were typed, no echo, no editing. Waits at most timeout_ms
 * milliseconds (CONSOLE_FOREVER: no limit; 0: not at all). Answers the count; -PE_TIMEOUT. */
long console_read(void *buf XS_OUT(len), size_t len, int timeout_ms) XS_LENGTH(len);

/* Bytes typed and not yet read. */
int console_poll(void);

/* Clears the terminal's screen. */
int console_clear(void);

/* 1 where the next key is Ctrl-C, which is then taken; else 0. For who works long without reading. */
int console_interrupted(void);

#endif
