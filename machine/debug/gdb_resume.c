/* Running, stepping and telling why the machine stopped. */
#include <stdlib.h>
#include <string.h>

#include "core/decode.h"
#include "debug/gdb_state.h"

enum { SIGNAL_TRAP = 5, PC = 32, ACCESS_MAX = 64 /* bytes: cbo.zero */ };

static bool at_breakpoint(const struct gdb *g, uint64_t pc)
{
    for (unsigned i = 0; i < g->breaks; i++)
        if (g->break_at[i] == pc)
            return true;
    return false;
}

/* Address of the load, store, AMO or cbo.zero at pc. */
static uint64_t access_address(struct hart *h)
{
    uint32_t word = 0;
    struct insn i;
    hart_peek(h, hart_get_reg(h, PC), &word, sizeof word);
    decode(insn_length(word) == 2 ? word & 0xffff : word, &i);
    return hart_get_reg(h, i.rs1) + (uint64_t)i.imm;
}

static const struct gdb_watch *watch_hit(const struct gdb *g, uint64_t ea)
{
    for (unsigned i = 0; i < g->watches; i++)
        if (ea < g->watch[i].address + g->watch[i].size && g->watch[i].address < ea + ACCESS_MAX)
            return &g->watch[i];
    return g->watches ? &g->watch[0] : NULL;
}

static void report_watch(struct gdb *g, const struct gdb_watch *w)
{
    const char *name = w->kind == '2' ? "watch" : w->kind == '3' ? "rwatch" : "awatch";
    packet_text(&g->out, "%s:%llx;", name, (unsigned long long)w->address);
}

void gdb_report(struct gdb *g, unsigned hart)
{
    g->thread = hart;
    packet_text(&g->out, "T%02xthread:%x;", SIGNAL_TRAP, hart + 1);
    if (g->swbreak && at_breakpoint(g, hart_get_reg(machine_hart(g->machine, hart), PC)))
        packet_text(&g->out, "swbreak:;");
}

/* gdb expects to hear of a watchpoint after the access, and compares old value with new. */
void gdb_stopped(struct gdb *g)
{
    unsigned n = machine_current(g->machine);
    struct hart *h = machine_hart(g->machine, n);
    const struct gdb_watch *watch = NULL;
    if (g->state != GDB_RUNNING)
        return;
    if (!at_breakpoint(g, hart_get_reg(h, PC))) {
        watch = watch_hit(g, access_address(h));
        machine_step(g->machine, n);
    }
    g->state = GDB_HALTED;
    packet_begin(&g->out);
    gdb_report(g, n);
    if (watch)
        report_watch(g, watch);
    gdb_send(g);
}

static void step(struct gdb *g, unsigned n)
{
    enum machine_stop stop = machine_step(g->machine, n);
    if (stop == MACHINE_BREAKPOINT) /* a watchpoint lies in the way; it is over now */
        stop = machine_step(g->machine, n);
    if (stop == MACHINE_FINISHED || stop == MACHINE_RESET)
        g->state = GDB_RUNNING; /* the session sees to it */
    else
        gdb_report(g, n);
}

/* The thread that an action of vCont names; -1: all. */
static int action_thread(const char *action)
{
    const char *colon = strchr(action, ':');
    return colon ? (int)strtol(colon + 1, NULL, 16) : -1;
}

/* vCont;s:1;c  -  a stepped thread is stepped alone: what the others would have done meanwhile they do later. */
static void v_cont(struct gdb *g, const char *actions)
{
    for (const char *a = actions; a && *a; a = strchr(a, ';')) {
        a += *a == ';';
        if (*a != 's' && *a != 'S')
            continue;
        int id = action_thread(a);
        unsigned n = id > 0 ? (unsigned)id - 1 : g->thread;
        if (n < machine_harts(g->machine))
            step(g, n);
        else
            gdb_error(g);
        return;
    }
    g->state = GDB_RUNNING;
}

/* c, s: an address to resume at may follow; C, S: a signal, which means nothing here, then ';' and the address. */
void gdb_resume(struct gdb *g, const char *packet)
{
    uint64_t where;
    const char *at = packet + 1;
    if (packet[0] == 'v') {
        v_cont(g, packet + 5);
        return;
    }
    if (packet[0] == 'C' || packet[0] == 'S') {
        packet_number(&at, &where);
        packet_skip(&at, ';');
    }
    if (packet_number(&at, &where))
        hart_set_reg(gdb_hart(g), PC, where);
    if (packet[0] == 's' || packet[0] == 'S')
        step(g, g->thread);
    else
        g->state = GDB_RUNNING;
}
