#include "state.h"

#include <postern/error.h>

#include "loader/loader.h"

static long read_segments(struct state *s)
{
    long size = 1;

    for (s->segments = 0; s->segments < STATE_SEGMENTS; s->segments++) {
        struct info_segment *to = &s->segment[s->segments];
        size = loader_inspect(SYS_INFO_SEGMENT, s->segments, to, sizeof *to);
        if (size < 0)
            break;
    }
    return size == -PE_NOENT || size > 0 ? 0 : size;
}

static long read_entries(struct state *s)
{
    long size = 1;

    for (s->entries = 0; s->entries < STATE_ENTRIES; s->entries++) {
        struct info_entry *to = &s->entry[s->entries];
        size = loader_inspect(SYS_INFO_ENTRY, s->entries, to, sizeof *to);
        if (size < 0)
            break;
    }
    return size == -PE_NOENT || size > 0 ? 0 : size;
}

long state_read(struct state *s)
{
    long error = loader_inspect(SYS_INFO_KERNEL, 0, &s->kernel, sizeof s->kernel);

    if (error >= 0)
        error = read_segments(s);
    return error < 0 ? error : read_entries(s);
}

const struct info_segment *state_segment(const struct state *s, uint64_t selector)
{
    for (unsigned i = 0; i < s->segments; i++)
        if (s->segment[i].selector == selector)
            return &s->segment[i];
    return NULL;
}
