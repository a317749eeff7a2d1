/* Requests at the service: what generated perform.c is made of. Nothing in a record is believed. Each word is read once;
 * a buffer must lie wholly inside what this call granted, which the gate's entry has checked by sg.chk. */
#ifndef POSTERN_PERFORM_H
#define POSTERN_PERFORM_H

#include <stdbool.h>

#include "postern/batch.h"

/* Granted memory: where it is here, and where its owner sees it. */
struct postern_window {
    char *base;
    uint64_t bytes, home;
};

struct postern_windows {
    struct postern_window input; /* may only be read */
    struct postern_window output;
};

/* Where [address, address + bytes) of the client is here; null when it is not wholly in the window. */
static inline char *perform_find(const struct postern_window *w, uint64_t address, uint64_t bytes)
{
    const uint64_t offset = address - w->home;

    return offset <= w->bytes && bytes <= w->bytes - offset ? w->base + offset : NULL;
}

/* The same in the windows that allow it. A null pointer of length 0 stays null; false: refused. */
static inline bool perform_buffer(const struct postern_windows *w, uint64_t address, uint64_t bytes, bool writes,
                                  void **buffer)
{
    *buffer = NULL;
    if (address == 0)
        return bytes == 0;
    *buffer = perform_find(&w->output, address, bytes);
    if (*buffer == NULL && !writes)
        *buffer = perform_find(&w->input, address, bytes);
    return *buffer != NULL;
}

/* Copies into the service's own memory what it then looks at: a structure, or a string of at most max bytes with its
 * zero. 0, -PE_FAULT or -PE_NAMETOOLONG. */
long perform_copy(const struct postern_windows *w, uint64_t address, void *to, uint64_t bytes);
long perform_string(const struct postern_windows *w, uint64_t address, char *to, uint64_t max);

#endif
