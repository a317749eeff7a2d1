#include "console/screen.h"

#include <string.h>

static int continues(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

size_t screen_columns(const char *text, size_t len)
{
    size_t columns = 0;

    for (size_t i = 0; i < len; i++)
        columns += !continues(text[i]);
    return columns;
}

void screen_send(const struct edit *e, const char *text, size_t len)
{
    e->show(e->terminal, text, len);
}

int screen_fits(const struct edit *e)
{
    return e->prompt_columns + screen_columns(e->line, e->len) < EDIT_COLUMNS;
}

/* Bytes of the first `columns` characters of text[0..len). */
static size_t bytes_of(const char *text, size_t len, size_t columns)
{
    size_t i = 0;

    while (i < len) {
        if (!continues(text[i]) && columns-- == 0)
            break;
        i++;
    }
    return i;
}

/* column < EDIT_COLUMNS: two digits. */
static void move_to(const struct edit *e, size_t column)
{
    char sequence[] = "\r\x1b[00C";

    sequence[3] += (char)(column / 10);
    sequence[4] += (char)(column % 10);
    screen_send(e, sequence, column == 0 ? 1 : sizeof sequence - 1);
}

void screen_redraw(const struct edit *e)
{
    size_t room = EDIT_COLUMNS - 1 - e->prompt_columns;
    size_t at = screen_columns(e->line, e->cursor);
    size_t hidden = at > room ? at - room : 0;
    size_t first = bytes_of(e->line, e->len, hidden);
    size_t shown = bytes_of(e->line + first, e->len - first, room);

    screen_send(e, "\r", 1);
    screen_send(e, e->prompt, strlen(e->prompt));
    screen_send(e, e->line + first, shown);
    screen_send(e, "\x1b[K", 3);
    move_to(e, e->prompt_columns + at - hidden);
}
