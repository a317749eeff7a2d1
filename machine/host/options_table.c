#include "host/options_table.h"

#include <stddef.h>

const struct option_row option_rows[OPTIONS] = {
#define OPTION(id, letter, name, argument, values, section, text) \
    [OPTION_##id] = {letter, name, argument, values, SECTION_##section, text},
#include "host/options.def"
#undef OPTION
};

const char *const option_sections[SECTIONS] = {"What it is made of", "How it runs", "What it tells", "About itself"};

const struct exit_row exit_rows[] = {
    {"0", "the guest passed (test finisher, tohost); or left by Ctrl-A x, --exit-on-eof, gdb, or the end of a log"},
    {"1-255", "the guest's own code (test finisher, tohost; a greater one: 255)"},
    {"2", "a bad option, or a file that could not be used"},
    {"124", "--time-limit reached"},
    {"125", "the guest waits for what cannot come"},
    {"128+N", "ended by signal N"},
    {NULL, NULL},
};
