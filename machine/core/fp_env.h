/* The host's FP unit on loan to the guest.
 *
 * Within hart_run the host's sticky exception flags hold those of the guest's that are not in h->fcsr yet, and its
 * rounding mode is h->fp_mode. So an FP instruction needs no call to fenv at all in the common case. */
#pragma once
#include <fenv.h>

#include "core/hart_state.h"

/* FP instructions and CSRs are legal: FS is not Off, and under Xseg U-mode code has FPE. */
static inline bool fp_on(const struct hart *h)
{
    return h->csr.mstatus & MSTATUS_FS && (h->priv != PRV_U || !xseg_on(h, PRV_U) || h->segment.fpe);
}

struct fp_host {
    fenv_t env;
};
void fp_enter(struct hart *h, struct fp_host *host); /* saves the host's environment */
void fp_leave(struct hart *h, struct fp_host *host); /* collects flags, restores it */
void fp_collect(struct hart *h);                     /* moves the flags into h->fcsr */
void fp_set_mode(struct hart *h, unsigned mode);     /* RISC-V rounding mode 0-3 */
