/* A far call and far return and nothing else: one sg.call, one sg.ret (programs/figures/raw_gate.S). */
#ifndef PROGRAMS_FIGURES_RAW_H
#define PROGRAMS_FIGURES_RAW_H

#include <stdint.h>

struct raw_price {
    uint64_t instructions;          /* of call and return, over 1,000 */
    uint64_t cycles;                /* the same, in cycles */
    uint64_t references;            /* of the segment unit, per call, warm */
    uint64_t table_references;      /* of the warm call: descriptors, table entries, gates read */
    uint64_t cold_table_references; /* of the first call ever */
};

/* Only the first use in a run tells the cold price. */
struct raw_price raw_measure(void);

#endif
