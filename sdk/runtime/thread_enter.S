/* Where a thread of postern_thread_start begins: a0 is its struct start. */
    .section .text.thread_enter, "ax"
    .globl thread_enter
    .type thread_enter, @function
thread_enter:
    ld tp, 8(a0)
    ld t0, 0(a0)
    jr t0
