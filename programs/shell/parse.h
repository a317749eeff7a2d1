/* The shell's command line: words, quotes, redirection. Pure: tested on the host.
 *
 *   word   'as it is'   "with \" and \\"   \x   # rest is a comment
 *   > file   >> file    at the end: output   & at the very end: do not wait */
#ifndef PROGRAMS_SHELL_PARSE_H
#define PROGRAMS_SHELL_PARSE_H

#include <stddef.h>

#define PARSE_WORDS 64
#define PARSE_BYTES 1024 /* longest line, with its zero */

struct command {
    int argc;                    /* 0: an empty line */
    char *argv[PARSE_WORDS + 1]; /* into text; null behind the last */
    const char *output;          /* file that output goes to; null: the console */
    int append;                  /* >>: to its end */
    int background;              /* & */
    char text[2 * PARSE_BYTES];
};

/* Takes line apart. Null, or what is wrong with it, in words. */
const char *parse_line(const char *line, size_t len, struct command *command);

#endif
