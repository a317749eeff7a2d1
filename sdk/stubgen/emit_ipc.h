/* What both sides of the `ipc` binding must agree on, derived once. */
#ifndef STUBGEN_EMIT_IPC_H
#define STUBGEN_EMIT_IPC_H

#include <stdio.h>

#include "stubgen/model.h"

enum { MESSAGE_SCALARS = 3 }; /* in words 1-3; more lie in the buffer */

/* True when a call needs the buffer segment. */
bool uses_buffer(const struct function *f);

/* Number of parameter i among the scalars, or among the buffers. */
unsigned scalar_number(const struct function *f, unsigned i);
unsigned buffer_number(const struct function *f, unsigned i);

/* Declares `at0`, `at1` ... and `end` from n0, n1 ...: where each buffer lies. Strings and constant lengths take
 * their largest size, so that the places do not depend on contents. */
void emit_places(FILE *out, const struct function *f);

/* `type name(type p0, ...)`. */
void emit_prototype(FILE *out, const struct function *f);

#endif
