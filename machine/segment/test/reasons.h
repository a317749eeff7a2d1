/* Reasons that were met by their tests; shared by the files that meet them. */
#pragma once
#include "world.h"

extern uint64_t reasons_met; /* bit r: reason r */

#define MEET(call, name)                                \
    do {                                                \
        assert_refused(call, name);                     \
        reasons_met |= (uint64_t)1 << XS_REASON_##name; \
    } while (0)
