#include "console/history.h"

#include <string.h>

static struct history histories[HISTORY_CLIENTS];
static uint64_t clock;

static struct history *victim(void)
{
    struct history *oldest = &histories[0];

    for (struct history *h = histories; h < histories + HISTORY_CLIENTS; h++)
        if (h->used < oldest->used)
            oldest = h;
    return oldest;
}

struct history *history_of(uint64_t badge)
{
    for (struct history *h = histories; h < histories + HISTORY_CLIENTS; h++)
        if (h->used != 0 && h->badge == badge) {
            h->used = ++clock;
            return h;
        }

    struct history *h = victim();
    h->badge = badge;
    h->used = ++clock;
    h->count = 0;
    return h;
}

const char *history_line(const struct history *h, unsigned back, size_t *len)
{
    if (back == 0 || back > h->count || back > HISTORY_LINES)
        return NULL;

    unsigned slot = (h->count - back) % HISTORY_LINES;
    *len = h->length[slot];
    return h->text[slot];
}

void history_add(struct history *h, const char *line, size_t len)
{
    size_t newest_len;
    const char *newest = history_line(h, 1, &newest_len);

    if (len == 0 || len > HISTORY_LINE)
        return;
    if (newest != NULL && newest_len == len && memcmp(newest, line, len) == 0)
        return;

    unsigned slot = h->count++ % HISTORY_LINES;
    memcpy(h->text[slot], line, len);
    h->length[slot] = (uint16_t)len;
}
