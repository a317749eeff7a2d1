/* What RISC-V conformance tests leave in memory for comparison. */
#pragma once
#include "board/machine.h"

/* Writes memory from the symbol begin_signature to end_signature: lines of `granularity` bytes in hexadecimal, the last
 * byte first, as other simulators do. */
bool signature_write(const char *path, struct machine *m, unsigned granularity, struct failure *why);
