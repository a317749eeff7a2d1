# Entry of every guest of these tests: a stack, then guest_main(a0, a1); its result goes to the test finisher.
    .section .text.start, "ax"
    .globl _start
_start:
    la sp, stack_top
    call guest_main
    beqz a0, 1f
    slli a0, a0, 16
    li t0, 0x3333
    or t0, t0, a0
    j 2f
1:  li t0, 0x5555
2:  li t1, 0x100000
    sw t0, (t1)
3:  wfi
    j 3b

    .bss
    .balign 16
    .space 8192
stack_top:
