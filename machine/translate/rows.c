/* Which emitter an instruction has, by the address of its body. */
#include <stddef.h>

#include "translate/translator.h"

/* Linear probing. Built once; more than half of it stays empty. */
enum { INDEX_BITS = 9, INDEX = 1 << INDEX_BITS };
static const struct row *row_index[INDEX];
static const struct row *const lists[] = {integer_rows, atomic_rows, fp_move_rows, fp_arith_rows, fp_convert_rows};

static const struct row **row_place(exec_fn *exec)
{
    unsigned at = (unsigned)((uintptr_t)exec * UINT64_C(0x9e3779b97f4a7c15) >> (64 - INDEX_BITS));
    while (row_index[at] && row_index[at]->exec != exec)
        at = (at + 1) % INDEX;
    return &row_index[at];
}

void rows_build(void)
{
    for (unsigned n = 0; n < sizeof lists / sizeof *lists; n++)
        for (const struct row *row = lists[n]; row->exec; row++)
            *row_place(row->exec) = row;
}

const struct row *row_of(exec_fn *exec)
{
    return *row_place(exec);
}
