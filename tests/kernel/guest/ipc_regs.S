/* check_registers(endpoint): fills all that the ABI preserves, calls, compares. 0: all as they were. */
#include "abi/syscalls.h"
    .text
    .globl check_registers
check_registers:
    addi sp, sp, -256
    .irp n, 1, 3, 4, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27
    sd x\n, 8 * (\n - 1)(sp)
    .endr
    .irp n, 1, 3, 4, 8, 9, 16, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27
    li x\n, 0x1234500 + \n
    .endr
    li a1, 1
    li a2, 2
    li a3, 3
    li a4, 4
    li a7, SYS_IPC_CALL
    ecall
    li a0, 0
    or a0, a0, t0
    or a0, a0, t1
    or a0, a0, t2
    or a0, a0, t3
    or a0, a0, t4
    or a0, a0, t5
    or a0, a0, t6
    or a0, a0, a4
    or a0, a0, a5
    .irp n, 1, 3, 4, 8, 9, 16, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27
    li t0, 0x1234500 + \n
    xor t0, t0, x\n
    or a0, a0, t0
    .endr
    addi t0, a7, -SYS_IPC_CALL
    or a0, a0, t0
    .irp n, 1, 3, 4, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27
    ld x\n, 8 * (\n - 1)(sp)
    .endr
    addi sp, sp, 256
    ret
