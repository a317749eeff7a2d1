/* Groups of test-debug, and a machine with a debugger's end of a connection to its gdb server. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "debug/gdb.h"

int run_packet(void);
int run_disasm(void);
int run_server(void);
int run_fuzz(void);

struct debug_rig {
    struct machine *machine;
    struct gdb *gdb;
    int fd; /* the client's end */
    char reply[70000];
};

struct debug_rig *debug_rig_new(void);
void debug_rig_free(struct debug_rig *r);
void debug_write(struct debug_rig *r, const void *bytes, size_t size);
/* Frames and sends a packet, lets the server work, and returns the data of its last reply packet, or "". */
const char *debug_ask(struct debug_rig *r, const char *packet);
/* Lets the server work through what was sent; r->reply is all that came back. */
void debug_settle(struct debug_rig *r);
