/* The parts of the spy that no compiler writes. */
    .macro each_but_a0 do
    .irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    \do \n
    .endr
    .endm
    .macro store n
    sd x\n, 8 * \n(a0)
    .endm

    .text
    .globl spy_registers
spy_registers:
    each_but_a0 store
    li a0, 0
    ret

/* Whatever is written to a register by the callee must not reach the caller: s0-s11, gp, tp above all. ra and sp
 * are put back, for the spy wants to return. */
    .macro fill n
    not x\n, a0
    .endm
    .globl spy_trample
spy_trample:
    li a0, -1
    .globl spy_stain
spy_stain:
    not t0, a0
    sd t0, -8(sp)
    sd t0, -72(sp)
    sd t0, -1000(sp)
    .irp n, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    fill \n
    .endr
    li a0, 0
    ret
