/* ps and kill. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <postern/error.h>
#include <postern/syscall.h>

#include "loader/loader.h"
#include "shell.h"

#define PROGRAMS 256

/* Names of programs by the global selectors of their code segments, read anew by each ps. */
static struct {
    uint64_t selector;
    char name[32];
} programs[PROGRAMS];
static unsigned program_count;

/* Services may have no thread of their own: what is told of those comes apart. */
static void read_programs(void)
{
    struct info_program p;

    program_count = 0;
    for (unsigned i = 0; postern_info(SYS_INFO_PROGRAM, i, &p, sizeof p) > 0; i++) {
        if (program_count < PROGRAMS) {
            programs[program_count].selector = p.selector;
            memcpy(programs[program_count++].name, p.name, sizeof p.name);
        }
        if (p.restarts > 0)
            printf("%s was made again, %llu time%s since the boot\n", p.name, (unsigned long long)p.restarts,
                   p.restarts > 1 ? "s" : "");
    }
}

static const char *name_of(uint64_t selector)
{
    for (unsigned i = 0; i < program_count; i++)
        if (programs[i].selector == selector)
            return programs[i].name;
    return "-";
}

/* The loader's handle of a program by its first thread; 0: it is not the loader's. */
static long handle_of(uint64_t thread)
{
    struct loader_program p;

    for (unsigned i = 0; loader_list(i, &p, sizeof p) == 0; i++)
        if (p.thread == (int64_t)thread)
            return (long)p.handle;
    return 0;
}

static const char *state_of(uint64_t state)
{
    static const char *const states[] = {"runs", "ready", "sleeps", "waits", "calls", "serves", "replies", "ended"};

    return state < sizeof states / sizeof states[0] ? states[state] : "?";
}

static void print_thread(const struct info_thread *t)
{
    long handle = handle_of(t->tid);
    char id[24] = "-";

    if (handle > 0)
        snprintf(id, sizeof id, "%ld", handle);
    printf("%4s %6llu  %-16s %-8s %4llu  %-16s %5llu %16llu\n", id, (unsigned long long)t->tid, name_of(t->home),
           state_of(t->state), (unsigned long long)t->priority, name_of(t->current), (unsigned long long)t->depth,
           (unsigned long long)t->instructions);
}

int run_ps(int argc, char *argv[])
{
    struct info_thread t;
    unsigned i = 0;
    long size;

    (void)argc;
    read_programs();
    printf("  ID THREAD  PROGRAM          STATE    PRIO  INSIDE           CALLS     INSTRUCTIONS\n");
    while ((size = postern_info(SYS_INFO_THREAD, i, &t, sizeof t)) > 0) {
        print_thread(&t);
        i++;
    }
    return size == -PE_NOENT ? 0 : complain(argv[0], NULL, size);
}

static long kill_one(const char *word)
{
    char *end;
    long handle = strtol(word, &end, 10);

    return *word == '\0' || *end != '\0' ? -PE_INVAL : loader_kill(handle);
}

int run_kill(int argc, char *argv[])
{
    int failed = 0;

    for (int i = 1; i < argc; i++) {
        long error = kill_one(argv[i]);
        if (error == -PE_BADF || error == -PE_INVAL) {
            printf("kill: %s: no program with that ID was started here (see ps)\n", argv[i]);
            failed = 1;
        } else if (error < 0) {
            failed = complain("kill", argv[i], error);
        }
    }
    return failed;
}
