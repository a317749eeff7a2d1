/* Packets by their first letter. */
#include <string.h>

#include "debug/gdb_regs.h"
#include "debug/gdb_state.h"

void gdb_ok(struct gdb *g)
{
    packet_text(&g->out, "OK");
}

void gdb_error(struct gdb *g)
{
    packet_text(&g->out, "E01");
}

struct hart *gdb_hart(struct gdb *g)
{
    return machine_hart(g->machine, g->thread);
}

/* Thread ids are hart number + 1; 0 and -1 mean any. */
static bool thread_id(struct gdb *g, const char *at, unsigned *hart)
{
    uint64_t id;
    *hart = machine_current(g->machine);
    if (strcmp(at, "-1") == 0 || strcmp(at, "0") == 0)
        return true;
    if (!packet_number(&at, &id) || *at || id == 0 || id > machine_harts(g->machine))
        return false;
    *hart = (unsigned)id - 1;
    return true;
}

static void select_thread(struct gdb *g, const char *at)
{
    unsigned hart;
    if ((*at != 'g' && *at != 'c') || !thread_id(g, at + 1, &hart)) {
        gdb_error(g);
        return;
    }
    if (*at == 'g')
        g->thread = hart;
    gdb_ok(g);
}

static void thread_alive(struct gdb *g, const char *at)
{
    unsigned hart;
    if (thread_id(g, at, &hart))
        gdb_ok(g);
    else
        gdb_error(g);
}

static void kill_or_detach(struct gdb *g, enum gdb_state then)
{
    gdb_ok(g);
    gdb_send(g);
    gdb_forget_breaks(g);
    g->state = then;
}

static void v_packet(struct gdb *g, const char *packet)
{
    if (strcmp(packet, "vCont?") == 0)
        packet_text(&g->out, "vCont;c;C;s;S");
    else if (strncmp(packet, "vCont;", 6) == 0)
        gdb_resume(g, packet);
    else if (strncmp(packet, "vKill;", 6) == 0)
        kill_or_detach(g, GDB_KILLED);
}

void gdb_command(struct gdb *g, const char *packet, size_t size)
{
    const char *rest = packet + (size > 0);
    switch (packet[0]) {
    case '?': gdb_report(g, machine_current(g->machine)); break;
    case 'g': gdb_read_registers(g); break;
    case 'G': gdb_write_registers(g, rest); break;
    case 'p': gdb_read_register(g, rest); break;
    case 'P': gdb_write_register(g, rest); break;
    case 'm': gdb_read_memory(g, rest); break;
    case 'M': gdb_write_memory(g, rest); break;
    case 'X': gdb_write_binary(g, rest, size - 1); break;
    case 'c':
    case 'C':
    case 's':
    case 'S': gdb_resume(g, packet); break;
    case 'Z':
    case 'z': gdb_break(g, packet); break;
    case 'H': select_thread(g, rest); break;
    case 'T': thread_alive(g, rest); break;
    case 'q':
    case 'Q': gdb_query(g, packet); break;
    case 'v': v_packet(g, packet); break;
    case 'k': g->state = GDB_KILLED; break;
    case 'D': kill_or_detach(g, GDB_ABSENT); break;
    default: break;
    }
}
