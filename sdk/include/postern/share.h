/* What a service's calls of one client's functions (done.h) may take of a hart.
 *
 * They run on a thread of the service, which is more urgent than its clients. Each call is short (POSTERN_DONE_TIME), but there may be many. So each
 * client has a share: in the long run 1 / POSTERN_SHARES of a hart, and POSTERN_SHARE_BURST of the longest calls at once. Whose share is used
 * up is called later. Zeroed is a share of which nothing is used. */
#ifndef POSTERN_SHARE_H
#define POSTERN_SHARE_H

#include <stdint.h>

#include "abi/platform.h"
#include "postern/done.h"

#define POSTERN_SHARES      32
#define POSTERN_SHARE_BURST 16

struct postern_share {
    uint64_t spent; /* up to when the calls so far would last, were they the share and no more */
};

#define POSTERN_SHARE_MOST ((uint64_t)POSTERN_DONE_TIME / PLAT_INSTRUCTIONS_PER_TICK * POSTERN_SHARES) /* one call */

/* From when on a call may be made. */
static inline uint64_t postern_share_from(const struct postern_share *s)
{
    const uint64_t credit = (POSTERN_SHARE_BURST - 1) * POSTERN_SHARE_MOST;
    return s->spent > credit ? s->spent - credit : 0;
}

/* A call will be made: as if for as long as it may take, so that several that are due at once do not share a credit for one. */
static inline void postern_share_charge(struct postern_share *s, uint64_t now)
{
    s->spent = (s->spent > now ? s->spent : now) + POSTERN_SHARE_MOST;
}

/* It was made, for so many ticks: what it did not take comes back. */
static inline void postern_share_settle(struct postern_share *s, uint64_t ticks)
{
    s->spent += ticks * POSTERN_SHARES - POSTERN_SHARE_MOST;
}

#endif
