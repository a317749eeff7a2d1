/* What a context switch saves of a thread. trap.S knows the offsets; context.c checks them.
 *
 * The general registers are always here while the kernel runs. The segment state below `v` is here only
 * while the thread is not the one whose state the hart holds (hart.loaded); see sched.h. */
#pragma once

#define CTX_PC     0
#define CTX_X(n)   (8 * (n))
#define CTX_V      256
#define CTX_W      264
#define CTX_G      272
#define CTX_LW     280
#define CTX_SERIAL 288
#define CTX_LSP    296
#define CTX_S1     304
#define CTX_S2LIM  312
#define CTX_FPE    320
#define CTX_S2     328
#define CTX_LSLIM  336
#define CTX_TID    344
#define CTX_LIVE   352
#define CTX_DL     360
#define CTX_REG    384
#define CTX_F      768
#define CTX_FCSR   1024
#define CTX_SIZE   1056

#ifndef __ASSEMBLER__
#include <stdint.h>

#include "abi/layout.h"

struct context {
    uint64_t pc, x[31]; /* x1 is x[0] */
    uint64_t v, w, g, lw, serial, lsp, s1, s2limit, fpe;
    uint64_t s2, lslim, tid; /* fixed for the thread's life */
    uint64_t live;           /* bit n, 3-14: reg[n - 3] is not empty; bit 0: f and fcsr are not all zero */
    uint64_t dl;             /* xdl: instructions left to the call that runs, XS_NO_DEADLINE */
    uint64_t unused[2];
    struct xs_reg reg[12];
    uint64_t f[32], fcsr;
    uint64_t unused2[3];
};

enum { REG_RA = 1, REG_SP = 2, REG_GP = 3, REG_TP = 4, REG_T0 = 5, REG_A0 = 10, REG_A7 = 17 };
static inline uint64_t *context_x(struct context *c, unsigned n)
{
    return &c->x[n - 1];
}
#endif
