/* What both far emitters write alike. */
#ifndef STUBGEN_EMIT_FAR_H
#define STUBGEN_EMIT_FAR_H

#include <stdio.h>

#include "stubgen/model.h"

/* Makes register `reg` ("a0") hold what the ABI promises of a value this narrow: the other side may lie. */
void emit_narrow(FILE *out, const char *reg, struct value value);

/* sp += bytes, of any size; clobbers t1 when it is large. */
void emit_move_sp(FILE *out, int bytes);

void emit_banner(FILE *out, const struct interface *in, const char *what);

#endif
