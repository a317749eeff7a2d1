#include "core/fp_env.h"

#include "core/csr.h"
#include "core/fp_env.h"

enum { FFLAGS = 0x1f, FCSR = 0xff, FRM_SHIFT = 5 };

void fp_enter(struct hart *h, struct fp_host *host)
{
    feholdexcept(&host->env);
    fesetround(FE_TONEAREST);
    h->fp_mode = 0;
    h->fp_lent = true;
}

void fp_leave(struct hart *h, struct fp_host *host)
{
    fp_collect(h);
    h->fp_lent = false;
    fesetenv(&host->env);
}

/* Flags of the host, whatever unit raised them. Where the guest's arithmetic is SSE's alone, that unit is asked first: most
 * calls find nothing. */
static int raised_by_host(void)
{
#ifdef __SSE2__
    if (!(__builtin_ia32_stmxcsr() & FE_ALL_EXCEPT))
        return 0;
#endif
    return fetestexcept(FE_ALL_EXCEPT);
}

void fp_collect(struct hart *h)
{
    int raised = h->fp_lent ? raised_by_host() : 0;
    if (!raised)
        return;
    h->fcsr |= (raised & FE_INEXACT ? 1 : 0) | (raised & FE_UNDERFLOW ? 2 : 0) | (raised & FE_OVERFLOW ? 4 : 0) |
               (raised & FE_DIVBYZERO ? 8 : 0) | (raised & FE_INVALID ? 16 : 0);
    feclearexcept(FE_ALL_EXCEPT);
}

uint64_t fcsr_read(const struct hart *h, unsigned csr)
{
    fp_collect((struct hart *)h); /* where the flags are kept is not architectural state */
    return csr == CSR_FFLAGS ? h->fcsr & FFLAGS : csr == CSR_FRM ? h->fcsr >> FRM_SHIFT & 7 : h->fcsr;
}

void fcsr_write(struct hart *h, unsigned csr, uint64_t value)
{
    fp_collect(h);
    if (csr == CSR_FFLAGS)
        h->fcsr = (h->fcsr & ~(uint64_t)FFLAGS) | (value & FFLAGS);
    else if (csr == CSR_FRM)
        h->fcsr = (h->fcsr & FFLAGS) | (value & 7) << FRM_SHIFT;
    else
        h->fcsr = value & FCSR;
    h->csr.mstatus |= MSTATUS_FS;
}

bool fcsr_guard(const struct hart *h, unsigned csr)
{
    (void)csr;
    return fp_on(h);
}

void fp_set_mode(struct hart *h, unsigned mode)
{
    static const int host[] = {FE_TONEAREST, FE_TOWARDZERO, FE_DOWNWARD, FE_UPWARD};
    fesetround(host[mode]);
    h->fp_mode = mode;
}
