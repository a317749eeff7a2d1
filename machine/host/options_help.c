/* --help: two columns, 80 wide. */
#include <stdbool.h>
#include <string.h>

#include "host/options_table.h"

enum { COLUMN = 27, WIDTH = 79 };

/* Words of `text` from column `at` on, broken at WIDTH and continued at `column`. */
static void wrap(FILE *to, const char *text, unsigned at, unsigned column)
{
    while (*text) {
        unsigned word = (unsigned)strcspn(text, " ");
        if (at > column && at + 1 + word > WIDTH) {
            fputc('\n', to);
            at = 0;
        }
        for (bool first = at <= column; at < column || !first; first = true, at++)
            fputc(' ', to);
        fwrite(text, 1, word, to);
        at += word;
        text += word;
        text += strspn(text, " ");
    }
    fputc('\n', to);
}

static void row_help(FILE *to, const struct option_row *row)
{
    char left[64];
    int at = row->letter ? snprintf(left, sizeof left, "  -%c, --%s", row->letter, row->name)
                         : snprintf(left, sizeof left, "      --%s", row->name);
    if (row->argument)
        at += snprintf(left + at, sizeof left - (size_t)at, " %s", row->argument);
    fputs(left, to);
    if (at + 1 > COLUMN) {
        fputc('\n', to);
        at = 0;
    }
    wrap(to, row->text, (unsigned)at, COLUMN);
}

void options_help(FILE *to)
{
    fputs("Usage: postern [OPTION]... [KERNEL]\n", to);
    wrap(to, "It " OPTIONS_PURPOSE ".", 0, 0);
    for (unsigned section = 0; section < SECTIONS; section++) {
        fprintf(to, "\n%s\n", option_sections[section]);
        for (unsigned n = 0; n < OPTIONS; n++)
            if (option_rows[n].section == section)
                row_help(to, &option_rows[n]);
    }
    fputs("\nOn a terminal, Ctrl-A x ends the machine and Ctrl-A h helps.\n\nExit code\n", to);
    for (const struct exit_row *e = exit_rows; e->code; e++)
        wrap(to, e->text, (unsigned)fprintf(to, "  %s", e->code), 10);
}
