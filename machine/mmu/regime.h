/* Who translates an access, and with whose rights. */
#pragma once
#include "core/hart_state.h"

enum regime {
    REGIME_PHYSICAL, /* M-mode, or satp.MODE = Bare */
    REGIME_SV39,
    REGIME_XSEG_USER,  /* sixteen registers */
    REGIME_XSEG_SUPER, /* sg15, and the user's registers when SUM = 1 */
};

/* Privilege that an access is checked with: MPRV lends MPP's to M-mode's loads and stores. */
static inline enum privilege access_privilege(const struct hart *h, enum xs_access access)
{
    if (access != XS_FETCH && h->priv == PRV_M && h->csr.mstatus & MSTATUS_MPRV)
        return (h->csr.mstatus & MSTATUS_MPP) >> MSTATUS_MPP_SHIFT;
    return h->priv;
}

static inline enum regime access_regime(const struct hart *h, enum privilege priv)
{
    if (priv == PRV_M || SATP_MODE(h->csr.satp) == SATP_BARE)
        return REGIME_PHYSICAL;
    if (SATP_MODE(h->csr.satp) == SATP_SV39)
        return REGIME_SV39;
    return priv == PRV_U ? REGIME_XSEG_USER : REGIME_XSEG_SUPER;
}

/* Bits of an effective address that are the offset in its view. */
static inline uint64_t regime_offset_mask(enum regime regime)
{
    return regime >= REGIME_XSEG_USER ? (UINT64_C(1) << XS_OFFSET_BITS) - 1 : ~UINT64_C(0);
}
