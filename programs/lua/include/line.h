/* Included before every file of Lua: its interpreter reads lines through the console's editor. */
#ifndef PROGRAMS_LUA_LINE_H
#define PROGRAMS_LUA_LINE_H

#include <stdlib.h>

/* Reads a line, newline and zero behind it, at most size bytes in all. 0 at the end of input. */
int line_read(const char *prompt, char *line, size_t size);

#define lua_initreadline(L)   ((void)(L))
#define lua_readline(L, b, p) ((void)(L), line_read(p, b, LUA_MAXINPUT))
#define lua_saveline(L, line) ((void)(L), (void)(line)) /* the console keeps the history */
#define lua_freeline(L, b)    ((void)(L), (void)(b))

#endif
