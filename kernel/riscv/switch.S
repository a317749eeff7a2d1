/* Segment and FP state of a thread, from and to the hart. Latent registers too: xsvalid tells which are not empty.
 *
 * FP: sstatus.FS is Initial exactly while f0-f31 and fcsr are all zero; otherwise they are the loaded thread's and FS
 * is Dirty. So no thread ever sees another's, and who uses none pays nothing. */
#include "abi/csrs.h"
#include "abi/insn_asm.h"
#include "context.h"

    .option arch, +d
    .equ FS, 3 << 13
    .equ FS_INITIAL, 1 << 13
    .equ FS_CLEAN, 2 << 13      /* this bit tells Initial from Clean and Dirty */

    .macro each_f op, base
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    \op f\n, CTX_F + 8 * \n(\base)
    .endr
    .endm
    .macro save_csr csr, at
    csrr t0, \csr
    sd t0, \at(a0)
    .endm
    .macro load_csr csr, at
    ld t0, \at(a0)
    csrw \csr, t0
    .endm

    .text
    .globl hw_save
hw_save:                        /* (struct context *) */
    save_csr CSR_XSV, CTX_V
    save_csr CSR_XSW, CTX_W
    save_csr CSR_XSG, CTX_G
    save_csr CSR_XSLW, CTX_LW
    save_csr CSR_XSERIAL, CTX_SERIAL
    save_csr CSR_XLSP, CTX_LSP
    save_csr CSR_XS1, CTX_S1
    save_csr CSR_XS2LIM, CTX_S2LIM
    save_csr CSR_XFPE, CTX_FPE
    save_csr CSR_XDL, CTX_DL
    .globl hw_save_data
hw_save_data:                   /* data segment registers and FP only */
    csrr t0, CSR_XSVALID
    sd t0, CTX_LIVE(a0)
    srli t2, t0, 3
    beqz t2, 2f
    .irp n, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
    andi t1, t2, 1
    beqz t1, 1f
    sg.str \n, CTX_REG + 32 * (\n - 3), a0
1:  srli t2, t2, 1
    .endr
2:  csrr t1, sstatus
    li t2, FS_CLEAN
    and t1, t1, t2
    beqz t1, 3f
    ori t0, t0, 1
    sd t0, CTX_LIVE(a0)
    each_f fsd, a0
    csrr t1, fcsr
    sd t1, CTX_FCSR(a0)
3:  ret

    .globl hw_load
hw_load:                        /* (const struct context *) */
    sc.d t0, zero, (tp)         /* what another thread reserved with lr is reserved no more (it never hits hart.saved_t0) */
    load_csr CSR_XSV, CTX_V
    load_csr CSR_XSW, CTX_W
    load_csr CSR_XSG, CTX_G
    load_csr CSR_XSLW, CTX_LW
    load_csr CSR_XSERIAL, CTX_SERIAL
    load_csr CSR_XLSP, CTX_LSP
    load_csr CSR_XS1, CTX_S1
    load_csr CSR_XS2LIM, CTX_S2LIM
    load_csr CSR_XFPE, CTX_FPE
    load_csr CSR_XDL, CTX_DL
    load_csr CSR_XS2, CTX_S2
    load_csr CSR_XLSLIM, CTX_LSLIM
    load_csr CSR_XTID, CTX_TID
    csrw CSR_XS2BASE, zero
    .globl hw_load_data
hw_load_data:
    ld t0, CTX_LIVE(a0)
    csrr t1, CSR_XSVALID
    or t2, t0, t1
    srli t2, t2, 3              /* registers that the thread has, or that must go */
    srli t3, t0, 3
    beqz t2, 4f
    la t4, empty_register
    .irp n, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
    andi t1, t2, 1
    beqz t1, 3f
    andi t1, t3, 1
    beqz t1, 2f
    sg.ldr \n, CTX_REG + 32 * (\n - 3), a0
    j 3f
2:  sg.ldr \n, 0, t4
3:  srli t2, t2, 1
    srli t3, t3, 1
    .endr
4:  andi t0, t0, 1
    bnez t0, 5f
    csrr t1, sstatus
    li t2, FS_CLEAN
    and t1, t1, t2
    beqz t1, 6f
    la t0, zero_context         /* another's values are there */
    each_f fld, t0
    csrw fcsr, zero
    li t0, FS
    csrc sstatus, t0
    li t0, FS_INITIAL
    csrs sstatus, t0
    ret
5:  each_f fld, a0
    ld t0, CTX_FCSR(a0)
    csrw fcsr, t0
    li t0, FS
    csrs sstatus, t0
6:  ret

    .section .rodata
    .balign 64
empty_register:
    .skip 32
zero_context:
    .skip CTX_SIZE
