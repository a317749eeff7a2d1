/* The rows of options.def, and the texts made of them. */
#pragma once
#include <stdbool.h>
#include <stdio.h>

enum option_id {
#define OPTION(id, letter, name, argument, values, section, text) OPTION_##id,
#include "host/options.def"
#undef OPTION
    OPTIONS
};
enum option_section { SECTION_MADE_OF, SECTION_RUNS, SECTION_TELLS, SECTION_ITSELF, SECTIONS };

struct option_row {
    char letter; /* 0: none */
    const char *name, *argument, *values;
    enum option_section section;
    const char *text;
};
extern const struct option_row option_rows[OPTIONS];
extern const char *const option_sections[SECTIONS]; /* their titles */

/* Exit codes: code and meaning, ended by a NULL code. */
struct exit_row {
    const char *code, *text;
};
extern const struct exit_row exit_rows[];

#define OPTIONS_PURPOSE "runs an RV64GC machine with Xseg on the memory map of QEMU's virt board"

void options_help(FILE *to);
void options_man(FILE *to);
/* false: no such shell. */
bool options_completion(FILE *to, const char *shell);
