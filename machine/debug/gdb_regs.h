/* The registers that gdb sees, in the order of its numbers: x0-x31, pc, f0-f31, fflags, frm, fcsr, the privileged CSRs,
 * the CSRs of Xseg, and sg3-sg14 as 32-byte structures. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/hart.h"

enum gdb_reg_kind { REG_CORE, REG_CSR, REG_SEGMENT };

struct gdb_reg {
    enum gdb_reg_kind kind;
    unsigned number; /* of hart_get_reg, a CSR, or a segment register */
    unsigned size;   /* bytes */
    char name[16];
};

enum { GDB_REG_MAX_SIZE = 32, GDB_REGS_CORE = 33 /* those of the g packet */ };

unsigned gdb_reg_count(void);
bool gdb_reg_at(unsigned n, struct gdb_reg *reg); /* false: no such number */
/* First number of each feature of target.xml. */
enum gdb_feature { FEATURE_CPU, FEATURE_FPU, FEATURE_CSR, FEATURE_XSEG, FEATURES };
unsigned gdb_feature_start(unsigned feature); /* FEATURES: one past the last */

/* Little-endian images of reg->size bytes. */
void gdb_reg_read(struct hart *h, const struct gdb_reg *reg, uint8_t *to);
bool gdb_reg_write(struct hart *h, const struct gdb_reg *reg, const uint8_t *from); /* false: read-only */
