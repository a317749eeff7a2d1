/* Traps: user registers to hart.current's context, C, and back.
 *
 * sscratch holds the hart's struct while user code runs, and 0 in the kernel, whose tp it then is. Until
 * it is cleared, a few instructions into a trap that touch nothing but the hart's struct, it is the user's tp. */
#include "abi/csrs.h"
#include "abi/syscalls.h"
#include "context.h"
#include "hart_offsets.h"

    .text
    .macro each_register op, base
    .irp n, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    \op x\n, CTX_X(\n)(\base)
    .endr
    .endm

    .macro enter call, reply_wait
    csrrw tp, sscratch, tp
    beqz tp, from_kernel
    sd t0, HART_T0(tp)
    csrr t0, scause
    addi t0, t0, -8             /* ecall from user mode */
    bnez t0, trap_slow
    addi t0, a7, -SYS_IPC_CALL
    beqz t0, \call
    addi t0, t0, SYS_IPC_CALL - SYS_IPC_REPLY_WAIT
    beqz t0, \reply_wait
    .endm

    .align 2
    .globl trap_entry_shared
trap_entry_shared:              /* with several harts */
    enter fast_ipc_call_shared, fast_ipc_reply_wait_shared
    j trap_slow

    .align 2
    .globl trap_entry
trap_entry:
    enter fast_ipc_call, fast_ipc_reply_wait

    .globl trap_slow
trap_slow:                      /* t0 is in hart.saved_t0, everything else untouched */
    ld t0, HART_CURRENT(tp)
    sd t1, CTX_X(6)(t0)
    csrrw t1, sscratch, zero    /* from here on a fault is the kernel's own */
    sd t1, CTX_X(4)(t0)
    .globl trap_kept
trap_kept:                      /* t0: the thread, whose tp and t1 are in its context */
    sd ra, CTX_X(1)(t0)
    sd sp, CTX_X(2)(t0)
    sd gp, CTX_X(3)(t0)
    each_register sd, t0
    ld t1, HART_T0(tp)
    sd t1, CTX_X(5)(t0)
    csrr t1, sepc
    sd t1, CTX_PC(t0)
    ld sp, HART_SP(tp)
    call trap_user

    .globl return_user
return_user:                    /* a0: the thread, whose segment state the hart holds */
    ld t0, CTX_PC(a0)
    csrw sepc, t0
    mv t0, a0
    ld ra, CTX_X(1)(t0)
    ld sp, CTX_X(2)(t0)
    ld gp, CTX_X(3)(t0)
    ld t1, CTX_X(6)(t0)
    each_register ld, t0
    csrw sscratch, tp
    ld tp, CTX_X(4)(t0)
    ld t0, CTX_X(5)(t0)
    sret

/* A fault of the kernel's own: in a copy it ends the copy, elsewhere it is a bug. */
from_kernel:
    csrrw tp, sscratch, tp
    csrr t5, sepc
    la t6, copy_begin
    bltu t5, t6, 1f
    la t6, copy_end
    bgeu t5, t6, 1f
    la t5, copy_fault
    csrw sepc, t5
    sret
1:  csrr a0, scause
    csrr a1, sepc
    csrr a2, stval
    ld sp, HART_SP(tp)
    call trap_kernel
