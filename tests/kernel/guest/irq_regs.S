/* The handler notes the count of instructions before anything else; a request notes it last. */
#include "abi/insn_asm.h"
    .text
    .globl clock_gate
clock_gate:
    rdinstret a0
    call handler
    sg.ret

    /* u64 request_clocked(volatile u8 *ier): asks the device to interrupt at once; answers instret before the store. */
    .globl request_clocked
request_clocked:
    mv t1, a0
    li t0, 2
    rdinstret a0
    sb t0, (t1)
    ret
