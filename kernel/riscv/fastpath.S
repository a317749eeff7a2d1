/* The IPC fast path: ipc_call to a server that waits, ipc_reply_wait to a client that waits, straight to the other thread.
 *
 * Anything unusual falls back to the slow path (ipc.c), which does the same by the scheduler: no server waits, or several
 * do; callers queue; the thread runs in a service it has far-called; somebody more urgent than the other side is ready.
 * Nothing is changed before the last of these checks. Registers while it runs: t5 the thread that blocks, t6 the one
 * that goes on, tp the hart. What remains in t0-t6 is the kernel's and is cleared: user code learns no kernel value.
 *
 * Each path is there twice. With several harts (trap_entry_shared) it takes the kernel's lock if nobody has it or waits
 * for it, looks at who is ready on any hart, too, and gives the lock back at its end. */
#include "abi/csrs.h"
#include "abi/layout.h"
#include "abi/syscalls.h"
#include "context.h"
#include "hart_offsets.h"

    .equ VST_SHARE, 48

    .macro each_callee_saved op, base
    .irp n, 1, 2, 3, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27
    \op x\n, CTX_X(\n)(\base)
    .endr
    .endm

    .macro swap_csr csr, at
    ld t0, \at(t6)
    csrrw t0, \csr, t0
    sd t0, \at(t5)
    .endm

    .macro set_csr csr, at
    ld t0, \at(t6)
    csrw \csr, t0
    .endm

    .macro begin
    ld t5, HART_CURRENT(tp)
    csrrw t0, sscratch, zero    /* from here on a fault is the kernel's own */
    sd t0, CTX_X(4)(t5)
    .endm

/* t1 := endpoint, t2 := entry, t3 := its rights word; the entry is in the home program's table and allows `right`. */
    .macro find_endpoint right, otherwise
    csrr t0, CSR_XIRUN          /* a handler does not block */
    bnez t0, \otherwise
    csrr t0, CSR_XS1
    ld t1, THREAD_HOME_S1(t5)
    bne t0, t1, \otherwise
    ld t0, THREAD_HOME_COUNT(t5)
    bgeu a0, t0, \otherwise
    ld t2, THREAD_HOME_VST(t5)
    slli t0, a0, 5
    add t2, t2, t0
    ld t1, XS_VSTE_SOFT_OFFSET(t2)
    beqz t1, \otherwise
    ld t0, 0(t2)
    ld t3, ENDPOINT_KEY(t1)
    bne t0, t3, \otherwise
    ld t3, 8(t2)
    andi t0, t3, \right
    beqz t0, \otherwise
    .endm

/* t6 may run at once: nobody of higher priority is ready; of the same only if the slice is being timed. */
    .macro check_priority shared, otherwise
    ld t0, HART_READY(tp)
    .if \shared
    la t4, shared_ready
    ld t4, 0(t4)
    or t0, t0, t4
    .endif
    lbu t4, THREAD_PRIORITY(t6)
    srl t0, t0, t4
    beqz t0, 1f
    addi t0, t0, -1
    bnez t0, \otherwise
    ld t0, HART_SLICE(tp)
    addi t0, t0, 1
    beqz t0, \otherwise
1:
    .if \shared
    lbu t0, THREAD_BOUND(t6)
    beqz t0, 1f
    ld t4, HART_ID(tp)
    addi t4, t4, 1
    bne t0, t4, \otherwise      /* it runs on another hart only */
1:
    .endif
    .endm

/* lock.c: both halves alike, nobody has it. */
    .macro take_lock
    la t1, kernel_lock
    lr.w.aq t0, (t1)
    srliw t4, t0, 16
    xor t4, t4, t0
    slli t4, t4, 48
    bnez t4, fall_back
    lui t4, 0x10
    addw t0, t0, t4
    sc.w t4, t0, (t1)
    bnez t4, fall_back
    .endm

    .macro leave_lock
    la t1, kernel_lock
    lhu t0, 0(t1)
    addi t0, t0, 1
    fence rw, w
    sh t0, 0(t1)
    .endm

/* Neither side has a deadline: waits of those who have are the scheduler's. So xdl need not be switched. */
    .macro check_deadlines otherwise
    csrr t0, CSR_XDL
    ld t4, CTX_DL(t6)
    and t0, t0, t4
    addi t0, t0, 1
    bnez t0, \otherwise
    .endm

    .macro switch_thread
    sc.d t0, zero, (tp)         /* as in hw_load */
    each_callee_saved sd, t5
    sd a7, CTX_X(17)(t5)
    csrr t0, sepc
    addi t0, t0, 4
    sd t0, CTX_PC(t5)
    swap_csr CSR_XSV, CTX_V
    swap_csr CSR_XSW, CTX_W
    swap_csr CSR_XSG, CTX_G
    swap_csr CSR_XSLW, CTX_LW
    swap_csr CSR_XSERIAL, CTX_SERIAL
    swap_csr CSR_XLSP, CTX_LSP
    swap_csr CSR_XS1, CTX_S1
    swap_csr CSR_XS2LIM, CTX_S2LIM
    swap_csr CSR_XFPE, CTX_FPE
    set_csr CSR_XS2, CTX_S2
    set_csr CSR_XLSLIM, CTX_LSLIM
    set_csr CSR_XTID, CTX_TID
    csrr t0, CSR_XSVALID
    bnez t0, 2f
    ld t0, CTX_LIVE(t6)
    bnez t0, 2f
    csrr t0, sstatus
    slli t0, t0, 49             /* FS: neither off nor initial */
    bltz t0, 2f
    sd zero, CTX_LIVE(t5)
3:  sb zero, THREAD_STATE(t6)
    sd t6, HART_CURRENT(tp)
    sd t6, HART_LOADED(tp)
    ld t0, CTX_PC(t6)
    csrw sepc, t0
    each_callee_saved ld, t6
    csrw sscratch, tp
    ld tp, CTX_X(4)(t6)
    .subsection 1               /* some data segment register or FP register is in use on either side */
2:  mv a0, t5
    call hw_save_data
    mv a0, t6
    call hw_load_data
    j 3b
    .previous
    .endm

    .macro leave
    li t0, 0
    li t1, 0
    li t2, 0
    li t3, 0
    li t4, 0
    li t5, 0
    li t6, 0
    sret
    .endm

    .macro ipc_call shared, otherwise
    find_endpoint SYS_PERM_W, \otherwise
    ld t6, ENDPOINT_SERVERS(t1)
    beqz t6, \otherwise
    ld t0, THREAD_NEXT(t6)
    bnez t0, \otherwise
    check_priority \shared, \otherwise
    check_deadlines \otherwise
    sd zero, ENDPOINT_SERVERS(t1)
    sd zero, ENDPOINT_SERVERS + 8(t1)
    sd zero, THREAD_QUEUE(t6)
    sd zero, THREAD_ENDPOINT(t6)
    sd t1, THREAD_ENDPOINT(t5)
    sd t5, THREAD_CLIENT(t6)
    sd t6, THREAD_SERVER(t5)
    li t0, STATE_REPLY
    sb t0, THREAD_STATE(t5)
    ld a5, XS_VSTE_BADGE_OFFSET(t2)
    sd a6, CTX_X(16)(t5)
    srli a6, t3, VST_SHARE      /* vst.h: the server's entry for this client's buffer */
    switch_thread
    .if \shared
    leave_lock
    .endif
    li a7, SYS_IPC_REPLY_WAIT
    li a0, 0
    leave
    .endm

    .macro ipc_reply_wait shared, otherwise
    ld t6, THREAD_CLIENT(t5)
    beqz t6, \otherwise
    find_endpoint SYS_PERM_R, \otherwise
    ld t0, ENDPOINT_CALLERS(t1)
    bnez t0, \otherwise
    ld t0, ENDPOINT_SERVERS(t1)
    bnez t0, \otherwise
    check_priority \shared, \otherwise
    check_deadlines \otherwise
    sd t5, ENDPOINT_SERVERS(t1)
    sd t5, ENDPOINT_SERVERS + 8(t1)
    addi t0, t1, ENDPOINT_SERVERS
    sd t0, THREAD_QUEUE(t5)
    sd t1, THREAD_ENDPOINT(t5)
    sd zero, THREAD_CLIENT(t5)
    sd zero, THREAD_SERVER(t6)
    sd zero, THREAD_ENDPOINT(t6)
    li t0, STATE_SERVING
    sb t0, THREAD_STATE(t5)
    sd a6, CTX_X(16)(t5)
    switch_thread
    ld a6, CTX_X(16)(t6)
    .if \shared
    leave_lock
    .endif
    li a7, SYS_IPC_CALL
    mv a0, a1
    mv a1, a2
    mv a2, a3
    mv a3, a4
    li a4, 0
    li a5, 0
    leave
    .endm

    .text
    .align 3
    .globl fast_ipc_call, fast_ipc_reply_wait, fast_ipc_call_shared, fast_ipc_reply_wait_shared
fast_ipc_call:
    begin
    ipc_call 0, fall_back
fast_ipc_reply_wait:
    begin
    ipc_reply_wait 0, fall_back
fast_ipc_call_shared:
    begin
    take_lock
    ipc_call 1, unlock_and_fall_back
fast_ipc_reply_wait_shared:
    begin
    take_lock
    ipc_reply_wait 1, unlock_and_fall_back

unlock_and_fall_back:
    leave_lock
fall_back:                      /* t0 is in hart.saved_t0; the others may be lost, but not show what we know */
    mv t0, t5
    sd zero, CTX_X(6)(t0)
    li t2, 0
    li t3, 0
    li t4, 0
    li t5, 0
    li t6, 0
    j trap_kept
