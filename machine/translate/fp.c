/* The host's FP unit: when translated code may use it. */
#include "core/fp.h"

#include "translate/translator.h"

/* What an instruction asks of the host's rounding mode. */
static unsigned mode_needed(const struct row *row, const struct insn *i)
{
    unsigned rm = i->word >> 12 & 7;
    if (!(row->fp & (FP_ROUNDS | FP_TO_INTEGER)))
        return 0;
    if (rm == ROUNDING_DYNAMIC)
        return FP_DYNAMIC;
    if (row->fp & FP_ROUNDS && rm == RMM)
        return FP_OTHER;
    return row->fp & FP_ROUNDS && rm < RMM ? 1u << rm : 0;
}

/* Bodies may set another mode than the one the rest of the block counts on; then all run in their bodies. */
unsigned fp_needs(const struct block *b)
{
    unsigned needs = 0;
    for (unsigned n = 0; n < b->count; n++) {
        const struct row *row = row_of(b->insn[n].exec);
        if (row && row->fp)
            needs |= (row->fp & (FP_ON | FP_DIRTY)) | mode_needed(row, &b->insn[n]);
    }
    unsigned modes = needs & FP_STATIC;
    return needs & FP_OTHER || modes & (modes - 1) ? 0 : needs;
}

void fp_update(struct hart *h)
{
    unsigned has = 1u << h->fp_mode | ((h->fcsr >> 5 & 7) == h->fp_mode ? FP_DYNAMIC : 0) | (fp_on(h) ? FP_ON : 0) |
                   ((h->csr.mstatus & MSTATUS_FS) == MSTATUS_FS ? FP_DIRTY : 0);
    h->native.lacks = (uint8_t)~has;
}

bool fp_ready(struct hart *h, unsigned needs)
{
    fp_update(h);
    if (h->native.lacks & needs & (FP_STATIC | FP_DYNAMIC)) {
        unsigned mode = needs & FP_STATIC ? (unsigned)__builtin_ctz(needs & FP_STATIC) : h->fcsr >> 5 & 7;
        if (mode > RUP)
            return false;
        fp_set_mode(h, mode);
        fp_update(h);
    }
    return !(h->native.lacks & needs);
}
