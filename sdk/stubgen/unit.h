/* A translation unit of libclang, for parse.c and constant.c. */
#ifndef STUBGEN_UNIT_H
#define STUBGEN_UNIT_H

#include <clang-c/Index.h>

struct unit {
    CXIndex index;
    CXTranslationUnit unit;
};

/* Parses `path`, or `text` under that name where text is not null. Fails when libclang cannot. */
struct unit unit_open(const char *path, const char *text, const char *const *flags, int flag_count);
void unit_close(struct unit *u);

/* The line of a cursor, macros expanded, where it stands in the unit's own file; 0 elsewhere. */
unsigned unit_line(const struct unit *u, CXCursor cursor);

#endif
