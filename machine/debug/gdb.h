/* gdb's remote protocol over TCP (on localhost) or a Unix socket, one client at a time.
 *
 * The client sees every hart as a thread, memory as the code on the hart sees it, and besides the standard registers
 * those of the segment unit (feature org.postern.xseg). `monitor help` lists commands of our own. */
#pragma once
#include "board/machine.h"

struct gdb;

/* `address` is a port number or "unix:PATH". NULL: why->text says what was wrong. The machine must outlive the server. */
struct gdb *gdb_listen(const char *address, struct machine *m, struct failure *why);
void gdb_close(struct gdb *g);

enum gdb_state {
    GDB_ABSENT,  /* no client: the machine runs */
    GDB_HALTED,  /* the client has the machine: it must not run */
    GDB_RUNNING, /* the client waits for it to stop */
    GDB_KILLED,  /* the client wants it ended */
};
enum gdb_state gdb_state(const struct gdb *g);
/* Treats the machine as halted until a client has come and let it run. */
void gdb_hold(struct gdb *g);

int gdb_fd(const struct gdb *g); /* what to poll for input */
void gdb_service(struct gdb *g); /* something has arrived there */
void gdb_stopped(struct gdb *g); /* the machine stopped at a breakpoint or watchpoint */
void gdb_exited(struct gdb *g, unsigned code);
