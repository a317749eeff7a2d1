/* Boot: entered bare at KERNEL_LOAD with a0 = hart id, a1 = FDT. Xseg is turned on, then execution goes on in sg15. */
#include "abi/layout.h"
#include "hart_offsets.h"

    .macro sg15 reg             /* a physical address becomes one through sg15; t3 is lost */
    li t3, XS_SG_PHYS
    slli t3, t3, XS_OFFSET_BITS
    or \reg, \reg, t3
    .endm

    .macro turn_on target       /* Xseg, with the kernel's table; goes on at `target` in sg15 */
    la t0, \target
    sg15 t0
    csrw stvec, t0              /* whether the jump below is still fetched or faults, it arrives */
    la t1, gst
    srli t1, t1, 12
    li t2, XS_SATP_MODE
    slli t2, t2, 60
    or t1, t1, t2
    csrw satp, t1
    jr t0
    .endm

    .macro set_up entry
    la t0, \entry
    csrw stvec, t0
    csrw sscratch, zero         /* 0: traps now are the kernel's own */
    li t0, 0x100                /* SPP */
    csrc sstatus, t0
    li t0, 0x6000               /* FS = dirty: what firmware left in f0-f31 is nobody's, switch.S zeroes it */
    csrs sstatus, t0
    li t0, 0x222                /* SEIE, STIE, SSIE */
    csrw sie, t0
    .endm

    .section .text.start, "ax"
    .globl _start
_start:
    csrw sie, zero
    la t0, entered
    li t1, 1
    amoswap.w t1, t1, (t0)
    bnez t1, astray
    mv s0, a0
    mv s1, a1
    la t0, bss_start
    la t1, kernel_end
1:  sd zero, (t0)
    addi t0, t0, 8
    bltu t0, t1, 1b

    la sp, kernel_stack_top
    sg15 sp
    turn_on 2f

    .align 2
2:  set_up trap_entry
    la tp, harts                /* tp: this hart's struct, from here on */
    li t0, HART_SIZE
    mul t0, t0, s0
    add tp, tp, t0
    sd sp, HART_SP(tp)
    call hw_probe_timer
    la a2, timer_csr
    seqz a0, a0
    sd a0, (a2)
    mv a0, s0
    mv a1, s1
    call kernel_main
    j return_user

/* OpenSBI says that a hart is to start before it writes where: one that looks in between comes to _start. */
astray:
    la a1, harts
    li t0, HART_SIZE
    mul t0, t0, a0
    add a1, a1, t0

/* Another hart, started by the first: a0 = hart id, a1 = its struct's physical address. */
    .globl start_hart
start_hart:
    csrw sie, zero
    sg15 a1
    mv tp, a1
    turn_on 3f

    .align 2
3:  set_up trap_entry_shared
    ld sp, HART_SP(tp)
    call hart_enter
    j return_user

    .bss
    .balign 16
    .skip 32768
    .globl kernel_stack_top
kernel_stack_top:
    .balign 8
    .globl timer_csr
timer_csr: .skip 8

    .data
    .balign 4
entered: .word 0                /* not in .bss, which the first hart clears */
