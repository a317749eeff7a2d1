#include "host/session.h"

#include <inttypes.h>
#include <string.h>

#include "host/input.h"
#include "host/terminal.h"

enum { SLICE = 100000 /* instructions between two looks at the host, about a millisecond */ };

static void end(struct session *s, int code)
{
    s->over = true;
    s->code = code;
}

/* Ended by something outside the machine: a replay must end here too. */
static void end_outside(struct session *s, int code)
{
    struct journal_entry last = {machine_instructions(s->machine), machine_mtime(s->machine), 0, {0}};
    if (s->record.file)
        journal_write(&s->record, &last);
    end(s, code);
}

static void guest_ended(struct session *s)
{
    unsigned code = machine_exit_code(s->machine);
    if (s->gdb)
        gdb_exited(s->gdb, code);
    end(s, code > 255 ? 255 : (int)code);
}

static void guest_restarts(struct session *s)
{
    if (s->no_reboot)
        end(s, EXIT_GOOD);
    else if (!machine_reset(s->machine, &s->why))
        end(s, EXIT_BAD);
}

/* Reasons to end that have nothing to do with the guest. */
static void check_host(struct session *s)
{
    if (terminal_signal()) {
        end_outside(s, EXIT_SIGNAL + terminal_signal());
    } else if (s->console->quit || (s->gdb && gdb_state(s->gdb) == GDB_KILLED)) {
        end_outside(s, EXIT_GOOD);
    } else if (s->console->out_error) {
        refuse(&s->why, "console output: %s", strerror(s->console->out_error));
        end_outside(s, EXIT_BAD);
    } else if (machine_instructions(s->machine) >= s->limit || machine_refused(s->machine) >= s->limit) {
        refuse(&s->why, "limit of %" PRIu64 " instructions reached", s->limit);
        end_outside(s, EXIT_LIMIT);
    }
}

/* Every hart waits. Input first, then the next event; without either the host waits too. */
static void idle(struct session *s)
{
    uint64_t next = machine_next_event(s->machine);
    if (input_end_reached(s)) {
        end(s, EXIT_GOOD);
    } else if (s->exit_on_eof && input_used_up(s)) {
        end_outside(s, EXIT_GOOD);
    } else if (next != UINT64_MAX) {
        input_wait_event(s, next);
    } else if (input_possible(s)) {
        input_wait(s, -1);
    } else if (s->replay.more) {
        refuse(&s->why, "%s:%u: the run has left the log: the guest waits for ever", s->replay.name, s->replay.line);
        end(s, EXIT_BAD);
    } else {
        refuse(&s->why, "the guest waits for an interrupt that cannot come: no timer is set and the input is used up");
        end_outside(s, EXIT_STUCK);
    }
}

static void stopped(struct session *s, enum machine_stop stop)
{
    switch (stop) {
    case MACHINE_FINISHED: guest_ended(s); break;
    case MACHINE_RESET: guest_restarts(s); break;
    case MACHINE_BREAKPOINT:
        if (s->gdb)
            gdb_stopped(s->gdb);
        break;
    case MACHINE_IDLE:
        if (input_feed(s) == 0)
            idle(s);
        break;
    case MACHINE_BUDGET:
    case MACHINE_ASKED: break;
    }
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Up to the next entry of the log. At an entry that is not due yet the machine must be idle; running on shows it. */
static uint64_t budget(const struct session *s)
{
    uint64_t now = machine_instructions(s->machine), most = least(s->limit - now, SLICE);
    if (s->replay.more)
        most = least(most, s->replay.next.instructions - now);
    return most ? most : 1;
}

static void advance(struct session *s)
{
    input_poll(s);
    if (s->gdb && gdb_state(s->gdb) == GDB_HALTED) {
        console_flush(s->console);
        input_wait(s, -1);
        return;
    }
    input_feed(s);
    if (s->why.text[0] || input_end_reached(s)) {
        end(s, s->why.text[0] ? EXIT_BAD : EXIT_GOOD);
        return;
    }
    enum machine_stop stop = machine_run(s->machine, budget(s));
    console_flush(s->console);
    stopped(s, stop);
}

int session_run(struct session *s)
{
    s->over = false;
    while (!s->over) {
        check_host(s);
        if (!s->over)
            advance(s);
    }
    console_flush(s->console);
    return s->code;
}
