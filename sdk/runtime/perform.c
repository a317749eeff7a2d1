#include "postern/perform.h"

long perform_copy(const struct postern_windows *w, uint64_t address, void *to, uint64_t bytes)
{
    void *buffer;

    if (!perform_buffer(w, address, bytes, false, &buffer))
        return -PE_FAULT;
    for (uint64_t i = 0; i < bytes; i++)
        ((char *)to)[i] = ((const volatile char *)buffer)[i];
    return 0;
}

/* A string is granted from its start to the end of the window that it begins in. */
static const struct postern_window *find_start(const struct postern_windows *w, uint64_t address)
{
    if (address == 0)
        return NULL;
    if (perform_find(&w->output, address, 1))
        return &w->output;
    return perform_find(&w->input, address, 1) ? &w->input : NULL;
}

long perform_string(const struct postern_windows *w, uint64_t address, char *to, uint64_t max)
{
    const struct postern_window *in = find_start(w, address);

    if (in == NULL)
        return -PE_FAULT;
    const uint64_t offset = address - in->home, granted = in->bytes - offset;
    const volatile char *from = in->base + offset;
    for (uint64_t i = 0; i < max && i < granted; i++)
        if ((to[i] = from[i]) == '\0')
            return 0;
    return -PE_NAMETOOLONG;
}
