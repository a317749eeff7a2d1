/* Line histories, one per client (badge). Fixed memory: when a new client comes and all histories
 * are taken, the one that was used longest ago is given up. */
#ifndef SERVICES_CONSOLE_HISTORY_H
#define SERVICES_CONSOLE_HISTORY_H

#include <stddef.h>
#include <stdint.h>

#define HISTORY_CLIENTS 6
#define HISTORY_LINES   32
#define HISTORY_LINE    256 /* longer lines are not kept, bytes */

struct history {
    uint64_t badge;
    uint64_t used;  /* time of last use; 0: free */
    unsigned count; /* lines ever added */
    uint16_t length[HISTORY_LINES];
    char text[HISTORY_LINES][HISTORY_LINE];
};

/* The history of badge, made or taken over when there is none. Never null. */
struct history *history_of(uint64_t badge);

/* Adds a line, unless it is empty, too long, or the newest line again. */
void history_add(struct history *h, const char *line, size_t len);

/* The line `back` lines before the next one (1: the newest); null where there is none. */
const char *history_line(const struct history *h, unsigned back, size_t *len);

#endif
