/* The q and Q packets. */
#include <string.h>

#include "debug/gdb_state.h"

static void supported(struct gdb *g, const char *packet)
{
    g->swbreak = strstr(packet, "swbreak+") != NULL;
    packet_text(&g->out, "PacketSize=%x;qXfer:features:read+;QStartNoAckMode+;swbreak+;vContSupported+",
                PACKET_MAX - 1);
}

/* qXfer:features:read:target.xml:OFFSET,LENGTH */
static void transfer(struct gdb *g, const char *at)
{
    uint64_t offset, length;
    if (!g->target_xml)
        g->target_xml = gdb_target_xml();
    if (!g->target_xml || !packet_number(&at, &offset) || !packet_skip(&at, ',') || !packet_number(&at, &length)) {
        gdb_error(g);
        return;
    }
    size_t size = strlen(g->target_xml);
    offset = offset < size ? offset : size;
    length = length < PACKET_MAX / 2 - 1 ? length : PACKET_MAX / 2 - 1; /* every byte may need an escape */
    bool more = length < size - offset;
    packet_text(&g->out, more ? "m" : "l");
    packet_raw(&g->out, g->target_xml + offset, more ? length : size - offset);
}

static void threads(struct gdb *g)
{
    for (unsigned n = 0; n < machine_harts(g->machine); n++)
        packet_text(&g->out, "%s%x", n ? "," : "m", n + 1);
}

static void thread_info(struct gdb *g, const char *at)
{
    static const char *const modes[] = {"user", "supervisor", "?", "machine"};
    uint64_t id;
    if (!packet_number(&at, &id) || id == 0 || id > machine_harts(g->machine)) {
        gdb_error(g);
        return;
    }
    enum privilege p = hart_privilege(machine_hart(g->machine, (unsigned)id - 1));
    const char *mode = modes[p & 3];
    packet_hex(&g->out, mode, strlen(mode));
}

/* qRcmd,HEX */
static void monitor(struct gdb *g, const char *at)
{
    char command[256];
    size_t size = strlen(at) / 2;
    if (size >= sizeof command || !packet_bytes(&at, command, size)) {
        gdb_error(g);
        return;
    }
    command[size] = 0;
    gdb_monitor(g, command);
}

static void start_no_ack(struct gdb *g)
{
    g->no_ack = true;
    gdb_ok(g);
}

static const char *after(const char *packet, const char *prefix)
{
    size_t size = strlen(prefix);
    return strncmp(packet, prefix, size) == 0 ? packet + size : NULL;
}

void gdb_query(struct gdb *g, const char *packet)
{
    const char *rest;
    if (after(packet, "qSupported"))
        supported(g, packet);
    else if ((rest = after(packet, "qXfer:features:read:target.xml:")))
        transfer(g, rest);
    else if (strcmp(packet, "QStartNoAckMode") == 0)
        start_no_ack(g);
    else if (strcmp(packet, "qC") == 0)
        packet_text(&g->out, "QC%x", g->thread + 1);
    else if (after(packet, "qAttached"))
        packet_text(&g->out, "1");
    else if (strcmp(packet, "qfThreadInfo") == 0)
        threads(g);
    else if (strcmp(packet, "qsThreadInfo") == 0)
        packet_text(&g->out, "l");
    else if ((rest = after(packet, "qThreadExtraInfo,")))
        thread_info(g, rest);
    else if ((rest = after(packet, "qRcmd,")))
        monitor(g, rest);
}
