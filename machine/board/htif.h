/* The host-target interface of RISC-V test programs: they report in the doubleword `tohost`, and are answered in `fromhost`.
 *
 * The word is looked at whenever the machine's time is a multiple of HTIF_PERIOD instructions, and when every hart waits, so
 * that a run does not depend on how it is cut. */
#pragma once
#include "board/failure.h"

#include <stdint.h>

enum { HTIF_PERIOD = 1000 };

struct htif {
    uint64_t tohost, fromhost; /* physical; fromhost 0: the program has none */
};

struct machine;
/* Finds the symbols in the kernel, or without one in the firmware. */
bool htif_prepare(struct machine *m, struct failure *why);
/* Does what the program asks for: end, characters for the console, write and exit as system calls. */
void htif_look(struct machine *m);
