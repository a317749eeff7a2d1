/* The line editor: bytes from a terminal in, an edited line and what the terminal must show out.
 * Pure: it knows neither device nor client, and is tested on the host.
 *
 * Keys: arrows, Home, End, Delete, Backspace, Ctrl-A/E/B/F/P/N, Ctrl-U/K/W, Ctrl-L, Ctrl-D, Enter.
 * While the cursor is at the end and the line is short, a typed byte is only echoed: on a pipe
 * the output stays free of escape sequences. */
#ifndef SERVICES_CONSOLE_EDIT_H
#define SERVICES_CONSOLE_EDIT_H

#include <stddef.h>

#include "console/console.h"
#include "console/history.h"

#define EDIT_COLUMNS 80 /* width assumed of the terminal; longer lines scroll sideways */

enum edit_result {
    EDIT_MORE,   /* the line goes on */
    EDIT_DONE,   /* Enter */
    EDIT_END,    /* Ctrl-D on an empty line */
    EDIT_CANCEL, /* Ctrl-C */
};

struct edit {
    char line[CONSOLE_LINE_MAX];
    size_t len;    /* bytes in line */
    size_t cursor; /* byte index, always at the first byte of a character */
    const char *prompt;
    size_t prompt_columns;
    struct history *history;
    unsigned back;                /* history line shown; 0: the line being typed */
    char typed[CONSOLE_LINE_MAX]; /* that line, while another one is shown */
    size_t typed_len;
    unsigned char state; /* of the escape sequence being read */
    unsigned char param;
    unsigned char skip_lf; /* Enter was CR: an LF that follows belongs to it */
    void (*show)(void *terminal, const char *text, size_t len);
    void *terminal;
};

/* Starts a line: shows the prompt (kept by pointer). skip_lf carries over from the line before. */
void edit_start(struct edit *e, const char *prompt, struct history *history);

/* Takes one byte. After EDIT_DONE the line is in e->line[0..len), and in the history. */
enum edit_result edit_byte(struct edit *e, unsigned char byte);

#endif
