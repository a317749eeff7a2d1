/* From M-mode at the physical address to C in S-mode under Xseg, and the way into U-mode and back. */
#include "abi/csrs.h"

.section .text.start
.globl _start
_start:
    la t0, machine_trap
    csrw mtvec, t0
    li t0, 0xb3ff               /* what S- and U-mode raise is S-mode's */
    csrw medeleg, t0
    li t0, 0x222
    csrw mideleg, t0
    li t0, 1 << 63              /* stimecmp */
    csrw 0x30a, t0
    li t0, -1
    csrw mcounteren, t0
    csrw pmpaddr0, t0
    li t0, 0x1f
    csrw pmpcfg0, t0
    li t0, 3 << 11
    csrc mstatus, t0
    li t0, 1 << 11              /* MPP = S */
    csrs mstatus, t0
    la t0, supervisor           /* pc-relative: physical */
    csrw mepc, t0
    mret

supervisor:
    la t0, gst
    srli t0, t0, 12
    li t1, 14
    slli t1, t1, 60
    or t0, t0, t1
    la t1, high                 /* the same place through sg15 */
    li t2, 15
    slli t2, t2, 60
    or t1, t1, t2
    csrw stvec, t1              /* the instruction after the next faults there: physical addresses end */
    csrw satp, t0
    jr t1
.balign 4
high:
    la t0, supervisor_trap
    csrw stvec, t0
    la sp, stack_end
    li t0, 0x46000              /* SUM, FS */
    csrs sstatus, t0
    la t0, bss_begin
    la t1, bss_end
1:  sd zero, (t0)
    addi t0, t0, 8
    bltu t0, t1, 1b
    call main
    li t0, 0xf000000000100000   /* finisher */
    li t1, 0x5555
    beqz a0, 1f
    li t1, 0x13333
1:  sw t1, (t0)
    j 1b

.balign 4
machine_trap:                   /* nothing of ours comes here */
    li t0, 0x100000
    li t1, 0x23333
    sw t1, (t0)
    j machine_trap

/* void enter_user(struct user *u): runs U-mode until its next trap. Layout of struct user: guest.h. */
.globl enter_user
enter_user:
    addi sp, sp, -256
    .irp n, 1,3,4,8,9,18,19,20,21,22,23,24,25,26,27
    sd x\n, 8*\n(sp)
    .endr
    sd sp, 0(a0)                /* x[0]'s place holds our sp */
    csrw sscratch, a0
    li t0, 0x100
    csrc sstatus, t0
    ld t0, 256(a0)
    csrw sepc, t0
    mv x31, a0
    .irp n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    ld x\n, 8*\n(x31)
    .endr
    sret

.balign 4
.globl supervisor_trap
supervisor_trap:
    csrrw x31, sscratch, x31
    beqz x31, own_trap
    .irp n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30
    sd x\n, 8*\n(x31)
    .endr
    mv a0, x31
    csrrw t0, sscratch, x0
    sd t0, 8*31(a0)
    csrr t0, sepc
    sd t0, 256(a0)
    csrr t0, scause
    sd t0, 264(a0)
    csrr t0, stval
    sd t0, 272(a0)
    csrr t0, CSR_XINFO
    sd t0, 280(a0)
    ld sp, 0(a0)
    .irp n, 1,3,4,8,9,18,19,20,21,22,23,24,25,26,27
    ld x\n, 8*\n(sp)
    .endr
    addi sp, sp, 256
    ret

/* A trap of S-mode itself: expected by `try`, which tells where to go on, or the end. */
own_trap:
    csrrw x31, sscratch, x31
    addi sp, sp, -16
    sd t0, 0(sp)
    sd t1, 8(sp)
    la t0, recovery
    ld t1, 0(t0)
    beqz t1, 1f
    csrw sepc, t1
    csrr t1, scause
    sd t1, 8(t0)
    csrr t1, stval
    sd t1, 16(t0)
    csrr t1, CSR_XINFO
    sd t1, 24(t0)
    ld t0, 0(sp)
    ld t1, 8(sp)
    addi sp, sp, 16
    sret
1:  csrr a0, scause
    csrr a1, sepc
    csrr a2, stval
    la sp, stack_end
    call died

.bss
.balign 16
.space 16384
stack_end:
