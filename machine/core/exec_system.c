/* Zicsr, fences, environment calls, returns from traps. */
#include "core/csr.h"
#include "core/exec.h"
#include "core/trap.h"

#define BODY(name) enum flow op_##name(struct hart *h, const struct insn *i)

enum flow raise_trap(struct hart *h, uint64_t cause, uint64_t tval)
{
    h->trap = (struct trap){cause, tval, 0};
    return FLOW_TRAP;
}

enum flow raise_illegal(struct hart *h, const struct insn *i)
{
    return raise_trap(h, CAUSE_ILLEGAL, i->word);
}

static enum flow leave(struct hart *h, const struct insn *i)
{
    h->pc = i[1].pc;
    return FLOW_LEAVE;
}

BODY(illegal)
{
    return raise_illegal(h, i);
}

/* --- CSRs ------------------------------------------------------------------------------------------------- */
enum csr_op { CSR_REPLACE, CSR_SET, CSR_CLEAR };

/* Of mip, only what software wrote takes part in a read-modify-write (privileged manual, 3.1.9). */
static uint64_t modify(const struct hart *h, unsigned csr, enum csr_op op, uint64_t old, uint64_t operand)
{
    uint64_t base = csr == CSR_MIP ? h->csr.mip : old;
    return op == CSR_REPLACE ? operand : op == CSR_SET ? base | operand : base & ~operand;
}

static enum flow csr_body(struct hart *h, const struct insn *i, enum csr_op op, uint64_t operand)
{
    unsigned csr = i->imm;
    const struct csr_rule *rule = csr_rule_at(i->rs3);
    bool write = op == CSR_REPLACE || i->rs1 != 0;
    h->at = i;
    if (!i->rs3 || !csr_permitted(h, rule, csr, write))
        return raise_illegal(h, i);
    uint64_t old = csr_read(h, rule, csr);
    if (write)
        csr_write(h, rule, csr, modify(h, csr, op, old, operand));
    h->x[i->rd] = old;
    return leave(h, i);
}

BODY(csrrw)
{
    return csr_body(h, i, CSR_REPLACE, h->x[i->rs1]);
}
BODY(csrrs)
{
    return csr_body(h, i, CSR_SET, h->x[i->rs1]);
}
BODY(csrrc)
{
    return csr_body(h, i, CSR_CLEAR, h->x[i->rs1]);
}
BODY(csrrwi)
{
    return csr_body(h, i, CSR_REPLACE, i->rs1);
}
BODY(csrrsi)
{
    return csr_body(h, i, CSR_SET, i->rs1);
}
BODY(csrrci)
{
    return csr_body(h, i, CSR_CLEAR, i->rs1);
}

/* --- fences ------------------------------------------------------------------------------------------------ */
BODY(fence)
{
    (void)h, (void)i;
    return FLOW_NEXT;
}

BODY(fence_i)
{
    blocks_recheck(&h->blocks);
    return leave(h, i);
}

BODY(sfence_vma)
{
    if (h->priv == PRV_U || (h->priv == PRV_S && h->csr.mstatus & MSTATUS_TVM))
        return raise_illegal(h, i);
    count(h, XS_CTR_INVALIDATIONS);
    tlb_drop_sv39(&h->tlb);
    blocks_recheck(&h->blocks);
    hart_mode_changed(h);
    return leave(h, i);
}

/* --- traps ------------------------------------------------------------------------------------------------- */
BODY(ecall)
{
    (void)i;
    return raise_trap(h, CAUSE_ECALL_U + h->priv, 0);
}

BODY(ebreak)
{
    return raise_trap(h, CAUSE_BREAKPOINT, i->pc);
}

BODY(mret)
{
    if (h->priv != PRV_M)
        return raise_illegal(h, i);
    h->at = i;
    trap_return(h, PRV_M);
    return FLOW_LEAVE;
}

BODY(sret)
{
    if (h->priv == PRV_U || (h->priv == PRV_S && h->csr.mstatus & MSTATUS_TSR))
        return raise_illegal(h, i);
    h->at = i;
    trap_return(h, PRV_S);
    return FLOW_LEAVE;
}
