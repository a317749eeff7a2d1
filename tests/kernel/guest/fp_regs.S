    .macro each what
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    \what \n
    .endr
    .endm
    .macro fill n
    addi t0, a0, \n
    fmv.d.x f\n, t0
    .endm
    .macro differ n
    addi t0, a1, \n
    fmv.x.d t1, f\n
    xor t0, t0, t1
    or a0, a0, t0
    .endm
    .macro any n
    fmv.x.d t1, f\n
    or a0, a0, t1
    .endm
    .text
    .globl fp_fill, fp_differs, fp_any
fp_fill:
    each fill
    andi a0, a0, 31
    fscsr a0
    ret
fp_differs:
    mv a1, a0
    li a0, 0
    each differ
    frcsr t0
    andi a1, a1, 31
    xor t0, t0, a1
    or a0, a0, t0
    ret
fp_any:
    li a0, 0
    each any
    frcsr t0
    or a0, a0, t0
    ret
