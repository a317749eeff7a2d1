/* What the FP file holds around a call of float_trample. */
    .text
/* int fp_after(double secret): fs0-fs11 hold i + 1 before the call; answers 100 * (of them changed) + (registers that
 * hold the secret afterwards). */
    .globl fp_after
fp_after:
    addi sp, sp, -128
    sd ra, 0(sp)
    fsd fa0, 8(sp)
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    fsd fs\n, 16 + 8 * \n(sp)
    li t0, \n + 1
    fmv.d.x fs\n, t0
    .endr
    call float_trample
    li a0, 0
    ld t1, 8(sp)
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17, 28, 29, 30, 31
    fmv.x.d t0, f\n
    sub t0, t0, t1
    seqz t0, t0
    add a0, a0, t0
    .endr
    li t1, 100
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    fmv.x.d t0, fs\n
    addi t0, t0, -(\n + 1)
    snez t0, t0
    mul t0, t0, t1
    add a0, a0, t0
    fld fs\n, 16 + 8 * \n(sp)
    .endr
    ld ra, 0(sp)
    addi sp, sp, 128
    ret
