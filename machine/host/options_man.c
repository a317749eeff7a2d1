/* --man: the manual page, in man's macros. */
#include <stdbool.h>

#include "host/options_table.h"
#include "segment/segment.h"

/* Text as it is: no dash becomes another, no line a request. */
static void plain(FILE *to, const char *text)
{
    for (; *text; text++)
        fprintf(to,
                *text == '-'    ? "\\-"
                : *text == '\\' ? "\\e"
                : *text == '\'' ? "\\(aq"
                : *text == '`'  ? "\\(ga"
                                : "%c",
                *text);
}

static void bold(FILE *to, const char *before, const char *text)
{
    fputs("\\fB", to);
    plain(to, before);
    plain(to, text);
    fputs("\\fR", to);
}

static void row_man(FILE *to, const struct option_row *row)
{
    char letter[] = {row->letter, 0};
    fputs(".TP\n", to);
    if (row->letter) {
        bold(to, "-", letter);
        fputs(", ", to);
    }
    bold(to, "--", row->name);
    if (row->argument) {
        fputs(" \\fI", to);
        plain(to, row->argument);
        fputs("\\fR", to);
    }
    fputc('\n', to);
    plain(to, row->text);
    fputc('\n', to);
}

static void counters(FILE *to)
{
    fputs(".SH COUNTERS\nThe file of ", to);
    bold(to, "--", "counters");
    fputs(" is one JSON object. Its members are\n", to);
    static const struct exit_row members[] = {
        {"total", "an object: the sums over all harts"},
        {"harts", "an array of such objects, one for each hart"},
        {"mtime", "the machine's clock at the end, in ticks of 100 ns"},
        {"exit_code", "what the process returns"},
        {"host_cpu_seconds", "what the run cost the host"},
        {NULL, NULL},
    };
    for (const struct exit_row *m = members; m->code; m++)
        fprintf(to, ".TP\n\\fB%s\\fR\n%s\n", m->code, m->text);
    fputs(".PP\nEach object of counters has\n.BR instructions ,\nthose that retired, and\n", to);
#define NAME(name, number) "\\fB" #name "\\fR, "
    fputs(XS_COUNTERS(NAME) "as the manual of Xseg tells them.\n", to);
#undef NAME
}

void options_man(FILE *to)
{
    fputs(".TH POSTERN 1 2026 Postern \"User Commands\"\n.SH NAME\npostern \\- ", to);
    plain(to, OPTIONS_PURPOSE);
    fputs("\n.SH SYNOPSIS\n.B postern\n[\\fIOPTION\\fR]... [\\fIKERNEL\\fR]\n.SH OPTIONS\n", to);
    for (unsigned section = 0; section < SECTIONS; section++) {
        fprintf(to, ".SS %s\n", option_sections[section]);
        for (unsigned n = 0; n < OPTIONS; n++)
            if (option_rows[n].section == section)
                row_man(to, &option_rows[n]);
    }
    fputs(".SH KEYS\nOn a terminal, Ctrl\\-A x ends the machine and Ctrl\\-A h helps.\n.SH \"EXIT STATUS\"\n", to);
    for (const struct exit_row *e = exit_rows; e->code; e++) {
        fprintf(to, ".TP\n\\fB%s\\fR\n", e->code);
        plain(to, e->text);
        fputc('\n', to);
    }
    counters(to);
}
