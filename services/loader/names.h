/* Names: what the loader gives a program for each name in its import table. */
#ifndef SERVICES_LOADER_NAMES_H
#define SERVICES_LOADER_NAMES_H

#include <stdint.h>

#include "loader/programs.h"

/* Grants program p what `name` stands for. Answers the index in p's VST, 0 where the name stands for
 * nothing that p may have (its calls are then refused), or a negated PE_* code. */
long names_grant(const struct program *p, const char *name);

#endif
