/* A running machine with its host: console input, log of input, debugger, limits. Decides when it is over. */
#pragma once
#include "board/machine.h"
#include "debug/gdb.h"
#include "host/console.h"
#include "host/journal.h"

/* Exit codes of `postern` besides the guest's own (test finisher: 0 pass, else its code). */
enum {
    EXIT_GOOD = 0,
    EXIT_BAD = 2,     /* usage, or a file that could not be used */
    EXIT_LIMIT = 124, /* --time-limit reached */
    EXIT_STUCK = 125, /* the guest waits, and nothing can wake it */
    EXIT_SIGNAL = 128 /* plus the signal's number */
};

struct session {
    struct machine *machine;
    struct console *console;
    struct gdb *gdb;               /* NULL: none */
    struct journal record, replay; /* file NULL: not in use */
    uint64_t limit;                /* instructions; UINT64_MAX: none */
    bool exit_on_eof, no_reboot, paced;
    /* The session's own. */
    bool over;
    int code;
    uint64_t pace_event, pace_until; /* an mtime, and the host's monotonic ms when it is due */
    struct failure why;              /* text empty: nothing to tell */
};

/* Runs to the end and returns the exit code; s->why.text says what a person should know about it. */
int session_run(struct session *s);
