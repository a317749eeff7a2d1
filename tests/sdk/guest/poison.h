/* Calls with every register full of what must not be seen, and looks at them afterwards. */
#pragma once
#include <stdint.h>

/* What register n holds before the call. */
#define POISON(n) (0x7e57000000000000ull + (n))

/* Calls the function at `function` with arg and POISON(n) in every register but ra, sp, gp, tp and a0; after[1..31]: x1-x31 when it
 * has returned. Answers its result. */
long poisoned_call(uint64_t function, uint64_t arg, uint64_t after[32]);

/* Writes `pattern` many times into dead stack below its caller's sp. */
void leave_in_stack(uint64_t pattern);
