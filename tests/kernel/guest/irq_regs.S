/* The handler notes cycles and instructions before anything else, a request notes them last; and what the segment unit has
 * read and written of tables, frames and registers by then. */
#include "abi/csrs.h"
#include "abi/insn_asm.h"
    .macro references to
    csrr \to, 0xc00 + XS_CTR_TABLE_READS
    .irp counter, XS_CTR_FRAME_WRITES, XS_CTR_FRAME_READS, XS_CTR_SPILL_WRITES, XS_CTR_SPILL_READS
    csrr t0, 0xc00 + \counter
    add \to, \to, t0
    .endr
    .endm

    .text
    .globl clock_gate
clock_gate:
    rdcycle a2
    rdinstret a0
    references a1
    call handler
    sg.ret

    /* void request_clocked(volatile u8 *ier, struct clock *asked): asks the device to interrupt at once. */
    .globl request_clocked
request_clocked:
    references a2
    li t0, 2
    rdinstret a3
    rdcycle a4
    sb t0, (a0)
    sd a3, 0(a1)
    sd a2, 8(a1)
    sd a4, 16(a1)
    ret
