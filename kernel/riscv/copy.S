/* Copies between the kernel and the interrupted user's memory, through the user's own segment registers.
 * A fault between copy_begin and copy_end lands at copy_fault (trap.S); t5 and t6 are lost then. */
    .equ SUM, 1 << 18

    .text
    .globl copy_begin, copy_end, copy_fault
copy_begin:
    .globl hw_copy_in, hw_copy_out
hw_copy_in:                     /* (to, from, len): 0, or 1 when a fault stopped it */
hw_copy_out:
    li t0, SUM
    csrs sstatus, t0
    or t1, a0, a1
    andi t1, t1, 7
    bnez t1, 2f
    li t2, 8
1:  bltu a2, t2, 2f
    ld t1, (a1)
    sd t1, (a0)
    addi a0, a0, 8
    addi a1, a1, 8
    addi a2, a2, -8
    j 1b
2:  beqz a2, 3f
    lb t1, (a1)
    sb t1, (a0)
    addi a0, a0, 1
    addi a1, a1, 1
    addi a2, a2, -1
    j 2b
3:  csrc sstatus, t0
    li a0, 0
    ret

    .globl hw_probe_timer
hw_probe_timer:                 /* 0: stimecmp is there (Sstc) */
    li a0, -1
    csrw 0x14d, a0
    li a0, 0
    ret
copy_end:

copy_fault:
    li t0, SUM
    csrc sstatus, t0
    li a0, 1
    ret
