/* Assembler macros of the generated `far` stubs. docs/decisions/0030 gives the reasons.
 *
 * Client: sg11-sg14 carry the windows of up to four buffers and are dead across any call; ra lies in gp,
 * which hardware saves and restores. Server: entered with sp 64-aligned at the limit of its stack and only
 * the passed arguments in registers; windows arrive as pointers into sg11-sg14. */
#ifndef POSTERN_STUB_H
#define POSTERN_STUB_H

#include "abi/csrs.h"
#include "abi/errors.h"
#include "abi/insn_asm.h"
#include "abi/layout.h"

#define PERM_R XS_PERM_R
#define PERM_W XS_PERM_W
#define PERM_RW (XS_PERM_R + XS_PERM_W)

/* Zeroes what lies dirty and dead in [LW, \limit); \limit is a multiple of 64. cbo.zero of the granule at LW
 * raises LW. Clobbers t0. */
.macro stub_wipe limit
    csrr t0, CSR_XLW
    bgeu t0, \limit, .Lwiped\@
.Lwipe\@:
    .insn i 0x0f, 2, x0, t0, 4
    addi t0, t0, XS_WIPE_GRANULE
    bltu t0, \limit, .Lwipe\@
.Lwiped\@:
.endm

/* The record through which the image or the loader tells the client where interface \name is. */
.macro stub_import name
    .section .postern.imports, "aw", @progbits
    .balign 8
.Limport_\name:
    .ascii "\name"
    .org .Limport_\name + 32
    .quad 0
    .quad 0
.endm

.macro stub_client function
    .section .text.\function, "ax", @progbits
    .globl \function
    .type \function, @function
\function:
    mv gp, ra
.endm

/* t0 := what the import record says. */
.macro stub_selector name
.Lsel\@:
    auipc t0, %pcrel_hi(.Limport_\name + 32)
    ld t0, %pcrel_lo(.Lsel\@)(t0)
.endm

/* Where gate \function begins. The eight bytes before it load tp and are entered instead where the service
 * has thread-local storage: the linker script's __tls_lead decides, and costs nothing where there is none. */
.macro stub_entry function
    .section .text.gate.\function, "ax", @progbits
    .option push
    .option norelax
.Llead\@:
    auipc t0, %pcrel_hi(xs_enter_tls)
    jalr t0, %pcrel_lo(.Llead\@)(t0)
    .option pop
gate_\function:
.endm

/* Wipes what the call left in the stack, and goes back. sp is what it was on entry. */
.macro stub_return
    stub_wipe sp
    sg.ret
.endm

/* A gate descriptor (abi/layout.yaml, gate) with its names, for tools/mkimage and the loader. */
.macro stub_gate interface, function, word1, word2
    .section .postern.gates, "", @progbits
    .balign 8
.Ldesc_\function:
    .reloc ., R_RISCV_ADD64, gate_\function
    .reloc ., R_RISCV_SUB64, __tls_lead
    .quad 0
    .quad \word1
    .quad \word2
    .quad 0
    .ascii "\interface"
    .org .Ldesc_\function + 64
    .ascii "\function"
    .org .Ldesc_\function + 96
.endm

#endif
