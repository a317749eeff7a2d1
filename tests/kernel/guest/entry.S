/* Start of a bare program and its far calls. A gate's entry is a C function: the epilogue is gate_return. */
#include "abi/insn_asm.h"
    .section .text.entry, "ax"
    .globl _start
_start:
    call start
    li a7, 0
    ecall

    .text
    /* far_call(selector, grants, a0, a1, a2, a3): a0-a3 of the callee are a2-a5 here */
    .macro far_call_to gate
    addi sp, sp, -16
    sd ra, 0(sp)
    slli a1, a1, 12
    li t1, 0x7ff                /* all arguments, both results, protected */
    or t1, t1, a1
    mv t2, a0
    mv a0, a2
    mv a1, a3
    mv a2, a4
    mv a3, a5
    sg.call t2, t1, \gate
    ld ra, 0(sp)
    addi sp, sp, 16
    beqz t0, 1f
    mv a0, t0
1:  ret
    .endm
    .globl far_call, far_call_1, far_call_2, far_call_3, far_call_4, far_call_5, far_call_6, far_call_7
far_call:   far_call_to 0
far_call_1: far_call_to 1
far_call_2: far_call_to 2
far_call_3: far_call_to 3
far_call_4: far_call_to 4
far_call_5: far_call_to 5
far_call_6: far_call_to 6
far_call_7: far_call_to 7

    .macro gate_entry name
    .globl \name\()_gate
\name\()_gate:
    call \name
    li t0, 0
    sg.ret
    .endm
    .weak gate0, gate1, gate2, gate3, gate4, gate5, gate6, gate7
    gate_entry gate0
    gate_entry gate1
    gate_entry gate2
    gate_entry gate3
    gate_entry gate4
    gate_entry gate5
    gate_entry gate6
    gate_entry gate7
gate0:
gate1:
gate2:
gate3:
gate4:
gate5:
gate6:
gate7:
    ret
