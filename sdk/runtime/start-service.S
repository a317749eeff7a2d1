/* Start of a service's own thread under `far`: runs the constructors, then main when the service has one,
 * and sleeps for ever. Calls come by other threads, through the gates; a service needs no thread for them. */
    .section .text.start, "ax"
    .globl _start
    .type _start, @function
_start:
    lla tp, __tls_main
    call postern_start_service
    ebreak
