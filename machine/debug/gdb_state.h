/* The server's state and its parts; for this folder only. */
#pragma once
#include "debug/gdb.h"
#include "debug/packet.h"

enum { WATCHES_MAX = 16, BREAKS_MAX = 64 };

struct gdb_watch {
    uint64_t address, size;
    char kind; /* '2' write, '3' read, '4' access */
};

struct gdb {
    struct machine *machine;
    int listener, client; /* -1: none */
    char *unix_path;      /* to be removed at the end */
    enum gdb_state state;
    unsigned thread; /* hart that g, m and the like refer to (Hg) */
    bool no_ack, swbreak;
    uint64_t break_at[BREAKS_MAX];
    unsigned breaks;
    struct gdb_watch watch[WATCHES_MAX];
    unsigned watches;
    struct packet_in in;
    struct packet_out out;
    char *target_xml;          /* made when first asked for */
    char last[PACKET_MAX + 4]; /* the last reply, framed, should the client ask again */
    size_t last_size;
};

/* A command: `at` stands behind its letter or name. Fills g->out; an empty reply means "not supported". */
void gdb_command(struct gdb *g, const char *packet, size_t size);
void gdb_query(struct gdb *g, const char *packet);
void gdb_resume(struct gdb *g, const char *packet); /* c s C S vCont */
void gdb_break(struct gdb *g, const char *packet);  /* Z z */
void gdb_read_memory(struct gdb *g, const char *at);
void gdb_write_memory(struct gdb *g, const char *at);
void gdb_write_binary(struct gdb *g, const char *at, size_t size);
void gdb_read_registers(struct gdb *g);
void gdb_write_registers(struct gdb *g, const char *at);
void gdb_read_register(struct gdb *g, const char *at);
void gdb_write_register(struct gdb *g, const char *at);
void gdb_monitor(struct gdb *g, const char *command);

void gdb_ok(struct gdb *g);
void gdb_error(struct gdb *g);
void gdb_send(struct gdb *g);                  /* g->out */
void gdb_report(struct gdb *g, unsigned hart); /* fills g->out with a stop reply */
void gdb_forget_breaks(struct gdb *g);
struct hart *gdb_hart(struct gdb *g); /* of g->thread */

/* "target.xml", malloc'd, or NULL. */
char *gdb_target_xml(void);
