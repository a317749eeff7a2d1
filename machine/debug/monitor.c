/* `monitor` commands of gdb. */
#include <stdlib.h>
#include <string.h>

#include "debug/gdb_state.h"
#include "debug/inspect.h"

enum { FRAMES = 64, OUTPUT_CHUNK = 4096 };

static void segs(FILE *to, struct gdb *g)
{
    inspect_segments(to, gdb_hart(g));
}

static void counters(FILE *to, struct gdb *g)
{
    inspect_counters(to, gdb_hart(g));
}

static void frames(FILE *to, struct gdb *g)
{
    inspect_frames(to, g->machine, gdb_hart(g), FRAMES);
}

static void devices(FILE *to, struct gdb *g)
{
    inspect_devices(to, g->machine);
}

static void hash(FILE *to, struct gdb *g)
{
    fprintf(to, "instructions %llu mtime %llu state %016llx\n", (unsigned long long)machine_instructions(g->machine),
            (unsigned long long)machine_mtime(g->machine), (unsigned long long)machine_state_hash(g->machine));
}

static const struct {
    const char *name, *what;
    void (*run)(FILE *to, struct gdb *g);
} commands[] = {
    {"segs", "segment registers and masks", segs},
    {"frames", "the linkage stack, newest call first", frames},
    {"devices", "segment registers of devices, refused DMA", devices},
    {"counters", "what the hart has counted", counters},
    {"hash", "instructions, time and state hash", hash},
};

static void run(FILE *to, struct gdb *g, const char *command)
{
    for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(command, commands[i].name) == 0) {
            commands[i].run(to, g);
            return;
        }
    for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(to, "monitor %-9s %s\n", commands[i].name, commands[i].what);
}

/* Text goes out in packets of its own, before the reply. */
static void send_text(struct gdb *g, const char *text, size_t size)
{
    for (size_t at = 0; at < size; at += OUTPUT_CHUNK) {
        packet_begin(&g->out);
        packet_text(&g->out, "O");
        packet_hex(&g->out, text + at, size - at < OUTPUT_CHUNK ? size - at : OUTPUT_CHUNK);
        gdb_send(g);
    }
    packet_begin(&g->out);
}

void gdb_monitor(struct gdb *g, const char *command)
{
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    if (!to) {
        gdb_error(g);
        return;
    }
    run(to, g, command);
    fclose(to);
    send_text(g, text, size);
    free(text);
    gdb_ok(g);
}
