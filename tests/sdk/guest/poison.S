    .text
    .globl poisoned_call
poisoned_call:
    addi sp, sp, -128
    sd ra, 0(sp)
    sd a2, 8(sp)
    sd s0, 16(sp)
    sd s1, 24(sp)
    .irp n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    sd s\n, 16 + 8 * \n(sp)
    .endr
    sd gp, 112(sp)
    mv ra, a0
    mv a0, a1
    li t0, 0x7e57
    slli t0, t0, 48
    .irp n, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    addi x\n, t0, \n
    .endr
    addi t0, t0, 5
    jalr ra, ra
    addi sp, sp, -16
    sd t0, 0(sp)
    ld t0, 24(sp)
    .irp n, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    sd x\n, 8 * \n(t0)
    .endr
    ld t1, 0(sp)
    sd t1, 40(t0)
    addi sp, sp, 16
    ld ra, 0(sp)
    ld s0, 16(sp)
    ld s1, 24(sp)
    .irp n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    ld s\n, 16 + 8 * \n(sp)
    .endr
    ld gp, 112(sp)
    addi sp, sp, 128
    ret

    .globl leave_in_stack
leave_in_stack:
    li t0, 500
    mv t1, sp
1:  addi t1, t1, -8
    sd a0, 0(t1)
    addi t0, t0, -1
    bnez t0, 1b
    ret
