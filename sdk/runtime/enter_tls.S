/* tp for a gate entry: called with t0 as link register, before anything else, with the arguments still in
 * a0-a7 (and fa0-fa7, which C compiled here does not touch: see thread_blocks.c). Clobbers t1-t3. */
#include "abi/insn_asm.h"

    .section .text.xs_enter_tls, "ax"
    .globl xs_enter_tls
    .type xs_enter_tls, @function
xs_enter_tls:
    sg.qry t1, x0, x0, 1
    andi t2, t1, 63
    slli t2, t2, 3
    lla t3, thread_blocks
    add t2, t2, t3
    ld t2, 0(t2)
    beqz t2, 1f
    ld t3, 0(t2)
    addi tp, t2, 64
    bne t3, t1, 1f
    jr t0
1:  addi sp, sp, -80
    sd t0, 0(sp)
    sd a0, 8(sp)
    sd a1, 16(sp)
    sd a2, 24(sp)
    sd a3, 32(sp)
    sd a4, 40(sp)
    sd a5, 48(sp)
    sd a6, 56(sp)
    sd a7, 64(sp)
    mv a0, t1
    call postern_tls_make
    mv tp, a0
    beqz a0, 2f
    ld t0, 0(sp)
    ld a0, 8(sp)
    ld a1, 16(sp)
    ld a2, 24(sp)
    ld a3, 32(sp)
    ld a4, 40(sp)
    ld a5, 48(sp)
    ld a6, 56(sp)
    ld a7, 64(sp)
    addi sp, sp, 80
    jr t0
2:  addi sp, sp, 80
    tail xs_refuse_memory
