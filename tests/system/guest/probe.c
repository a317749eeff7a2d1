/* A program that asks its services for what is not its own. The first argument is the handle of a program that the shell started.
 * Prints a line per question and, last, how many were answered wrongly. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <postern/error.h>
#include <postern/syscall.h>

#include "console/console.h"
#include "fs/fs.h"
#include "lib/start.h"
#include "loader/loader.h"

static int wrong;

static void is(const char *what, long found, long wanted)
{
    int good = found == wanted;
    printf("%s %s: %ld (%s)\n", good ? "ok  " : "FAIL", what, found, found < 0 ? postern_error_text(found) : "");
    wrong += !good;
}

static void ask_the_loader(long foreign)
{
    static char longest[LOADER_ARGS_MAX + 1], long_path[LOADER_PATH_MAX + 1];
    struct loader_program p;
    struct info_kernel k;

    memset(long_path, 'x', sizeof long_path - 1);
    is("a program of another's cannot be killed", loader_kill(foreign), -PE_BADF);
    is("nor waited for", loader_wait(foreign, 1), -PE_BADF);
    is("handles that never were", loader_wait(-1, 1), -PE_BADF);
    is("interrupting is the console's", loader_interrupt(), -PE_PERM);
    is("looking into the kernel is for who was let", loader_inspect(SYS_INFO_KERNEL, 0, &k, sizeof k), -PE_PERM);
    is("and cannot be passed on", loader_spawn("/bin/segs", "segs", 5, 1, LOADER_INSPECT), -PE_PERM);
    is("unknown flags", loader_spawn("/bin/segs", "segs", 5, 1, 128), -PE_INVAL);
    is("arguments without their zero", loader_spawn("/bin/segs", "segs", 4, 1, 0), -PE_INVAL);
    is("fewer arguments than said", loader_spawn("/bin/segs", "segs", 5, 2, 0), -PE_INVAL);
    is("too many arguments", loader_spawn("/bin/segs", longest, sizeof longest, 1, 0), -PE_2BIG);
    is("too long a path", loader_spawn(long_path, "x", 2, 1, 0), -PE_NAMETOOLONG);
    is("too small a record", loader_list(0, &p, sizeof p - 1), -PE_INVAL);
    is("past the last program", loader_list(1000, &p, sizeof p), -PE_NOENT);
}

static void ask_the_others(void)
{
    char line[8];

    is("closing the handles of a dead client is the loader's", fs_forget(5), -PE_PERM);
    is("so is unmounting", fs_unmount(), -PE_PERM);
    is("a handle that another opened", fs_read(1, line, sizeof line, 0), -PE_BADF);
    is("writing from nowhere", console_write(NULL, 8), -PE_FAULT);
    is("writing nothing", console_write(NULL, 0), 0);
    is("not waiting for keys", console_read(line, sizeof line, 0), -PE_TIMEOUT);
    is("turning the machine off", postern_shutdown(0), -PE_PERM);
    is("making programs", postern_code_create("x", 1, 4096, 4), -PE_PERM);
    is("making oneself heard in the kernel's name", postern_debug_write("x", 1), -PE_PERM);
}

int main(int argc, char **argv)
{
    if (start_program(argc, argv) < 0 || argc < 2)
        return 2;
    ask_the_loader(strtol(argv[1], NULL, 10));
    ask_the_others();
    printf("%d wrong\n", wrong);
    return wrong != 0;
}
