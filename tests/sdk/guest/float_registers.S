/* FP registers as they came, and a callee that leaves its own in all of them. */
    .text
    .globl float_seen
float_seen:
    li a0, 0
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    fmv.x.d t0, f\n
    snez t0, t0
    add a0, a0, t0
    .endr
    ret

    .globl float_trample
float_trample:
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    fmv.d f\n, fa0
    .endr
    li t0, 31
    fscsr t0
    li a0, 0
    ret
