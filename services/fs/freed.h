/* Blocks that operations have freed since the latest commit. Until the commit they must not be given out again: after
 * a power failure they would be their old owner's. And those that the log may hold are revoked, lest recovery puts
 * old structures over what has taken their place. */
#ifndef SERVICES_FS_FREED_H
#define SERVICES_FS_FREED_H

#include <stdbool.h>
#include <stdint.h>

#define FREED_REVOKES 512

/* From now on what session.fs frees is noted. */
void freed_watch(void);

/* The operation has settled; has not happened. */
void freed_accept(void);
void freed_drop(void);

/* Has a settled operation freed anything? */
bool freed_any(void);

/* The blocks that settled operations want revoked. `lost` says that there was no room for all: the commit must be
 * followed by an empty log. */
const uint64_t *freed_revokes(uint32_t *count, bool *lost);

/* They are committed. */
void freed_reset(void);

#endif
