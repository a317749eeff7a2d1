/* The C library's standard streams over descriptors 0, 1 and 2. Output is collected by lines; input comes in
 * edited lines. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <postern/error.h>

#include "console/console.h"
#include "descriptors.h"
#include "error.h"

#define OUTPUT_BYTES 512

struct output {
    int fd;
    size_t used;
    char bytes[OUTPUT_BYTES];
};

static struct output outputs[2] = {{.fd = 1}, {.fd = 2}};

static char line[CONSOLE_LINE_MAX + 1];
static size_t line_len, line_at;

static int flush_output(struct output *o)
{
    size_t done = 0;

    while (done < o->used) {
        ssize_t put = write(o->fd, o->bytes + done, o->used - done);
        if (put <= 0)
            break;
        done += (size_t)put;
    }
    int complete = done == o->used;
    o->used = 0;
    return complete ? 0 : EOF;
}

static int put_byte(struct output *o, char c)
{
    o->bytes[o->used++] = c;
    if ((c == '\n' && isatty(o->fd)) || o->used == sizeof o->bytes)
        return flush_output(o) < 0 ? EOF : (unsigned char)c;
    return (unsigned char)c;
}

static int put_out(char c, FILE *file)
{
    (void)file;
    return put_byte(&outputs[0], c);
}

static int put_error(char c, FILE *file)
{
    (void)file;
    return put_byte(&outputs[1], c);
}

static int flush_out(FILE *file)
{
    (void)file;
    return flush_output(&outputs[0]);
}

static int flush_error(FILE *file)
{
    (void)file;
    return flush_output(&outputs[1]);
}

/* Ctrl-C where nobody takes it gives an empty line; the end of input stays the end. */
static int next_line(void)
{
    long len = console_read_line("", line, sizeof line - 1);

    if (len < 0 && len != -PE_INTR)
        return 0;
    line_len = len < 0 ? 0 : (size_t)len;
    line[line_len++] = '\n';
    line_at = 0;
    return 1;
}

long console_line_read(char *buf, size_t len)
{
    flush_output(&outputs[0]);
    flush_output(&outputs[1]);
    if (line_at == line_len && !next_line())
        return 0;
    if (len > line_len - line_at)
        len = line_len - line_at;
    memcpy(buf, line + line_at, len);
    line_at += len;
    return (long)len;
}

static int get_in(FILE *file)
{
    char c;

    (void)file;
    return read(0, &c, 1) == 1 ? (unsigned char)c : _FDEV_EOF;
}

static FILE standard[] = {
    FDEV_SETUP_STREAM(NULL, get_in, NULL, _FDEV_SETUP_READ),
    FDEV_SETUP_STREAM(put_out, NULL, flush_out, _FDEV_SETUP_WRITE),
    FDEV_SETUP_STREAM(put_error, NULL, flush_error, _FDEV_SETUP_WRITE),
};

FILE *const stdin = &standard[0];
FILE *const stdout = &standard[1];
FILE *const stderr = &standard[2];

__attribute__((destructor)) static void flush_at_exit(void)
{
    flush_output(&outputs[0]);
    flush_output(&outputs[1]);
}
