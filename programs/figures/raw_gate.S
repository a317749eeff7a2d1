/* The least gate that there is: it returns. Its record is what the image tool reads (sdk linker script). */
#include "postern/stub.inc"

    .section .text.gate.raw_return, "ax"
    .globl raw_return
raw_return:
    sg.ret

    .section .postern.gates, "", @progbits
    .quad raw_return
    .quad 1 /* valid, plain, no arguments */
    .quad 0
    .quad 0
    .ascii "raw"
    .org 64
    .ascii "raw_return"
    .org 96
