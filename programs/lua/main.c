/* Lua 5.4 as a Postern program: placed by programs/lib, then Lua's own main. */
#include <stdio.h>
#include <unistd.h>

#include <postern/error.h>

#include "console/console.h"
#include "include/line.h"
#include "lib/start.h"

int lua_main(int argc, char **argv); /* main of lua.c, renamed in unit.mk */

int line_read(const char *prompt, char *line, size_t size)
{
    fflush(stdout);
    if (!isatty(0))
        return 0;
    long len = console_read_line(prompt, line, size - 2);

    if (len < 0 && len != -PE_INTR)
        return 0;
    if (len < 0)
        len = 0;
    line[len] = '\n';
    line[len + 1] = '\0';
    return 1;
}

int main(int argc, char **argv)
{
    return start_program(argc, argv) < 0 ? 1 : lua_main(argc, argv);
}
