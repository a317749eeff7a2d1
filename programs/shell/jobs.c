#include "jobs.h"

#include <stdio.h>
#include <string.h>

#include <postern/error.h>

#include "fs/fs.h"
#include "lib/start.h"
#include "loader/loader.h"
#include "path.h"
#include "shell.h"

#define JOBS_MAX 16

static struct {
    long handle; /* 0: free */
    char name[32];
} jobs[JOBS_MAX];

/* How a program ended, in words; null where there is nothing to tell. */
static const char *describe(long status, char text[64])
{
    static const char *const faults[] = {[0] = "it jumped to a misaligned address",
                                         [1] = "it ran where nothing may run",
                                         [2] = "it executed an illegal instruction",
                                         [3] = "it gave up (breakpoint)",
                                         [4] = "it loaded from a misaligned address",
                                         [5] = "it loaded where no memory is",
                                         [6] = "it stored to a misaligned address",
                                         [7] = "it stored where no memory is",
                                         [12] = "it ran a page that is not there",
                                         [13] = "it loaded from a page that is not there",
                                         [15] = "it stored to a page that is not there",
                                         [24] = "it touched a segment that it may not",
                                         [25] = "it loaded a segment register with what it does not hold",
                                         [26] = "it made a far call that it may not",
                                         [27] = "it made a far return that it may not"};
    unsigned long cause = status < LOADER_FAULTED ? 0 : (unsigned long)status - LOADER_FAULTED;

    if (status == 0 || status == LOADER_INTERRUPTED)
        return NULL;
    if (status < LOADER_FAULTED)
        snprintf(text, 64, "exit status %ld", status);
    else if (cause < sizeof faults / sizeof faults[0] && faults[cause] != NULL)
        snprintf(text, 64, "%s", faults[cause]);
    else
        snprintf(text, 64, "killed");
    return text;
}

static void tell_end(const char *name, long status)
{
    char text[64];
    const char *words = describe(status, text);

    if (words != NULL)
        printf("%s: %s\n", name, words);
}

void jobs_tell(void)
{
    for (int i = 0; i < JOBS_MAX; i++) {
        if (jobs[i].handle == 0)
            continue;
        long status = loader_wait(jobs[i].handle, 1);
        if (status == -PE_TIMEOUT)
            continue;
        printf("[%ld] %s ended\n", jobs[i].handle, jobs[i].name);
        tell_end(jobs[i].name, status);
        jobs[i].handle = 0;
    }
}

static int put_behind(long handle, const char *name)
{
    for (int i = 0; i < JOBS_MAX; i++)
        if (jobs[i].handle == 0) {
            jobs[i].handle = handle;
            snprintf(jobs[i].name, sizeof jobs[i].name, "%s", name);
            printf("[%ld] %s\n", handle, name);
            return 0;
        }
    loader_kill(handle);
    loader_wait(handle, 0);
    printf("%s: too many programs behind\n", name);
    return 1;
}

static int wait_for(long handle, const char *name)
{
    long status = loader_wait(handle, 0);

    if (status < 0)
        return complain(name, NULL, status);
    tell_end(name, status);
    return status != 0;
}

/* A bare word is looked for in /bin. 0, or a negated PE_* code. */
static int find_program(const char *word, char absolute[PATH_BYTES])
{
    if (strchr(word, '/') == NULL)
        return path_join("/bin", word, absolute) < 0 ? -PE_NAMETOOLONG : 0;
    return resolve(word, absolute);
}

static int refuse(const struct command *command, long error)
{
    char reason[LOADER_REASON_MAX + 1];
    const char *word = command->argv[0];

    if (error == -PE_NOENT && strchr(word, '/') == NULL) {
        printf("%s: no such command (help tells what there is)\n", word);
        return 1;
    }
    long len = error == -PE_NOEXEC ? loader_reason(reason, LOADER_REASON_MAX) : -1;
    if (len < 0)
        return complain(word, NULL, error);
    printf("%s: cannot run it: %.*s\n", word, (int)len, reason);
    return 1;
}

static unsigned flags_of(const struct command *command, const char *path)
{
    unsigned flags = command->background ? 0 : LOADER_FOREGROUND;

    /* Only what needs it may look into the kernel's tables. */
    return strcmp(path, "/bin/segs") == 0 ? flags | LOADER_INSPECT : flags;
}

int jobs_run(const struct command *command, const char *output)
{
    static char block[LOADER_ARGS_MAX];
    char path[PATH_BYTES];
    long error = find_program(command->argv[0], path);
    size_t len =
        start_block(block, sizeof block, command->argc, command->argv, output, command->background ? "none" : "");

    if (error == 0 && (len == 0 || strlen(path) >= LOADER_PATH_MAX))
        error = -PE_2BIG;
    if (error < 0)
        return complain(command->argv[0], NULL, error);
    fflush(stdout);
    long handle = loader_spawn(path, block, len, (unsigned)command->argc, flags_of(command, path));
    if (handle < 0)
        return refuse(command, handle);
    const char *name = path_name(path);
    return command->background ? put_behind(handle, name) : wait_for(handle, name);
}
