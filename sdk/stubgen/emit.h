/* Writing stubs. The interface has passed check_interface. */
#ifndef STUBGEN_EMIT_H
#define STUBGEN_EMIT_H

#include <stdio.h>

#include "stubgen/model.h"

typedef void emitter(FILE *out, const struct interface *in);

emitter emit_far_client, emit_far_server, emit_ipc_client, emit_ipc_server, emit_requests, emit_perform,
    emit_queue_client, emit_queue_server;

/* Make rules: FOLDER/.done depends on what was read, and a file that is gone is no error. */
emitter emit_dependencies;

/* Writes folder/name; fails with its path when it cannot be written. */
void emit_file(const char *folder, const char *name, emitter *emit, const struct interface *in);

/* The parts of the call mask and the gate descriptor that both sides derive from the prototype. */
uint64_t far_mask(const struct function *f);
uint64_t gate_word1(const struct function *f, bool fp);
uint64_t gate_word2(const struct function *f);

/* Bytes of stack that the server stub copies strings and structures to, a multiple of 64. */
unsigned copy_bytes(const struct function *f);
unsigned copy_size(const struct param *p);

/* For bindings without deadlines: within_f calls f, of those that have a stub (NULL: all). */
void emit_untimed(FILE *out, const struct interface *in, bool (*has_stub)(const struct function *));

/* Permission operand of a buffer's window: 1 read, 2 write. */
unsigned permission(const struct param *p);

#endif
