/* Makes a program of a file: code segment, contents, entries, its first thread. */
#ifndef SERVICES_LOADER_LOAD_H
#define SERVICES_LOADER_LOAD_H

#include <stddef.h>

#include "loader/programs.h"

#define LOAD_QUOTA    (16u << 20) /* memory that a program may use, bytes */
#define LOAD_STACK    (256u << 10)
#define LOAD_VST      32u /* entries of its table */
#define LOAD_PRIORITY 8u

/* Argument strings, each with its zero. */
struct load_args {
    const char *strings;
    size_t len;
    size_t argc;
};

/* Loads p->path and starts it. p->sel is set as soon as there is a segment: the caller releases p on
 * errors. Answers 0 or a negated PE_* code, then *reason tells why, in words. One call at a time. */
long load_program(struct program *p, const struct load_args *args, const char **reason);

#endif
