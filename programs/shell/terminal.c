/* Commands that need neither files nor programs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <postern/error.h>
#include <postern/syscall.h>

#include "console/console.h"
#include "fs/fs.h"
#include "shell.h"

#define REMEMBERED 64

static char *lines[REMEMBERED];
static unsigned long count;

long interrupted(void)
{
    return console_interrupted() > 0 ? -PE_INTR : 0;
}

void history_note(const char *line, unsigned long len)
{
    char **slot = &lines[count % REMEMBERED];

    if (len == 0)
        return;
    free(*slot);
    *slot = strndup(line, len);
    count++;
}

int run_history(int argc, char *argv[])
{
    (void)argc, (void)argv;
    for (unsigned long i = count > REMEMBERED ? count - REMEMBERED : 0; i < count; i++)
        if (lines[i % REMEMBERED] != NULL)
            printf("%4lu  %s\n", i + 1, lines[i % REMEMBERED]);
    return 0;
}

int run_echo(int argc, char *argv[])
{
    for (int i = 1; i < argc; i++)
        printf("%s%s", i > 1 ? " " : "", argv[i]);
    printf("\n");
    return 0;
}

int run_clear(int argc, char *argv[])
{
    (void)argc, (void)argv;
    console_clear();
    return 0;
}

/* Leaves a clean file system behind; a machine without a disk turns off all the same. */
int run_poweroff(int argc, char *argv[])
{
    (void)argc;
    fs_sync();
    fflush(stdout);
    long error = postern_shutdown(0);
    return complain(argv[0], NULL, error);
}
