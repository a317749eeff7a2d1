/* What the driver's own thread does of the gates' state, under their lock. */
#ifndef SERVICES_BLOCK_SERVICE_H
#define SERVICES_BLOCK_SERVICE_H

#include "block/async.h"

/* Takes what the device has finished. Answers how many requests are to be told, in `finished` (SLOTS of them). */
unsigned block_collect(struct finished *finished);
void block_forget(const struct finished *finished, long error);

#endif
