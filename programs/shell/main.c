/* The shell: reads lines from the console, runs its own commands and programs from the disk. */
#include <stdio.h>
#include <string.h>

#include <postern/error.h>
#include <postern/syscall.h>

#include "console/console.h"
#include "descriptors.h"
#include "fs/fs.h"
#include "jobs.h"
#include "parse.h"
#include "path.h"
#include "shell.h"

#define CONSOLE_PAUSE 100000 /* ticks: 10 ms */

static void usage(const struct builtin *b)
{
    printf("usage: %s %s\n", b->name, b->usage);
}

static int run_builtin(const struct builtin *b, struct command *c)
{
    int operands = c->argc - 1;

    if (operands >= b->least && (b->most < 0 || operands <= b->most))
        return b->run(c->argc, c->argv);
    usage(b);
    return 1;
}

/* Makes the output file: its absolute path, or a negated PE_* code. */
static long make_output(const struct command *c, char absolute[PATH_BYTES])
{
    long error = resolve(c->output, absolute);
    int handle = error < 0 ? (int)error : fs_open(absolute, FS_WRITE | FS_CREATE | (c->append ? 0 : FS_TRUNC), 0644);

    return handle < 0 ? handle : fs_close(handle);
}

/* Runs a command of the shell with standard output in a file. */
static int run_redirected(const struct builtin *b, struct command *c, const char *output)
{
    int fd = descriptor_open(output, FS_WRITE | FS_APPEND, 0);

    if (fd < 0 || descriptor_move(fd, 1) < 0)
        return complain(c->argv[0], c->output, -PE_IO);
    int failed = run_builtin(b, c);
    fflush(stdout);
    descriptor_console(1);
    return failed;
}

static int run_command(struct command *c)
{
    char output[PATH_BYTES] = "";
    const struct builtin *b = builtin_find(c->argv[0]);

    if (c->output != NULL) {
        long error = make_output(c, output);
        if (error < 0)
            return complain(c->argv[0], c->output, error);
    }
    if (b == NULL)
        return jobs_run(c, output);
    return c->output != NULL ? run_redirected(b, c, output) : run_builtin(b, c);
}

static void run_line(const char *line, size_t len)
{
    static struct command command;
    const char *wrong = parse_line(line, len, &command);

    if (wrong != NULL)
        printf("%s\n", wrong);
    else if (command.argc > 0)
        run_command(&command);
    fflush(stdout);
}

static long read_line(char *line, size_t size)
{
    char prompt[CONSOLE_PROMPT_MAX];

    snprintf(prompt, sizeof prompt, "%.60s $ ", path_directory());
    return console_read_line(prompt, line, size);
}

int main(void)
{
    static char line[CONSOLE_LINE_MAX];
    char *off[] = {"poweroff", NULL};

    printf("\nPostern. Type help for what there is, poweroff to leave.\n");
    for (;;) {
        jobs_tell();
        fflush(stdout);
        long len = read_line(line, sizeof line);
        if (len == -PE_INTR)
            continue;
        if (len == -PE_KILLED || len == -PE_REVOKED) { /* the console died: its next instance comes */
            postern_sleep(CONSOLE_PAUSE);
            continue;
        }
        if (len < 0)
            return run_poweroff(1, off);
        history_note(line, (unsigned long)len);
        run_line(line, (size_t)len);
        fs_sync(); /* what a command did is on the disk, and the disk is clean, when the prompt comes back */
    }
}
