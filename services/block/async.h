/* Requests that go on after the call: who asked, and how it is told. All but async_tell with the driver's lock held. */
#ifndef SERVICES_BLOCK_ASYNC_H
#define SERVICES_BLOCK_ASYNC_H

#include <stdint.h>

#include <postern/done.h>

#include "block/device.h"

/* What has to be told: outside the lock, for who is called decides how long it takes. */
struct finished {
    uint64_t badge, id;
    struct postern_done done;
    int result;
};

/* The caller's badge and what it offered. 0, noent, mfile, perm (barred). */
int async_subscribe(void);
/* Submits for the caller. 0, noent, again. */
int async_start(struct disk *disk, uint32_t type, uint64_t sector, uint64_t data, uint32_t len, uint64_t id);
/* The device will be reset: what it has fails with io. */
void async_lose(void);
/* Frees the slots of requests that are over. Answers how many there are to be told. */
unsigned async_collect(struct disk *disk, struct finished *finished);
/* Whether anything of a client is with the device. */
int async_any(void);
/* Calls the client. After an error it is not to be called again (async_forget). */
long async_tell(const struct finished *finished);
void async_forget(const struct finished *finished, long error);

#endif
