/* The kernel's tables as they are now, read record by record. */
#ifndef PROGRAMS_SEGS_STATE_H
#define PROGRAMS_SEGS_STATE_H

#include <postern/syscall.h>

#define STATE_SEGMENTS 512
#define STATE_ENTRIES  1024

struct state {
    unsigned segments, entries;
    struct info_segment segment[STATE_SEGMENTS];
    struct info_entry entry[STATE_ENTRIES];
    struct info_kernel kernel;
};

/* 0 or a negated PE_* code. What does not fit is left out: state.segments is STATE_SEGMENTS then. */
long state_read(struct state *s);

/* The segment of that global selector; null where there is none (any more). */
const struct info_segment *state_segment(const struct state *s, uint64_t selector);

#endif
