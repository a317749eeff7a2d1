/* Requests: calls as records, run many at a time (postern/batch.h). */
#ifndef STUBGEN_EMIT_REQUEST_H
#define STUBGEN_EMIT_REQUEST_H

#include "stubgen/model.h"

/* True when a call of f can be a record: every value is an integer or a pointer, it is no batch itself, and
 * its header does not say XS_ALONE. */
bool is_request(const struct function *f);

/* Stack and linkage frames of the batch gate: what the hungriest function needs, and its own. */
void size_batch(struct interface *in);

#endif
