/* What the driver's own thread does of the gates' state, under their lock. */
#ifndef SERVICES_BLOCK_SERVICE_H
#define SERVICES_BLOCK_SERVICE_H

#include "block/async.h"

/* `finished` holds what was told since the last time, `told` of them. Takes what the device has finished. Answers how many requests are to be
 * told now, in `finished` (SLOTS of them); `until`: when to ask again. */
unsigned block_collect(struct finished *finished, unsigned told, uint64_t *until);

#endif
