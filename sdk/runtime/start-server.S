/* Start of a service under `ipc`: runs the constructors, then serves messages for ever. */
    .section .text.start, "ax"
    .globl _start
    .type _start, @function
_start:
    lla tp, __tls_main
    call postern_start_server
    ebreak
