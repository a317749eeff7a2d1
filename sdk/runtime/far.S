/* What the far stubs of all services share; t0 is the link register. docs/decisions/0030. */
#include "postern/stub.inc"

/* Bytes of the string at t1 with its zero: t3 = 1 to t2; 0 when it is longer than t2. Clobbers t4, t5. */
    .section .text.xs_string_length, "ax"
    .globl xs_string_length
    .type xs_string_length, @function
xs_string_length:
    add t5, t1, t2
    mv t3, t1
1:  beq t3, t5, 2f
    lbu t4, 0(t3)
    addi t3, t3, 1
    bnez t4, 1b
    sub t3, t3, t1
    jr t0
2:  li t3, 0
    jr t0

/* Copies the granted string at t1 to the callee's own memory at t2, at most t3 bytes, until its zero.
 * t4 = 0, or -PE_FAULT where t1 was not granted, or -PE_NAMETOOLONG where no zero comes within t3 bytes and
 * the window. Clobbers t1, t2, t3, t5, t6. */
    .section .text.xs_string_in, "ax"
    .globl xs_string_in
    .type xs_string_in, @function
xs_string_in:
    li t5, 1
    sg.chk t5, t1, t5, PERM_R
    beqz t5, 3f
    sg.qry t6, t1, x0, 4
    sub t6, t6, t1
    bgeu t6, t3, 1f
    mv t3, t6
1:  add t3, t3, t1
2:  beq t1, t3, 4f
    lbu t5, 0(t1)
    sb t5, 0(t2)
    addi t1, t1, 1
    addi t2, t2, 1
    bnez t5, 2b
    li t4, 0
    jr t0
3:  li t4, -PE_FAULT
    jr t0
4:  li t4, -PE_NAMETOOLONG
    jr t0

/* Copies a granted structure: t3 bytes from t1 to the callee's own memory at t2. t4 = 0 or -PE_FAULT.
 * Clobbers t1, t2, t3, t5. */
    .section .text.xs_copy_in, "ax"
    .globl xs_copy_in
    .type xs_copy_in, @function
xs_copy_in:
    sg.chk t5, t1, t3, PERM_R
    beqz t5, 3f
    add t3, t3, t1
1:  lbu t5, 0(t1)
    sb t5, 0(t2)
    addi t1, t1, 1
    addi t2, t2, 1
    bltu t1, t3, 1b
    li t4, 0
    jr t0
3:  li t4, -PE_FAULT
    jr t0

/* A gate that could not get its thread-local block returns here; sp is what it was on entry. */
    .section .text.xs_refuse_memory, "ax"
    .globl xs_refuse_memory
    .type xs_refuse_memory, @function
xs_refuse_memory:
    li a0, -PE_NOMEM
    stub_return
