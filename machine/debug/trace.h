/* --trace: events of the harts as lines of text. */
#pragma once
#include <stdio.h>

#include "board/machine.h"

struct trace {
    FILE *file; /* NULL: off */
    struct machine *machine;
    unsigned kinds;
};

/* `spec` is KIND[,KIND...][:FILE], kinds call, fault, tlb, syscall, interrupt, all; without a file, standard error. */
bool trace_open(struct trace *t, const char *spec, struct failure *why);
void trace_start(struct trace *t, struct machine *m); /* `t` must live as long as the machine */
bool trace_close(struct trace *t, struct failure *why);
