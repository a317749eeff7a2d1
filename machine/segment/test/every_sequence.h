#pragma once
#include "pair.h"

enum { SEQUENCE_DEPTH = 4 }; /* deeper calls are not put back */

/* Takes every sequence of `length` of the steps 0 to steps - 1; answers how many were taken. */
uint64_t every_sequence(struct pair *p, void (*step)(unsigned), unsigned steps, unsigned length);
/* LENGTH in the environment, 1 to 8, else the usual one. */
unsigned sequence_length(unsigned usual);
