/* Breakpoints and watchpoints. */
#include "debug/gdb_state.h"

static void everywhere(struct gdb *g, void (*act)(struct hart *h, uint64_t pc), uint64_t pc)
{
    for (unsigned n = 0; n < machine_harts(g->machine); n++)
        act(machine_hart(g->machine, n), pc);
}

static bool listed(const struct gdb *g, uint64_t pc, unsigned *index)
{
    for (*index = 0; *index < g->breaks; ++*index)
        if (g->break_at[*index] == pc)
            return true;
    return false;
}

static bool add_break(struct gdb *g, uint64_t pc)
{
    unsigned index;
    if (listed(g, pc, &index))
        return true;
    if (g->breaks == BREAKS_MAX)
        return false;
    for (unsigned n = 0; n < machine_harts(g->machine); n++)
        if (!hart_add_breakpoint(machine_hart(g->machine, n), pc)) {
            everywhere(g, hart_remove_breakpoint, pc);
            return false;
        }
    g->break_at[g->breaks++] = pc;
    return true;
}

static void remove_break(struct gdb *g, uint64_t pc)
{
    unsigned index;
    if (!listed(g, pc, &index))
        return;
    g->break_at[index] = g->break_at[--g->breaks];
    everywhere(g, hart_remove_breakpoint, pc);
}

static void forget_watch(struct gdb *g, unsigned index)
{
    struct gdb_watch w = g->watch[index];
    for (unsigned n = 0; n < machine_harts(g->machine); n++)
        hart_remove_watchpoint(machine_hart(g->machine, n), w.address, w.size);
    g->watch[index] = g->watch[--g->watches];
}

static bool add_watch(struct gdb *g, struct gdb_watch w)
{
    if (g->watches == WATCHES_MAX || w.size == 0 || w.size > 4096)
        return false;
    g->watch[g->watches++] = w;
    for (unsigned n = 0; n < machine_harts(g->machine); n++)
        if (!hart_add_watchpoint(machine_hart(g->machine, n), w.address, w.size, w.kind != '2', w.kind != '3')) {
            forget_watch(g, g->watches - 1);
            return false;
        }
    return true;
}

static void remove_watch(struct gdb *g, struct gdb_watch w)
{
    for (unsigned i = 0; i < g->watches; i++)
        if (g->watch[i].address == w.address && g->watch[i].size == w.size && g->watch[i].kind == w.kind) {
            forget_watch(g, i);
            return;
        }
}

void gdb_forget_breaks(struct gdb *g)
{
    while (g->breaks)
        remove_break(g, g->break_at[0]);
    while (g->watches)
        forget_watch(g, 0);
}

/* Z0 and Z1 are the same here: nothing is ever written into the guest's memory. */
static bool change(struct gdb *g, bool add, char type, uint64_t address, uint64_t kind)
{
    struct gdb_watch w = {address, kind, type};
    if (type == '0' || type == '1') {
        if (!add)
            remove_break(g, address);
        return !add || add_break(g, address);
    }
    if (!add)
        remove_watch(g, w);
    return !add || add_watch(g, w);
}

void gdb_break(struct gdb *g, const char *packet)
{
    const char *at = packet + 1;
    uint64_t address, kind;
    char type = *at;
    if (type < '0' || type > '4')
        return;
    at++;
    bool ok =
        packet_skip(&at, ',') && packet_number(&at, &address) && packet_skip(&at, ',') && packet_number(&at, &kind);
    if (ok && change(g, packet[0] == 'Z', type, address, kind))
        gdb_ok(g);
    else
        gdb_error(g);
}
