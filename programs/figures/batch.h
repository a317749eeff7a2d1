/* What ten or a hundred null requests cost in one far call (postern/batch.h). */
#ifndef PROGRAMS_FIGURES_BATCH_H
#define PROGRAMS_FIGURES_BATCH_H

#include "measure.h"

struct batch_prices {
    struct counts ten;     /* per batch: ten records filled, one call */
    struct counts ten_run; /* per batch: the call alone, of records filled before */
    struct counts hundred; /* as ten, with a hundred */
};

/* Null, or what went wrong. */
const char *batch_measure(struct batch_prices *prices);

#endif
