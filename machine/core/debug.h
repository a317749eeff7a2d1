/* Break- and watchpoints, as fetch and access see them. */
#pragma once
#include "core/hart_state.h"

bool breakpoint_listed(const struct hart *h, uint64_t pc);
bool watchpoint_listed(const struct hart *h, uint64_t ea, uint64_t size, enum xs_access access);

static inline bool breakpoint_at(const struct hart *h, uint64_t pc)
{
    return h->breakpoints && breakpoint_listed(h, pc);
}

static inline bool watchpoint_hit(const struct hart *h, uint64_t ea, uint64_t size, enum xs_access access)
{
    return h->watchpoints && !h->step_over && watchpoint_listed(h, ea, size, access);
}
