#include <stdio.h>
#include <string.h>

#include "shell.h"

const struct builtin builtins[] = {
    {"help", "[COMMAND]", "tells what there is", 0, 1, run_help},
    {"ls", "[-l] [PATH...]", "lists directories (-l: with kind, size and date)", 0, -1, run_ls},
    {"cat", "FILE...", "shows files", 1, -1, run_cat},
    {"cp", "FROM... TO", "copies files to a file or into a directory", 2, -1, run_cp},
    {"mv", "FROM... TO", "moves or renames", 2, -1, run_mv},
    {"rm", "[-r] PATH...", "removes files (-r: directories with all that is in them)", 1, -1, run_rm},
    {"mkdir", "PATH...", "makes directories", 1, -1, run_mkdir},
    {"rmdir", "PATH...", "removes empty directories", 1, -1, run_rmdir},
    {"cd", "[PATH]", "changes the working directory", 0, 1, run_cd},
    {"pwd", "", "tells the working directory", 0, 0, run_pwd},
    {"df", "", "tells how full the disk is", 0, 0, run_df},
    {"sync", "", "writes everything out to the disk", 0, 0, run_sync},
    {"echo", "[WORD...]", "prints its words", 0, -1, run_echo},
    {"history", "", "lists the lines typed so far", 0, 0, run_history},
    {"clear", "", "clears the screen", 0, 0, run_clear},
    {"ps", "", "lists threads and what they do", 0, 0, run_ps},
    {"kill", "ID...", "ends programs by the ID that ps and & tell", 1, -1, run_kill},
    {"exit", "", "turns the machine off", 0, 0, run_poweroff},
    {"poweroff", "", "turns the machine off", 0, 0, run_poweroff},
    {NULL, NULL, NULL, 0, 0, NULL},
};

const struct builtin *builtin_find(const char *name)
{
    for (const struct builtin *b = builtins; b->name != NULL; b++)
        if (strcmp(b->name, name) == 0)
            return b;
    return NULL;
}

static void describe(const struct builtin *b)
{
    char call[32];

    snprintf(call, sizeof call, "%s %s", b->name, b->usage);
    printf("  %-22s %s\n", call, b->does);
}

int run_help(int argc, char *argv[])
{
    if (argc > 1) {
        const struct builtin *b = builtin_find(argv[1]);
        if (b == NULL) {
            printf("help: %s: no command of the shell; programs are in /bin\n", argv[1]);
            return 1;
        }
        describe(b);
        return 0;
    }
    printf("Commands of the shell:\n");
    for (const struct builtin *b = builtins; b->name != NULL; b++)
        describe(b);
    printf("\nAny other word runs the program of that name in /bin (try: ls /bin), or the file that it names:\n"
           "  lua                    Lua 5.4, interactive; lua FILE runs a script (try: ls /lua)\n"
           "  segs                   every segment, who reaches it, through which table\n"
           "\nCOMMAND > FILE writes output to a file, >> appends; PROGRAM & does not wait for it.\n"
           "Ctrl-C ends the running program. Arrow keys edit the line and go through its history.\n");
    return 0;
}
