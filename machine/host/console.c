#include "host/console.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { ESCAPE = 1 /* Ctrl-A */ };

static const char help[] = "\r\nCtrl-A x  end the machine\r\n"
                           "Ctrl-A h  this help\r\n"
                           "Ctrl-A Ctrl-A  send Ctrl-A to the guest\r\n";

void console_open(struct console *c, int in, int out)
{
    memset(c, 0, sizeof *c);
    c->in = in;
    c->out = out;
    c->terminal = isatty(in);
}

static void write_all(struct console *c, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    while (size && !c->out_error) {
        ssize_t n = write(c->out, at, size);
        if (n < 0 && errno != EINTR && errno != EAGAIN)
            c->out_error = errno;
        if (n > 0) {
            at += n;
            size -= (size_t)n;
        }
    }
}

void console_flush(struct console *c)
{
    write_all(c, c->output, c->output_count);
    c->output_count = 0;
}

void console_transmit(void *context, uint8_t byte)
{
    struct console *c = context;
    c->output[c->output_count++] = byte;
    if (c->output_count == sizeof c->output)
        console_flush(c);
}

static void obey(struct console *c, uint8_t key)
{
    if (key == 'x' || key == 'X')
        c->quit = true;
    else if (key == 'h' || key == 'H' || key == '?')
        write_all(c, help, sizeof help - 1);
}

/* Is this byte the guest's? With a full buffer it is lost: the escapes must work all the same. */
static bool for_guest(struct console *c, uint8_t byte)
{
    if (!c->terminal)
        return true;
    if (c->escaped) {
        c->escaped = false;
        obey(c, byte);
        return byte == ESCAPE;
    }
    c->escaped = byte == ESCAPE;
    return !c->escaped;
}

void console_fill(struct console *c)
{
    uint8_t bytes[512];
    size_t room = sizeof c->input - c->input_count;
    if (c->terminal || room > sizeof bytes)
        room = sizeof bytes;
    if (c->eof || room == 0)
        return;
    ssize_t n = read(c->in, bytes, room);
    if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
        c->eof = true;
    for (ssize_t i = 0; i < n; i++)
        if (for_guest(c, bytes[i]) && c->input_count < sizeof c->input)
            c->input[(c->input_at + c->input_count++) % sizeof c->input] = bytes[i];
}

size_t console_pending(const struct console *c)
{
    return c->input_count;
}

uint8_t console_take(struct console *c)
{
    uint8_t byte = c->input[c->input_at];
    c->input_at = (c->input_at + 1) % sizeof c->input;
    c->input_count--;
    return byte;
}
