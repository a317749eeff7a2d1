/* The CSRs of the segment unit. Writes keep the bits that exist and drop the others (WARL). */
#include "segment/internal.h"
#include "segment/interrupt.h"

static uint64_t pack_id(uint32_t selector, uint32_t generation)
{
    return selector | (uint64_t)generation << 32;
}

static uint64_t not_empty(const struct xs_hart *h)
{
    uint64_t bits = 0;
    for (unsigned n = XS_SG_DATA_FIRST; n <= XS_SG_DATA_LAST; n++)
        bits |= (uint64_t)h->reg[n].valid << n;
    return bits;
}

bool xs_csr_read(const struct xs_hart *h, unsigned csr, uint64_t *value)
{
    switch (csr) {
    case CSR_XSV: *value = h->v; return true;
    case CSR_XSW: *value = h->w; return true;
    case CSR_XSG: *value = h->g; return true;
    case CSR_XLSP: *value = h->lsp; return true;
    case CSR_XLSLIM: *value = h->lslim; return true;
    case CSR_XDL: *value = h->deadline; return true;
    case CSR_XSLW: *value = h->lw; return true;
    case CSR_XFPE: *value = h->fpe; return true;
    case CSR_XS1: *value = pack_id(h->s1_selector, h->s1_generation); return true;
    case CSR_XS2: *value = pack_id(h->s2_selector, h->s2_generation); return true;
    case CSR_XS2BASE: *value = h->s2_base; return true;
    case CSR_XS2LIM: *value = h->s2_limit; return true;
    case CSR_XTID: *value = h->tid; return true;
    case CSR_XSERIAL: *value = h->serial | (uint64_t)h->last_serial << 32; return true;
    case CSR_XIBIND: *value = h->binding_table; return true;
    case CSR_XITHREAD: *value = h->thread_table; return true;
    case CSR_XILBASE: *value = h->ilbase; return true;
    case CSR_XILLIM: *value = h->illim; return true;
    case CSR_XIRUN: *value = xs_running(h); return true;
    case CSR_XILEFT: *value = h->irq_left; return true;
    case CSR_XIDONE: *value = 0; return true;
    case CSR_XSVALID: *value = not_empty(h); return true;
    case CSR_XLW: *value = xs_pointer(XS_SG_THREAD, h->lw); return true;
    default: return false;
    }
}

/* Selector and generation as xs1 and xs2 take them; the empty selector has no generation. */
static void unpack_id(uint64_t value, uint32_t *selector, uint32_t *generation)
{
    *selector = (uint32_t)value & ((1u << XS_SELECTOR_BITS) - 1);
    *generation = *selector ? (uint32_t)(value >> 32) : 0;
}

static uint64_t bounded(uint64_t value)
{
    return value < XS_LIMIT_MAX ? value : XS_LIMIT_MAX;
}

static bool interrupt_write(struct xs_hart *h, unsigned csr, uint64_t value)
{
    uint64_t pa = value & XS_PA_MASK & ~(uint64_t)7;
    switch (csr) {
    case CSR_XIBIND: h->binding_table = pa; return true;
    case CSR_XITHREAD: h->thread_table = pa; return true;
    case CSR_XILBASE: h->ilbase = pa; return true;
    case CSR_XILLIM: h->illim = pa; return true;
    case CSR_XIRUN: xs_set_running(h, value); return true;
    case CSR_XILEFT: h->irq_left = value; return true;
    case CSR_XIDONE: return true;
    default: return false;
    }
}

bool xs_csr_write(struct xs_hart *h, unsigned csr, uint64_t value)
{
    h->epoch++;
    switch (csr) {
    case CSR_XSV: h->v = (uint32_t)value & XS_VISIBLE; return true;
    case CSR_XSW: h->w = (uint32_t)value & XS_DATA_REGS; return true;
    case CSR_XSG: h->g = (uint32_t)value & XS_DATA_REGS; return true;
    case CSR_XLSP: h->lsp = value & XS_PA_MASK & ~(uint64_t)7; return true;
    case CSR_XLSLIM: h->lslim = value & XS_PA_MASK & ~(uint64_t)7; return true;
    case CSR_XDL: h->deadline = value; return true;
    case CSR_XSLW: h->lw = bounded(value) & ~(uint64_t)(XS_WIPE_GRANULE - 1); return true;
    case CSR_XFPE: h->fpe = value & 1; return true;
    case CSR_XS1: unpack_id(value, &h->s1_selector, &h->s1_generation); return true;
    case CSR_XS2: unpack_id(value, &h->s2_selector, &h->s2_generation); return true;
    case CSR_XS2BASE: h->s2_base = bounded(value); return true;
    case CSR_XS2LIM: h->s2_limit = bounded(value); return true;
    case CSR_XTID: h->tid = (uint32_t)value; return true;
    case CSR_XSERIAL:
        h->serial = (uint32_t)value;
        h->last_serial = (uint32_t)(value >> 32);
        return true;
    default: return interrupt_write(h, csr, value);
    }
}
