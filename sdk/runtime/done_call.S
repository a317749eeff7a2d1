/* The two ends of a completion: the service's call of a gate whose number is known at run time only, and the return of the
 * client's function. */
#include "postern/stub.inc"

/* xs_done_call(id, result, entry, gate): protected, passes a0 and a1, takes and grants nothing, for 64 * 4^5 instructions
 * (POSTERN_DONE_TIME). Answers 0 or -PE_*. */
    .equ DONE_MASK, 3 | 1 << XS_MASK_PROTECT_SHIFT | 1 << XS_MASK_WITHIN_SHIFT | 5 << XS_MASK_WITHIN_SCALE_SHIFT
    .section .text.xs_done_call, "ax"
    .globl xs_done_call
    .type xs_done_call, @function
xs_done_call:
    addi sp, sp, -16
    sd ra, 8(sp)
    la t2, 1f
    slli a3, a3, 3
    add t2, t2, a3
    mv t0, a2
    li t1, DONE_MASK
    jr t2
    .option push
    .option norvc
    .set gate, 0
1:  .rept 64
    sg.call t0, t1, gate
    j 2f
    .set gate, gate + 1
    .endr
    .option pop
2:  mv a0, t0
    ld ra, 8(sp)
    addi sp, sp, 16
    ret

/* Where a callback's entry goes when its function has returned; sp is what it was on entry. */
    .section .text.xs_callback_return, "ax"
    .globl xs_callback_return
    .type xs_callback_return, @function
xs_callback_return:
    stub_return
