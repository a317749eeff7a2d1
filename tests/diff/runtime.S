/* What every generated program runs in, on QEMU and on our machine alike.
 *
 * Registers: s8 loop counter, s9 link of `dump`, s10 end of the trace, s11 middle of the data area; all others are the
 * program's. A trace record is four doublewords. `dump` appends {0, hash of all registers}; a trap appends
 * {cause | 1 << 32, epc, tval, status}. At the end the trace goes to the UART in hexadecimal.
 * DETAIL: number of a record before which `dump` prints every register (-1: none). */
.equ UART, 0x10000000
.equ FINISHER, 0x100000
.equ MAGIC, 0x600d
.equ ALIAS, 0x40000000          /* U-mode sees RAM this much lower, where paging is on */

.section .text.start
.globl _start
_start:
    la t0, machine_trap
    csrw mtvec, t0
    la t0, supervisor_trap
    csrw stvec, t0
    la t0, machine_save
    csrw mscratch, t0
    la t0, supervisor_save
    csrw sscratch, t0
    li t0, 0x6000
    csrs mstatus, t0
    csrwi fcsr, 0
    li t0, -1
    csrw pmpaddr15, t0
    li t0, 0x1f << 56
    csrw pmpcfg2, t0
    .irp n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,28,29,30,31
    li x\n, 0
    .endr
    la s10, trace
    la s11, data + 0x8000
    j program

/* --- state ------------------------------------------------------------------------------------------------ */
.globl dump
dump:
    sd t0, 0(s10)               /* where the record will begin */
    la t0, state
    .irp n, 1,2,3,4,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,28,29,30,31
    sd x\n, 8*\n(t0)
    .endr
    ld t1, 0(s10)
    sd t1, 8*5(t0)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    fsd f\n, 8*(32+\n)(t0)
    .endr
    frcsr t1
    sd t1, 8*64(t0)
    li t2, 65
    li t3, 0
    li t4, 0x9e3779b97f4a7c15
1:  ld t1, (t0)
    xor t3, t3, t1
    mul t3, t3, t4
    srli t1, t3, 29
    xor t3, t3, t1
    addi t0, t0, 8
    addi t2, t2, -1
    bnez t2, 1b
    la t0, trace                /* is it the one whose registers are wanted? */
    sub t0, s10, t0
    srli t0, t0, 5
    li t1, DETAIL
    beq t0, t1, detail
2:  sd zero, 0(s10)
    sd t3, 8(s10)
    sd zero, 16(s10)
    sd zero, 24(s10)
    addi s10, s10, 32
    la t0, state
    .irp n, 6,7,28,29,30,31
    ld x\n, 8*\n(t0)
    .endr
    ld t0, 8*5(t0)
    jr s9

detail:
    la t4, state
    li t5, 65
    li t6, UART
3:  ld t1, (t4)
    la t2, 4f
    j print
4:  addi t4, t4, 8
    addi t5, t5, -1
    bnez t5, 3b
    j 2b

/* Waits until the UART takes a character: QEMU's drops what comes while its reader is slow. */
.macro ready
9:  lb a6, 5(t6)
    andi a6, a6, 0x20
    beqz a6, 9b
.endm

/* t1 in hexadecimal and a newline; t6 is the UART; goes to t2. Spoils t0, t1, a6, a7. */
print:
    li a7, 16
1:  srli t0, t1, 60
    slli t1, t1, 4
    addi t0, t0, '0'
    li a6, '9'
    ble t0, a6, 2f
    addi t0, t0, 'a'-'9'-1
2:  ready
    sb t0, (t6)
    addi a7, a7, -1
    bnez a7, 1b
    li t0, 10
    ready
    sb t0, (t6)
    jr t2

.globl finish
finish:
    la t4, trace
    li t6, UART
1:  bgeu t4, s10, 3f
    ld t1, (t4)
    la t2, 2f
    j print
2:  addi t4, t4, 8
    j 1b
3:  lb a6, 5(t6)                /* until the last one has left, too */
    andi a6, a6, 0x40
    beqz a6, 3b
    li t0, FINISHER
    li t1, 0x5555
    sw t1, (t0)
    j .

/* --- traps -------------------------------------------------------------------------------------------------- */
/* Logs, and goes on after the instruction; after a refused fetch, or in low memory, at `recover`
 * (in M-mode, if it is M-mode's handler). ecall with a7 = MAGIC leads to M-mode,
 * at t6. Where paging is on, programs run at RAM's addresses in S-mode, ALIAS lower in U-mode. */
.macro handler scratch, cause, epc, tval, status, ret, to_machine
    csrrw sp, \scratch, sp
    sd t0, 0(sp)
    sd t1, 8(sp)
    sd t2, 16(sp)
    csrr t0, \cause
    li t1, 1 << 32
    or t1, t1, t0
    sd t1, 0(s10)
    csrr t1, \epc
    sd t1, 8(s10)
    csrr t2, \tval
    addi t1, t0, -3             /* QEMU 7.2 says nothing of where an ebreak is */
    snez t1, t1
    neg t1, t1
    and t2, t2, t1
    csrw \tval, t2
    sd t2, 16(s10)
    csrr t1, \epc
    csrr t2, \status
    sd t2, 24(s10)
    addi s10, s10, 32
    li t2, MAGIC                /* a program that asks for M-mode? */
    bne a7, t2, 1f
    addi t2, t0, -8
    sltiu t2, t2, 4
    bnez t2, 5f
1:  li t2, 1 << 12 | 1 << 1
    srl t2, t2, t0
    andi t2, t2, 1
    bnez t2, 3f
    srli t2, t1, 30             /* a page of the program's own making */
    beqz t2, 3f
    srli t2, t1, 31             /* length of the instruction */
    andi t2, t2, 1
    bnez t2, 2f
    li t2, ALIAS
    add t2, t2, t1
    j 6f
2:  mv t2, t1
6:  lhu t2, (t2)
    andi t2, t2, 3
    addi t2, t2, -3
    addi t1, t1, 2
    bnez t2, 4f
    addi t1, t1, 2
    j 4f
3:  .if \to_machine
    li t1, 0x1800
    csrs mstatus, t1
    .endif
    la t1, recover
    ld t1, (t1)
4:  csrw \epc, t1
    ld t0, 0(sp)
    ld t1, 8(sp)
    ld t2, 16(sp)
    csrrw sp, \scratch, sp
    \ret
.endm

.align 2
machine_trap:
    handler mscratch, mcause, mepc, mtval, mstatus, mret, 1
5:  li t0, 0x1800
    csrs mstatus, t0
    csrw mepc, t6
    ld t0, 0(sp)
    ld t1, 8(sp)
    ld t2, 16(sp)
    csrrw sp, mscratch, sp
    mret

.align 2
supervisor_trap:
    handler sscratch, scause, sepc, stval, sstatus, sret, 0
5:  ld t0, 0(sp)                /* U-mode's wish, passed on */
    ld t1, 8(sp)
    ld t2, 16(sp)
    csrrw sp, sscratch, sp
    ecall

.bss
.align 12
.globl data, tables, recover
data:   .skip 0x10000
tables: .skip 0x8000
state:  .skip 8*65
machine_save: .skip 64
supervisor_save: .skip 64
recover: .skip 8
        .skip 64
trace:  .skip 0x2000000
