/* Start of a program. Entered with sp at the top of its stack and a0 = its argument; everything else 0. */
    .section .text.start, "ax"
    .globl _start
    .type _start, @function
_start:
    lla tp, __tls_main
    call postern_start
    /* not reached */
    ebreak
