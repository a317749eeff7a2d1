/* Requests that go on after the call: who asked, and how it is told. All but async_tell, which runs the client's code, with the driver's lock held. */
#ifndef SERVICES_BLOCK_ASYNC_H
#define SERVICES_BLOCK_ASYNC_H

#include <stdint.h>

#include <postern/done.h>

#include "block/device.h"

/* What has to be told: outside the lock, for who is called decides how long it takes. */
struct finished {
    struct client *client;
    struct postern_done done;
    uint64_t id;
    int result;
    long told;      /* what the client's function came to */
    uint64_t ticks; /* and how long it took */
};

/* The caller's badge and what it offered. 0, noent, mfile, perm (barred). */
int async_subscribe(void);
/* Submits for the caller. 0, noent, again. */
int async_start(struct disk *disk, uint32_t type, uint64_t sector, uint64_t data, uint32_t len, uint64_t id);
/* The device will be reset: what it has fails with io. */
void async_lose(void);
/* Frees the slots of requests that are over. Answers how many are to be told now, SLOTS at most; `until`: when there will be more, for clients
 * whose share of a hart is used up (postern/share.h). */
unsigned async_collect(struct disk *disk, struct finished *finished, uint64_t *until);
/* Whether anything of a client is with the device. */
int async_any(void);
/* Calls the client. After an error it is not to be called again. */
void async_tell(struct finished *finished);
/* It was told: who is gone, or misbehaved, is forgotten or barred. */
void async_settle(const struct finished *finished);

#endif
