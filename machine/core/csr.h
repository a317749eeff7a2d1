/* Control and status registers. One rule per register or range; see csr_rules.c. */
#pragma once
#include "core/hart_state.h"

struct csr_rule {
    uint16_t first, last; /* CSR numbers */
    size_t field;         /* offset in struct hart_csrs, where `read` or `write` is NULL */
    uint64_t writable;    /* bits of the field that a write changes, where `write` is NULL */
    uint64_t (*read)(const struct hart *h, unsigned csr);
    void (*write)(struct hart *h, unsigned csr, uint64_t value); /* WARL: the value is made legal */
    bool (*guard)(const struct hart *h, unsigned csr);           /* NULL, or: may the current mode use it now? */
};

/* 0: no such register; else an index for csr_rule_at. Decoding keeps it in the instruction. */
unsigned csr_find(unsigned csr);
const struct csr_rule *csr_rule_at(unsigned index);
uint64_t csr_read(const struct hart *h, const struct csr_rule *rule, unsigned csr);
void csr_write(struct hart *h, const struct csr_rule *rule, unsigned csr, uint64_t value);
/* Privilege, read-only numbers, and the rule's guard. */
bool csr_permitted(const struct hart *h, const struct csr_rule *rule, unsigned csr, bool write);

/* counter.c */
uint64_t counter_read(const struct hart *h, unsigned csr);
void counter_write(struct hart *h, unsigned csr, uint64_t value);
bool counter_guard(const struct hart *h, unsigned csr);
void counter_inhibit(struct hart *h, unsigned csr, uint64_t value);
/* csr_status.c */
uint64_t status_read(const struct hart *h, unsigned csr);
void status_write(struct hart *h, unsigned csr, uint64_t value);
uint64_t pending_read(const struct hart *h, unsigned csr);
void pending_write(struct hart *h, unsigned csr, uint64_t value);
uint64_t enable_read(const struct hart *h, unsigned csr);
void enable_write(struct hart *h, unsigned csr, uint64_t value);
/* csr_translation.c */
void satp_write(struct hart *h, unsigned csr, uint64_t value);
bool satp_guard(const struct hart *h, unsigned csr);
uint64_t pmp_read(const struct hart *h, unsigned csr);
void pmp_write(struct hart *h, unsigned csr, uint64_t value);
/* fp_env.c */
uint64_t fcsr_read(const struct hart *h, unsigned csr);
void fcsr_write(struct hart *h, unsigned csr, uint64_t value);
bool fcsr_guard(const struct hart *h, unsigned csr);

enum {
    CSR_FFLAGS = 0x001,
    CSR_FRM = 0x002,
    CSR_FCSR = 0x003,
    CSR_SSTATUS = 0x100,
    CSR_SIE = 0x104,
    CSR_STVEC = 0x105,
    CSR_SCOUNTEREN = 0x106,
    CSR_SENVCFG = 0x10a,
    CSR_SSCRATCH = 0x140,
    CSR_SEPC = 0x141,
    CSR_SCAUSE = 0x142,
    CSR_STVAL = 0x143,
    CSR_SIP = 0x144,
    CSR_STIMECMP = 0x14d,
    CSR_SATP = 0x180,
    CSR_MSTATUS = 0x300,
    CSR_MISA = 0x301,
    CSR_MEDELEG = 0x302,
    CSR_MIDELEG = 0x303,
    CSR_MIE = 0x304,
    CSR_MTVEC = 0x305,
    CSR_MCOUNTEREN = 0x306,
    CSR_MENVCFG = 0x30a,
    CSR_MCOUNTINHIBIT = 0x320,
    CSR_MHPMEVENT3 = 0x323,
    CSR_MHPMEVENT31 = 0x33f,
    CSR_MSCRATCH = 0x340,
    CSR_MEPC = 0x341,
    CSR_MCAUSE = 0x342,
    CSR_MTVAL = 0x343,
    CSR_MIP = 0x344,
    CSR_PMPCFG0 = 0x3a0,
    CSR_PMPCFG2 = 0x3a2,
    CSR_PMPADDR0 = 0x3b0,
    CSR_PMPADDR15 = 0x3bf,
    CSR_TSELECT = 0x7a0,
    CSR_TINFO = 0x7a4,
    CSR_MCYCLE = 0xb00,
    CSR_MINSTRET = 0xb02,
    CSR_MHPMCOUNTER31 = 0xb1f,
    CSR_CYCLE = 0xc00,
    CSR_TIME = 0xc01,
    CSR_INSTRET = 0xc02,
    CSR_HPMCOUNTER31 = 0xc1f,
    CSR_MVENDORID = 0xf11,
    CSR_MIMPID = 0xf13,
    CSR_MHARTID = 0xf14,
    CSR_MCONFIGPTR = 0xf15
};
