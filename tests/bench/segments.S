/* Machine mode to user mode under Xseg: the workload in a code segment, its stack in a thread segment, a second code segment
 * of the same pages with one gate, `served`. Then the workload, then the test finisher. */
#include "abi/csrs.h"
#include "abi/layout.h"
#include "abi/insn_asm.h"

#define CLIENT     1
#define SERVER     2
#define THREAD     3
#define GENERATION 1
#define STACK      0x100000   /* bytes of the thread segment */
#define LEAF_CODE  0x5b       /* of page tables: valid, user, accessed; read, execute */
#define LEAF_DATA  0xd7       /* read, write, dirty */

.section .start, "ax"
.globl _start
_start:
    li t0, 0x100                /* ecall from U-mode is S-mode's */
    csrw medeleg, t0
    li t0, -1
    csrw pmpaddr0, t0
    li t0, 0x1f
    csrw pmpcfg0, t0
    la t0, gst
    srli t0, t0, 12
    li t1, 14 << 60
    or t0, t0, t1
    csrw satp, t0
    li t0, 0x2800               /* mstatus.MPP: supervisor; FP on */
    csrw mstatus, t0
    la t0, supervisor
    li t1, 15 << 60
    or t0, t0, t1
    csrw mepc, t0
    mret
supervisor:
    la t0, finished
    csrw stvec, t0
    li t0, CLIENT | GENERATION << 32
    csrw CSR_XS1, t0
    li t0, THREAD | GENERATION << 32
    csrw CSR_XS2, t0
    csrw CSR_XS2BASE, zero
    li t0, STACK
    csrw CSR_XS2LIM, t0
    csrw CSR_XSLW, t0
    la t0, frames
    li t1, 0xffffffff
    and t0, t0, t1
    csrw CSR_XLSP, t0
    li t1, XS_FRAME_SIZE * 8
    add t0, t0, t1
    csrw CSR_XLSLIM, t0
    li t0, 1
    csrw CSR_XFPE, t0
    li sp, 2 << 60 | STACK
    la t0, user
    slli t0, t0, 4
    srli t0, t0, 4
    li t1, 1 << 60
    or t0, t0, t1
    csrw sepc, t0
    sret
user:
    call kernel
    ecall
.balign 4
finished:
    andi a0, a0, 0x3f           /* exit code: the checksum's low bits, never 0 */
    addi a0, a0, 1
    slli a0, a0, 16
    li t0, 0x3333
    or a0, a0, t0
    li t0, 15 << 60 | 0x100000
    sw a0, 0(t0)
1:  j 1b

/* uint64_t near_work(uint64_t seed, uint64_t steps): 12 instructions for each step, behind a plain call; far_work: the same in the
 * other segment, behind a far call without protection. */
.macro steps back
    beqz a1, 2f
    la a2, cells
1:  slli a3, a0, 7
    xor a0, a0, a3
    srli a3, a0, 9
    xor a0, a0, a3
    andi a3, a0, 63
    slli a3, a3, 3
    add a3, a3, a2
    ld a4, 0(a3)
    add a4, a4, a0
    sd a4, 0(a3)
    addi a1, a1, -1
    bnez a1, 1b
2:  \back
.endm
.macro call_it what:vararg
    addi sp, sp, -16
    sd ra, 8(sp)                /* a far call clears it, too */
    \what
    ld ra, 8(sp)
    addi sp, sp, 16
    ret
.endm
.globl near_work, far_work
near_work:
    call_it call plain
far_work:
    li t0, 1
    li t1, 0x1ff                /* a0-a7 as arguments, a0 as result */
    call_it sg.call t0, t1, 0
plain:
    steps ret
served:
    steps sg.ret
.lcomm cells, 64 * 8

.section .tables, "aw"
#define PAGES(symbol) ((0x80200000 + (symbol) - first) >> 12)
first:
gst:
    .skip XS_DESC_SIZE
    .macro segment kind, root
    .quad 1 | \kind << XS_DESC_KIND_SHIFT | 1 << XS_DESC_R_SHIFT | 1 << XS_DESC_W_SHIFT | GENERATION << XS_DESC_GENERATION_SHIFT
    .quad PAGES(\root)
    .endm
    segment XS_KIND_CODE, code_root
    .quad 1 << 39, 0x80200000 + vst - first, 0x80200000 + gates - first, 2 | 1 << XS_DESC_GATE_COUNT_SHIFT, 0, 0
    segment XS_KIND_CODE, code_root
    .quad 1 << 39, 0x80200000 + vst - first, 0x80200000 + gates - first, 2 | 1 << XS_DESC_GATE_COUNT_SHIFT, 0, 0
    segment XS_KIND_THREAD, thread_root
    .quad STACK, 0, 0, 0, 0, 0
vst:
    .skip XS_VSTE_SIZE
    .quad SERVER | 1 << XS_VSTE_VALID_SHIFT | GENERATION << XS_VSTE_GENERATION_SHIFT, -1, 0, 0
gates:
    .quad 0x80000000 + served - _start
    .quad 1 << XS_GATE_VALID_SHIFT | 1 << XS_GATE_FP_SHIFT | 0xff << XS_GATE_ARGS_SHIFT | 1 << XS_GATE_RESULTS_SHIFT
    .quad 0x100, 0
.balign 4096
code_root:
    .skip 16
    .quad PAGES(code_middle) << 10 | 1
    .balign 4096
code_middle:
    .quad 0x80000 << 10 | LEAF_CODE
    .set n, 1
    .rept 31
    .quad (0x80000 + n * 0x200) << 10 | LEAF_DATA
    .set n, n + 1
    .endr
    .balign 4096
thread_root:
    .quad PAGES(thread_middle) << 10 | 1
    .balign 4096
thread_middle:
    .quad 0x84000 << 10 | LEAF_DATA
    .balign 4096
frames:
    .skip XS_FRAME_SIZE * 8     /* the bottom frame's kind is 0 */
