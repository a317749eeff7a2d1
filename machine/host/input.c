#include "host/input.h"

#include <inttypes.h>
#include <poll.h>
#include <time.h>

#include "host/terminal.h"

enum { TICKS_PER_MS = 10000 };

static bool replaying(const struct session *s)
{
    return s->replay.file;
}

static bool listening(const struct session *s)
{
    const struct console *c = s->console;
    return !replaying(s) && !c->eof && (c->terminal || console_pending(c) < CONSOLE_BUFFER);
}

void input_wait(struct session *s, int ms)
{
    struct pollfd fds[3] = {
        {listening(s) ? s->console->in : -1, POLLIN, 0},
        {s->gdb ? gdb_fd(s->gdb) : -1, POLLIN, 0},
        {terminal_wake_fd(), POLLIN, 0},
    };
    if (poll(fds, 3, ms) <= 0)
        return;
    if (fds[0].revents)
        console_fill(s->console);
    if (fds[1].revents)
        gdb_service(s->gdb);
}

void input_poll(struct session *s)
{
    if (listening(s) || s->gdb)
        input_wait(s, 0);
}

static uint64_t host_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* The same event keeps its due time when input comes in between. false: it is not due yet. */
static bool pace(struct session *s, uint64_t mtime)
{
    if (s->pace_event != mtime) {
        s->pace_event = mtime;
        s->pace_until = host_ms() + (mtime - machine_mtime(s->machine)) / TICKS_PER_MS;
    }
    uint64_t now = host_ms(), left = s->pace_until > now ? s->pace_until - now : 0;
    if (left)
        input_wait(s, left > 60000 ? 60000 : (int)left);
    return left == 0;
}

void input_wait_event(struct session *s, uint64_t mtime)
{
    const struct journal *j = &s->replay;
    bool logged = j->more && j->next.instructions == machine_instructions(s->machine);
    if (logged && j->next.mtime < mtime)
        mtime = j->next.mtime;
    if (!s->paced || replaying(s) || pace(s, mtime))
        machine_skip_to(s->machine, mtime);
}

static unsigned give(struct session *s, const struct journal_entry *entry)
{
    for (unsigned i = 0; i < entry->count; i++)
        machine_input(s->machine, entry->bytes[i]);
    return entry->count;
}

static unsigned feed_live(struct session *s)
{
    struct journal_entry entry = {machine_instructions(s->machine), machine_mtime(s->machine), 0, {0}};
    unsigned room = machine_input_room(s->machine);
    room = room < JOURNAL_BATCH ? room : JOURNAL_BATCH;
    while (entry.count < room && console_pending(s->console))
        entry.bytes[entry.count++] = console_take(s->console);
    if (entry.count && s->record.file && !journal_write(&s->record, &entry))
        refuse(&s->why, "%s: cannot be written", s->record.name);
    return give(s, &entry);
}

static unsigned feed_logged(struct session *s)
{
    struct journal *j = &s->replay;
    uint64_t now = machine_instructions(s->machine), mtime = machine_mtime(s->machine);
    unsigned given = 0;
    while (j->more && j->next.count && j->next.instructions == now && j->next.mtime == mtime) {
        given += give(s, &j->next);
        if (!journal_advance(j, &s->why))
            return given;
    }
    if (j->more && (j->next.instructions < now || (j->next.instructions == now && j->next.mtime < mtime)))
        refuse(&s->why, "%s:%u: the run has left the log: at instruction %" PRIu64 ", mtime %" PRIu64, j->name, j->line,
               now, mtime);
    return given;
}

unsigned input_feed(struct session *s)
{
    return replaying(s) ? feed_logged(s) : feed_live(s);
}

bool input_possible(const struct session *s)
{
    if (s->gdb || replaying(s))
        return s->gdb;
    return !s->console->eof && (s->console->terminal || machine_input_room(s->machine));
}

bool input_used_up(const struct session *s)
{
    return replaying(s) ? !s->replay.more : s->console->eof && !console_pending(s->console);
}

bool input_end_reached(const struct session *s)
{
    const struct journal_entry *next = &s->replay.next;
    return s->replay.more && next->count == 0 && next->instructions == machine_instructions(s->machine) &&
           next->mtime == machine_mtime(s->machine);
}
