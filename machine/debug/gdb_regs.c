#include "debug/gdb_regs.h"

#include <stdio.h>
#include <string.h>

struct csr {
    const char *name;
    unsigned number;
};

static const struct csr fp_csrs[] = {{"fflags", 0x001}, {"frm", 0x002}, {"fcsr", 0x003}};

static const struct csr csrs[] = {
    {"cycle", 0xc00},    {"time", 0xc01},       {"instret", 0xc02},  {"sstatus", 0x100},       {"sie", 0x104},
    {"stvec", 0x105},    {"scounteren", 0x106}, {"senvcfg", 0x10a},  {"sscratch", 0x140},      {"sepc", 0x141},
    {"scause", 0x142},   {"stval", 0x143},      {"sip", 0x144},      {"stimecmp", 0x14d},      {"satp", 0x180},
    {"mstatus", 0x300},  {"misa", 0x301},       {"medeleg", 0x302},  {"mideleg", 0x303},       {"mie", 0x304},
    {"mtvec", 0x305},    {"mcounteren", 0x306}, {"menvcfg", 0x30a},  {"mcountinhibit", 0x320}, {"mscratch", 0x340},
    {"mepc", 0x341},     {"mcause", 0x342},     {"mtval", 0x343},    {"mip", 0x344},           {"pmpcfg0", 0x3a0},
    {"pmpcfg2", 0x3a2},  {"pmpaddr0", 0x3b0},   {"pmpaddr1", 0x3b1}, {"pmpaddr2", 0x3b2},      {"pmpaddr3", 0x3b3},
    {"pmpaddr4", 0x3b4}, {"pmpaddr5", 0x3b5},   {"pmpaddr6", 0x3b6}, {"pmpaddr7", 0x3b7},      {"mhartid", 0xf14},
};

#define XS_CSR_ROW(name, number, access) {#name, number},
static const struct csr xseg_csrs[] = {XS_CSRS(XS_CSR_ROW)};

enum {
    FPRS = 32,
    FP_CSRS = sizeof fp_csrs / sizeof *fp_csrs,
    CSRS = sizeof csrs / sizeof *csrs,
    XSEG_CSRS = sizeof xseg_csrs / sizeof *xseg_csrs,
    SEGMENTS = XS_SG_DATA_LAST - XS_SG_DATA_FIRST + 1,
};

static const unsigned start[FEATURES + 1] = {
    0,
    GDB_REGS_CORE,
    GDB_REGS_CORE + FPRS + FP_CSRS,
    GDB_REGS_CORE + FPRS + FP_CSRS + CSRS,
    GDB_REGS_CORE + FPRS + FP_CSRS + CSRS + XSEG_CSRS + SEGMENTS,
};

unsigned gdb_feature_start(unsigned feature)
{
    return start[feature];
}

unsigned gdb_reg_count(void)
{
    return start[FEATURES];
}

static void core_reg(unsigned n, struct gdb_reg *reg)
{
    static const char *const names[GDB_REGS_CORE] = {
        "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "fp", "s1",  "a0",  "a1", "a2", "a3", "a4", "a5", "a6",
        "a7",   "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6", "pc",
    };
    *reg = (struct gdb_reg){REG_CORE, n, 8, ""};
    snprintf(reg->name, sizeof reg->name, "%s", names[n]);
}

static void fp_reg(unsigned n, struct gdb_reg *reg)
{
    static const char *const names[FPRS] = {
        "ft0", "ft1", "ft2", "ft3", "ft4",  "ft5",  "ft6", "ft7", "fs0",  "fs1",  "fa0",
        "fa1", "fa2", "fa3", "fa4", "fa5",  "fa6",  "fa7", "fs2", "fs3",  "fs4",  "fs5",
        "fs6", "fs7", "fs8", "fs9", "fs10", "fs11", "ft8", "ft9", "ft10", "ft11",
    };
    *reg = (struct gdb_reg){REG_CORE, GDB_REGS_CORE + n, 8, ""};
    snprintf(reg->name, sizeof reg->name, "%s", names[n]);
}

static void csr_reg(const struct csr *csr, unsigned size, struct gdb_reg *reg)
{
    *reg = (struct gdb_reg){REG_CSR, csr->number, size, ""};
    snprintf(reg->name, sizeof reg->name, "%s", csr->name);
}

static void segment_reg(unsigned sg, struct gdb_reg *reg)
{
    *reg = (struct gdb_reg){REG_SEGMENT, sg, XS_REG_SIZE, ""};
    snprintf(reg->name, sizeof reg->name, "sg%u", sg);
}

bool gdb_reg_at(unsigned n, struct gdb_reg *reg)
{
    if (n >= start[FEATURES])
        return false;
    if (n < start[FEATURE_FPU])
        core_reg(n, reg);
    else if (n < start[FEATURE_FPU] + FPRS)
        fp_reg(n - start[FEATURE_FPU], reg);
    else if (n < start[FEATURE_CSR])
        csr_reg(&fp_csrs[n - start[FEATURE_FPU] - FPRS], 4, reg);
    else if (n < start[FEATURE_XSEG])
        csr_reg(&csrs[n - start[FEATURE_CSR]], 8, reg);
    else if (n < start[FEATURE_XSEG] + XSEG_CSRS)
        csr_reg(&xseg_csrs[n - start[FEATURE_XSEG]], 8, reg);
    else
        segment_reg(n - start[FEATURE_XSEG] - XSEG_CSRS + XS_SG_DATA_FIRST, reg);
    return true;
}

void gdb_reg_read(struct hart *h, const struct gdb_reg *reg, uint8_t *to)
{
    struct xs_reg image = {{0}};
    uint64_t value = 0;
    switch (reg->kind) {
    case REG_CORE: value = hart_get_reg(h, reg->number); break;
    case REG_CSR: hart_csr_get(h, reg->number, &value); break;
    case REG_SEGMENT:
        xs_get_image(hart_segment(h), reg->number, &image);
        memcpy(to, &image, reg->size);
        return;
    }
    memcpy(to, &value, reg->size);
}

/* Segment registers are for looking at: what they hold is authority, and the kernel's own books would not know. */
bool gdb_reg_write(struct hart *h, const struct gdb_reg *reg, const uint8_t *from)
{
    uint64_t value = 0;
    if (reg->kind == REG_SEGMENT)
        return false;
    memcpy(&value, from, reg->size);
    if (reg->kind == REG_CSR)
        return hart_csr_set(h, reg->number, value);
    hart_set_reg(h, reg->number, value);
    return true;
}
