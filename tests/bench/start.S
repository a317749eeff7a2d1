# Machine mode to supervisor mode under Sv39 with 1 GiB pages, each where it is; then the kernel, then the test finisher.
.section .start, "ax"
.globl _start
_start:
    li t0, -1
    csrw pmpaddr0, t0
    li t0, 0x1f
    csrw pmpcfg0, t0
    li t0, -1
    csrw mcounteren, t0
    la t0, table
    li t1, 0xcf             # valid, read, write, execute, accessed, dirty
    li t2, 4
    li t4, 1 << 28          # one GiB as a page number in its place
1:  sd t1, 0(t0)
    add t1, t1, t4
    addi t0, t0, 8
    addi t2, t2, -1
    bnez t2, 1b
    la t0, table
    li t1, 0xdf             # and user
    li t2, 4
1:  sd t1, 64(t0)
    add t1, t1, t4
    addi t0, t0, 8
    addi t2, t2, -1
    bnez t2, 1b
    la t0, table
    srli t0, t0, 12
    li t1, 8 << 60
    or t0, t0, t1
    csrw satp, t0
    sfence.vma
    li t0, 0x2800           # mstatus.MPP: supervisor; FP on
    csrw mstatus, t0
    li t0, 0x100            # ecall from U-mode is S-mode's
    csrw medeleg, t0
    la t0, 2f
    csrw mepc, t0
    mret
2:  la sp, stack
    call kernel
    andi a0, a0, 0x3f
    addi a0, a0, 1          # exit code: the checksum's low bits, never 0
    slli a0, a0, 16
    li t0, 0x3333
    or a0, a0, t0
    li t0, 0x100000
    sw a0, 0(t0)
3:  j 3b
.bss
.balign 4096
table: .skip 4096
.skip 65536
stack:
