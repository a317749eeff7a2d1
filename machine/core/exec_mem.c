/* Integer loads and stores, cbo.zero. */
#include "core/exec.h"
#include "mmu/access.h"

#define BODY(name) enum flow op_##name(struct hart *h, const struct insn *i)

#define LOAD(name, size, type)                                                   \
    BODY(name)                                                                   \
    {                                                                            \
        uint64_t value;                                                          \
        enum flow flow = access_load(h, i, h->x[i->rs1] + i->imm, size, &value); \
        if (flow <= FLOW_LEAVE)                                                  \
            h->x[i->rd] = (uint64_t)(int64_t)(type)value;                        \
        return flow;                                                             \
    }

LOAD(lb, 1, int8_t)
LOAD(lh, 2, int16_t)
LOAD(lw, 4, int32_t)
LOAD(ld, 8, int64_t)
LOAD(lbu, 1, uint8_t)
LOAD(lhu, 2, uint16_t)
LOAD(lwu, 4, uint32_t)

#define STORE(name, size)                                                     \
    BODY(name)                                                                \
    {                                                                         \
        return access_store(h, i, h->x[i->rs1] + i->imm, size, h->x[i->rs2]); \
    }

STORE(sb, 1)
STORE(sh, 2)
STORE(sw, 4)
STORE(sd, 8)

/* Under Xseg stacks are wiped with it: allowed whatever the firmware left in envcfg. */
static bool zero_permitted(const struct hart *h)
{
    if (h->priv == PRV_M || xseg_on(h, h->priv))
        return true;
    return h->csr.menvcfg & ENVCFG_CBZE && (h->priv == PRV_S || h->csr.senvcfg & ENVCFG_CBZE);
}

BODY(cbo_zero)
{
    if (!zero_permitted(h))
        return raise_illegal(h, i);
    enum flow flow = access_zero(h, i, h->x[i->rs1] & ~(uint64_t)(XS_WIPE_GRANULE - 1));
    if (flow == FLOW_TRAP)
        h->trap.tval = h->x[i->rs1]; /* not aligned (CMO specification 1.0, section 2.5.2) */
    return flow;
}
