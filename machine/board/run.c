#include "board/machine_state.h"

enum {
    ROUND = 10000, /* instructions, or cycles, that each of several harts runs before the next one's turn */
    DOZE =
        10 * ROUND /* of all: a hart that sleeps in WRS goes on, for a store may have left the value that was there */
};

static void look_around(struct machine *m, unsigned n)
{
    if (!m->waiting[n])
        return;
    bool dozed = hart_watches(m->hart[n]) && machine_instructions(m) - m->waiting_from[n] >= DOZE;
    if (dozed || hart_wakes(m->hart[n]))
        m->waiting[n] = false;
}

static bool time_to_look(const struct machine *m)
{
    return m->config.htif && m->clock.done % HTIF_PERIOD == 0 && !m->ended;
}

/* mtime has moved: devices and timers raise and lower their lines, and that may wake harts. */
static void settle(struct machine *m)
{
    uint64_t now = machine_mtime(m);
    for (unsigned i = 0; i < m->devices; i++)
        if (m->device[i].ops->advance)
            m->device[i].ops->advance(m->device[i].self, now);
    for (unsigned i = 0; i < m->harts; i++) {
        hart_poll_timer(m->hart[i]);
        look_around(m, i);
    }
    if (time_to_look(m))
        htif_look(m);
}

static bool all_wait(const struct machine *m)
{
    for (unsigned i = 0; i < m->harts; i++)
        if (!m->waiting[i])
            return false;
    return true;
}

/* Runs one hart; *ran is what it executed. The clock stands at the slice's start again afterwards. Its reservation is gone if
 * another has run since: what that one wrote, it wrote while this one held it. A trap costs one of the slice though nothing
 * retires; those are the refused ones. */
static enum hart_stop run_hart(struct machine *m, unsigned n, struct slice slice, struct slice *ran)
{
    struct machine_clock *c = &m->clock;
    struct hart *h = m->hart[n];
    if (n != m->current)
        hart_lose_reservation(h);
    m->current = n;
    c->running = h;
    c->running_from = hart_instret(h);
    c->cycles_from = hart_cycles(h);
    hart_run_until(h, slice.cycles == UINT64_MAX ? UINT64_MAX : c->cycles_from + slice.cycles);
    enum hart_stop stop = hart_run(h, slice.instructions);
    c->running = NULL;
    *ran = (struct slice){hart_instret(h) - c->running_from, hart_cycles(h) - c->cycles_from};
    m->waiting[n] = stop == STOP_WFI;
    if (stop == STOP_WFI)
        m->waiting_from[n] = machine_instructions(m) + ran->instructions;
    if (stop == STOP_BUDGET)
        m->refused += slice.instructions - ran->instructions;
    if (stop == STOP_ASKED && c->khz && !ran->instructions) /* traps alone, up to a cycle */
        m->refused++;
    return stop;
}

static uint64_t greater(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* One turn for every hart that does not wait. A hart that was asked to stop shortens the turn of those after it. */
static enum hart_stop run_round(struct machine *m, struct slice slice)
{
    enum hart_stop stop = STOP_BUDGET;
    struct slice most = {0, 0}, ran;
    for (unsigned n = 0; n < m->harts; n++) {
        look_around(m, n); /* a hart before it in this round may have written what it watches */
        if (m->waiting[n])
            continue;
        stop = run_hart(m, n, slice, &ran);
        most = (struct slice){greater(most.instructions, ran.instructions), greater(most.cycles, ran.cycles)};
        if (stop == STOP_BREAKPOINT || m->asked || m->ended)
            break;
        if (stop == STOP_ASKED && !m->clock.khz)
            slice.instructions = greater(ran.instructions, 1);
        if (stop == STOP_ASKED && m->clock.khz)
            slice.cycles = greater(ran.cycles, 1);
    }
    m->clock.done += most.instructions;
    m->clock.cycles += most.cycles;
    return stop;
}

/* To the next multiple of `period` of the machine's time. */
static uint64_t until_multiple(uint64_t time, uint64_t period)
{
    return period - time % period;
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* A round of several harts ends at an event or at a multiple of ROUND, whatever the budget: what one hart sees of another
 * depends on where rounds end, and must not depend on how a run is cut. */
static struct slice plan_slice(struct machine *m, uint64_t budget)
{
    uint64_t event = machine_next_event(m);
    struct slice slice = clock_until(m, event);
    slice.instructions = least(slice.instructions, m->harts > 1 ? until_multiple(m->clock.done, ROUND) : budget);
    if (m->harts > 1 && m->clock.khz)
        slice.cycles = least(slice.cycles, until_multiple(m->clock.cycles, ROUND));
    if (m->config.htif)
        slice.instructions = least(slice.instructions, until_multiple(m->clock.done, HTIF_PERIOD));
    m->clock.slice_end = event;
    return slice;
}

static enum machine_stop idle(struct machine *m)
{
    if (m->config.htif)
        htif_look(m);
    return m->ended ? m->end : MACHINE_IDLE;
}

enum machine_stop machine_run(struct machine *m, uint64_t budget)
{
    uint64_t from = machine_instructions(m) + m->refused;
    m->asked = false;
    for (;;) {
        uint64_t done = machine_instructions(m) + m->refused - from;
        settle(m);
        if (m->ended)
            return m->end;
        if (m->asked)
            return MACHINE_ASKED;
        if (all_wait(m))
            return idle(m);
        if (done >= budget)
            return MACHINE_BUDGET;
        if (run_round(m, plan_slice(m, budget - done)) == STOP_BREAKPOINT)
            return MACHINE_BREAKPOINT;
    }
}

enum machine_stop machine_step(struct machine *m, unsigned n)
{
    struct slice ran;
    settle(m);
    m->waiting[n] = false;
    m->clock.slice_end = machine_next_event(m);
    enum hart_stop stop = run_hart(m, n, (struct slice){1, UINT64_MAX}, &ran);
    m->clock.done += ran.instructions;
    m->clock.cycles += ran.cycles;
    settle(m);
    if (m->ended)
        return m->end;
    return stop == STOP_BREAKPOINT ? MACHINE_BREAKPOINT : MACHINE_BUDGET;
}

uint64_t machine_refused(const struct machine *m)
{
    return m->refused;
}

void machine_ask_stop(struct machine *m)
{
    m->asked = true;
    if (m->clock.running)
        hart_ask_stop(m->hart[m->current]);
}
