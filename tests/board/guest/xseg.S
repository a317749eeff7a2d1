# One instruction of each kind, for the debugger to name. Nothing here is executed.
#include "abi/insn_asm.h"
    .globl guest_main
guest_main:
    li a0, 0
    ret
    .balign 4
    .globl samples
    .type samples, @function
samples:
    sg.load 3, t0
    sg.win a0, a0, a1, 14, 3
    sg.mov a2, a2, 4
    sg.chk t0, a0, a1, 1
    sg.call t0, t1, 63
    sg.ret
    sg.clr 4095
    sg.qry a0, zero, zero, 6
    sg.loadg 5, a0, a1
    sg.ldr 3, 32, a0
    sg.str 3, -32, a0
    sg.inval a0, zero, 3
    sg.dev a0, a1, a2, 15
    .size samples, . - samples
