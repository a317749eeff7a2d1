#include "console/edit.h"

#include <string.h>

#include "console/screen.h"

#define CTRL(letter) ((letter)&0x1f)

enum { PLAIN, ESCAPE, SEQUENCE };

static int continues(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

static size_t before(const struct edit *e, size_t at)
{
    if (at > 0)
        do
            at--;
        while (at > 0 && continues(e->line[at]));
    return at;
}

static size_t after(const struct edit *e, size_t at)
{
    if (at < e->len)
        do
            at++;
        while (at < e->len && continues(e->line[at]));
    return at;
}

static void move(struct edit *e, size_t cursor)
{
    if (cursor == e->cursor)
        return;
    e->cursor = cursor;
    screen_redraw(e);
}

static void erase(struct edit *e, size_t from, size_t to)
{
    if (from == to)
        return;
    memmove(e->line + from, e->line + to, e->len - to);
    e->len -= to - from;
    e->cursor = from;
    screen_redraw(e);
}

static void backspace(struct edit *e)
{
    int simple = e->cursor == e->len && screen_fits(e);
    size_t from = before(e, e->cursor);

    if (!simple || from == e->cursor) {
        erase(e, from, e->cursor);
        return;
    }
    e->len = e->cursor = from;
    screen_send(e, "\b \b", 3);
}

/* A character whose last bytes are still to come is shown when it is complete: a terminal handed
 * half a character between two escape sequences would show rubbish. */
static int complete(const struct edit *e)
{
    size_t start = before(e, e->cursor);
    unsigned char lead = (unsigned char)e->line[start];
    size_t want = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

    return e->cursor - start >= want;
}

static void insert(struct edit *e, char byte)
{
    if (e->len == sizeof e->line) {
        screen_send(e, "\a", 1);
        return;
    }
    memmove(e->line + e->cursor + 1, e->line + e->cursor, e->len - e->cursor);
    e->line[e->cursor++] = byte;
    e->len++;
    if (e->cursor == e->len && screen_fits(e))
        screen_send(e, &byte, 1);
    else if (complete(e))
        screen_redraw(e);
}

static size_t word_start(const struct edit *e)
{
    size_t at = e->cursor;

    while (at > 0 && e->line[at - 1] == ' ')
        at--;
    while (at > 0 && e->line[at - 1] != ' ')
        at--;
    return at;
}

static void show_history(struct edit *e, int step)
{
    size_t len = e->typed_len;
    const char *text = e->typed;

    if (step < 0 && e->back == 0)
        return;
    if (e->back + (unsigned)step != 0) {
        text = history_line(e->history, e->back + (unsigned)step, &len);
        if (text == NULL)
            return;
    }
    if (e->back == 0) {
        memcpy(e->typed, e->line, e->len);
        e->typed_len = e->len;
    }
    e->back += (unsigned)step;
    memcpy(e->line, text, len);
    e->len = e->cursor = len;
    screen_redraw(e);
}

static enum edit_result finish(struct edit *e, enum edit_result result, const char *show)
{
    if (e->cursor != e->len)
        move(e, e->len);
    screen_send(e, show, strlen(show));
    if (result == EDIT_DONE)
        history_add(e->history, e->line, e->len);
    return result;
}

static void clear_screen(struct edit *e)
{
    screen_send(e, "\x1b[2J\x1b[H", 7);
    screen_redraw(e);
}

/* The last byte of "ESC [ ... X" or "ESC O X". */
static void sequence_end(struct edit *e, unsigned char byte)
{
    switch (byte) {
    case 'A': show_history(e, 1); break;
    case 'B': show_history(e, -1); break;
    case 'C': move(e, after(e, e->cursor)); break;
    case 'D': move(e, before(e, e->cursor)); break;
    case 'H': move(e, 0); break;
    case 'F': move(e, e->len); break;
    case '~':
        if (e->param == '1' || e->param == '7')
            move(e, 0);
        else if (e->param == '4' || e->param == '8')
            move(e, e->len);
        else if (e->param == '3')
            erase(e, e->cursor, after(e, e->cursor));
        break;
    }
}

static void sequence_byte(struct edit *e, unsigned char byte)
{
    if (e->state == ESCAPE) {
        e->state = byte == '[' || byte == 'O' ? SEQUENCE : PLAIN;
        e->param = 0;
    } else if (byte >= 0x40) {
        e->state = PLAIN;
        sequence_end(e, byte);
    } else if (e->param == 0) {
        e->param = byte;
    }
}

static enum edit_result delete_or_end(struct edit *e)
{
    if (e->len == 0)
        return finish(e, EDIT_END, "\r\n");
    erase(e, e->cursor, after(e, e->cursor));
    return EDIT_MORE;
}

static void control_byte(struct edit *e, unsigned char byte)
{
    switch (byte) {
    case CTRL('A'): move(e, 0); break;
    case CTRL('B'): move(e, before(e, e->cursor)); break;
    case CTRL('E'): move(e, e->len); break;
    case CTRL('F'): move(e, after(e, e->cursor)); break;
    case CTRL('H'):
    case 0x7f: backspace(e); break;
    case CTRL('K'): erase(e, e->cursor, e->len); break;
    case CTRL('L'): clear_screen(e); break;
    case CTRL('N'): show_history(e, -1); break;
    case CTRL('P'): show_history(e, 1); break;
    case CTRL('U'): erase(e, 0, e->cursor); break;
    case CTRL('W'): erase(e, word_start(e), e->cursor); break;
    case '\t': insert(e, ' '); break;
    case 0x1b: e->state = ESCAPE; break;
    }
}

enum edit_result edit_byte(struct edit *e, unsigned char byte)
{
    int second_of_crlf = byte == '\n' && e->skip_lf;

    e->skip_lf = byte == '\r';
    if (second_of_crlf)
        return EDIT_MORE;
    if (byte == CTRL('C'))
        return finish(e, EDIT_CANCEL, "^C\r\n");
    if (byte == '\r' || byte == '\n')
        return finish(e, EDIT_DONE, "\r\n");
    if (byte == CTRL('D'))
        return delete_or_end(e);
    if (e->state != PLAIN)
        sequence_byte(e, byte);
    else if (byte < ' ' || byte == 0x7f)
        control_byte(e, byte);
    else
        insert(e, (char)byte);
    return EDIT_MORE;
}

void edit_start(struct edit *e, const char *prompt, struct history *history)
{
    e->len = e->cursor = e->typed_len = 0;
    e->back = 0;
    e->state = PLAIN;
    e->prompt = prompt;
    e->prompt_columns = screen_columns(prompt, strlen(prompt));
    if (e->prompt_columns > EDIT_COLUMNS / 2)
        e->prompt_columns = EDIT_COLUMNS / 2;
    e->history = history;
    screen_send(e, prompt, strlen(prompt));
}
