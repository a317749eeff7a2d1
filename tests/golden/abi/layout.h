/* Generated from abi/layout.yaml by tools/abigen. Do not edit. */
#pragma once

#define XS_FRAME_SREGS 0x80 /* offset in a frame of s0-s11 */
#define XS_FRAME_FREGS 0xe0 /* offset in a frame of fs0-fs11 */
#define XS_FRAME_SLOTS 0x140 /* offset in a frame of the slots of sg3-sg14 */
#define XS_STATE_X 0x80 /* offset in a state of x0-x31 (x0 is 0) */
#define XS_SOURCES 0x60 /* entries of a binding table; source 0 is none */
#define XS_LEVELS 8 /* entries of an interrupt thread table; priority 0 is none */
#define XS_ISTACK_MAX 0x10000 /* largest stack of an interrupt thread, bytes: bounds what the hart wipes */
#define XS_SELECTOR_BITS 0x18 /* width of a global selector */
#define XS_VSEL_CALLER 0x7fff /* reserved virtual selector: the code segment that called */
#define XS_OFFSET_BITS 0x3c /* bits of an effective address below the register number */
#define XS_LIMIT_MAX 0x8000000000 /* largest segment, 2^39 bytes */
#define XS_WIPE_GRANULE 0x40 /* bytes: LW, the callee's stack top and cbo.zero move in these steps */
#define XS_GATES_MAX 0x40 /* gates of one code segment */
#define XS_FLAGS_MAX 0x8000 /* wake-up flags in one segment, at most */
#define XS_FLAGS_SIZE 0x2000 /* bytes of a segment of wake-up flags */
#define XS_FLAGS_SUMMARY 0 /* offset in it of the summary, a word: bit g, group g of the flags may have changed */
#define XS_FLAGS_GROUP 0x400 /* flags of one group */
#define XS_FLAGS_BITS 0x1000 /* offset in it of the flags, a bit each */
#define XS_SG_CODE 1 /* current code segment */
#define XS_SG_THREAD 2 /* current thread segment */
#define XS_SG_DATA_FIRST 3 /* first data register */
#define XS_SG_DATA_LAST 0xe /* last data register */
#define XS_SG_PHYS 0xf /* S-mode direct map of physical memory */
#define XS_MASK_T 0x8000 /* bit of V that stands for T */
#define XS_SATP_MODE 0xe /* satp.MODE that turns Xseg on; PPN is the GST's */
#define XS_GST_ENTRIES 0x4000 /* descriptors in the GST; higher selectors are invalid */
#define XS_DEVICE_REGS 0x10 /* segment registers of a device; register 0 is always empty */
#define XS_DEVICE_FAULT 0xff0 /* offset in a device's window of its dmafault, read-only; 0 in physical mode */
#define XS_DEVICE_FAULT_ADDRESS 0xff8 /* offset in a device's window of the refused DMA address, read-only; 0 in physical mode */
#define XS_DMACTL_MODE 0 /* control page: 0 physical, 1 segments; a write empties the device's registers and resets it */
#define XS_DMACTL_GST 8 /* control page: physical address of the GST */
#define XS_DMACTL_CLEAR 0x10 /* control page: a write empties the device's registers and resets it; reads 0 */
#define XS_DMACTL_FAULT 0x18 /* control page: dmafault; a write of anything clears it */
#define XS_DMACTL_ADDRESS 0x20 /* control page: the refused DMA address */
#define XS_DMACTL_REGS 0x100 /* control page: images of the device's registers (xs_reg), read-only */
#define XS_DMA_MAX 0x1000000 /* bytes of one request's buffers at most, in segment mode: bounds the walks of one request */
#define XS_PERM_R 1 /* permission operand bit: read */
#define XS_PERM_W 2 /* permission operand bit: write */
#define XS_TIME_SHIFT 6 /* times in a call mask: m * 2^6 * 4^scale instructions */
#define XS_NO_DEADLINE 0xffffffffffffffff /* xdl, frame.deadline: none */

/* segment kind (desc.kind) */
#define XS_KIND_OBJECT 0
#define XS_KIND_CODE 1
#define XS_KIND_THREAD 2
#define XS_KIND_DATA 3

/* gate kind (gate.kind) */
#define XS_GATE_CALL 0
#define XS_GATE_CALLBACK 1
#define XS_GATE_INTERRUPT 2
#define XS_GATE_CLEANUP 3

/* frame kind (frame.kind) */
#define XS_FRAME_BOTTOM 0
#define XS_FRAME_CALL 1
#define XS_FRAME_INTERRUPT 2
#define XS_FRAME_STATE 3

/* image of a data segment register (linkage slots, saved contexts) */
#define XS_REG_SIZE 0x20
#define XS_REG_SELECTOR_OFFSET 0 /* global selector */
#define XS_REG_SELECTOR_SHIFT 0
#define XS_REG_SELECTOR_BITS 0x18
#define XS_REG_VALID_OFFSET 0 /* 0: empty register, every other bit 0 */
#define XS_REG_VALID_SHIFT 0x18
#define XS_REG_VALID_BITS 1
#define XS_REG_R_OFFSET 0 /* loads allowed */
#define XS_REG_R_SHIFT 0x19
#define XS_REG_R_BITS 1
#define XS_REG_W_OFFSET 0 /* stores allowed */
#define XS_REG_W_SHIFT 0x1a
#define XS_REG_W_BITS 1
#define XS_REG_KEEP_OFFSET 0 /* keepable: may be loaded by a device */
#define XS_REG_KEEP_SHIFT 0x1b
#define XS_REG_KEEP_BITS 1
#define XS_REG_THREAD_OFFSET 0 /* window of a thread segment */
#define XS_REG_THREAD_SHIFT 0x1c
#define XS_REG_THREAD_BITS 1
#define XS_REG_GENERATION_OFFSET 0 /* generation at load */
#define XS_REG_GENERATION_SHIFT 0x20
#define XS_REG_GENERATION_BITS 0x20
#define XS_REG_BASE_OFFSET 8 /* lowest offset reachable, bytes */
#define XS_REG_BASE_SHIFT 0
#define XS_REG_BASE_BITS 0x40
#define XS_REG_LIMIT_OFFSET 0x10 /* first offset not reachable, bytes */
#define XS_REG_LIMIT_SHIFT 0
#define XS_REG_LIMIT_BITS 0x40
#define XS_REG_ZERO_OFFSET 0x18 /* 0 */
#define XS_REG_ZERO_SHIFT 0
#define XS_REG_ZERO_BITS 0x40

/* segment descriptor: one line of the global segment table (GST) */
#define XS_DESC_SIZE 0x40
#define XS_DESC_VALID_OFFSET 0 /* 0: no such segment */
#define XS_DESC_VALID_SHIFT 0
#define XS_DESC_VALID_BITS 1
#define XS_DESC_KIND_OFFSET 0 /* segment kind */
#define XS_DESC_KIND_SHIFT 1
#define XS_DESC_KIND_BITS 2
#define XS_DESC_R_OFFSET 0 /* maximal permission R */
#define XS_DESC_R_SHIFT 3
#define XS_DESC_R_BITS 1
#define XS_DESC_W_OFFSET 0 /* maximal permission W */
#define XS_DESC_W_SHIFT 4
#define XS_DESC_W_BITS 1
#define XS_DESC_KEEP_OFFSET 0 /* keepable (alias descriptors of data segments only) */
#define XS_DESC_KEEP_SHIFT 5
#define XS_DESC_KEEP_BITS 1
#define XS_DESC_GENERATION_OFFSET 0 /* generation; never 0 */
#define XS_DESC_GENERATION_SHIFT 0x20
#define XS_DESC_GENERATION_BITS 0x20
#define XS_DESC_ROOT_OFFSET 8 /* physical page number of the page table root */
#define XS_DESC_ROOT_SHIFT 0
#define XS_DESC_ROOT_BITS 0x2c
#define XS_DESC_LIMIT_OFFSET 0x10 /* size in bytes, at most 2^39 */
#define XS_DESC_LIMIT_SHIFT 0
#define XS_DESC_LIMIT_BITS 0x40
#define XS_DESC_VST_OFFSET 0x18 /* physical address of the VST (code and thread) */
#define XS_DESC_VST_SHIFT 0
#define XS_DESC_VST_BITS 0x38
#define XS_DESC_GATES_OFFSET 0x20 /* physical address of the gate table (code) */
#define XS_DESC_GATES_SHIFT 0
#define XS_DESC_GATES_BITS 0x38
#define XS_DESC_VST_COUNT_OFFSET 0x28 /* entries in the VST */
#define XS_DESC_VST_COUNT_SHIFT 0
#define XS_DESC_VST_COUNT_BITS 0x10
#define XS_DESC_GATE_COUNT_OFFSET 0x28 /* entries in the gate table, at most 64 */
#define XS_DESC_GATE_COUNT_SHIFT 0x10
#define XS_DESC_GATE_COUNT_BITS 0x10
#define XS_DESC_ORIGIN_OFFSET 0x30 /* kernel's own: selector that an alias stands for */
#define XS_DESC_ORIGIN_SHIFT 0
#define XS_DESC_ORIGIN_BITS 0x18
#define XS_DESC_SOFT_OFFSET 0x38 /* kernel's own; the machine ignores it */
#define XS_DESC_SOFT_SHIFT 0
#define XS_DESC_SOFT_BITS 0x40

/* entry of a virtual segment table (VST) */
#define XS_VSTE_SIZE 0x20
#define XS_VSTE_SELECTOR_OFFSET 0 /* global selector */
#define XS_VSTE_SELECTOR_SHIFT 0
#define XS_VSTE_SELECTOR_BITS 0x18
#define XS_VSTE_VALID_OFFSET 0 /* 0: empty entry */
#define XS_VSTE_VALID_SHIFT 0x18
#define XS_VSTE_VALID_BITS 1
#define XS_VSTE_R_OFFSET 0 /* loads allowed */
#define XS_VSTE_R_SHIFT 0x19
#define XS_VSTE_R_BITS 1
#define XS_VSTE_W_OFFSET 0 /* stores allowed */
#define XS_VSTE_W_SHIFT 0x1a
#define XS_VSTE_W_BITS 1
#define XS_VSTE_MANAGE_OFFSET 0 /* kernel's own: holder may manage the segment; the machine ignores it */
#define XS_VSTE_MANAGE_SHIFT 0x1b
#define XS_VSTE_MANAGE_BITS 1
#define XS_VSTE_LOAD_OFFSET 0 /* sg.load allowed (data segments) */
#define XS_VSTE_LOAD_SHIFT 0x1c
#define XS_VSTE_LOAD_BITS 1
#define XS_VSTE_GENERATION_OFFSET 0 /* generation at grant */
#define XS_VSTE_GENERATION_SHIFT 0x20
#define XS_VSTE_GENERATION_BITS 0x20
#define XS_VSTE_GATE_MASK_OFFSET 8 /* bit g: gate g may be called */
#define XS_VSTE_GATE_MASK_SHIFT 0
#define XS_VSTE_GATE_MASK_BITS 0x40
#define XS_VSTE_BADGE_OFFSET 0x10 /* what the callee sees of its caller */
#define XS_VSTE_BADGE_SHIFT 0
#define XS_VSTE_BADGE_BITS 0x40
#define XS_VSTE_SOFT_OFFSET 0x18 /* kernel's own; the machine ignores it */
#define XS_VSTE_SOFT_SHIFT 0
#define XS_VSTE_SOFT_BITS 0x40

/* entry of a code segment's gate table */
#define XS_GATE_SIZE 0x20
#define XS_GATE_ENTRY_OFFSET 0 /* offset in sg1 where the call lands */
#define XS_GATE_ENTRY_SHIFT 0
#define XS_GATE_ENTRY_BITS 0x3c
#define XS_GATE_VALID_OFFSET 8 /* 0: no such gate */
#define XS_GATE_VALID_SHIFT 0
#define XS_GATE_VALID_BITS 1
#define XS_GATE_PROTECT_OFFSET 8 /* gate asks for a protected call */
#define XS_GATE_PROTECT_SHIFT 1
#define XS_GATE_PROTECT_BITS 1
#define XS_GATE_FP_OFFSET 8 /* gate runs with FP on */
#define XS_GATE_FP_SHIFT 2
#define XS_GATE_FP_BITS 1
#define XS_GATE_KIND_OFFSET 8 /* gate kind */
#define XS_GATE_KIND_SHIFT 3
#define XS_GATE_KIND_BITS 2
#define XS_GATE_NONREENTRANT_OFFSET 8 /* at most one activation per thread */
#define XS_GATE_NONREENTRANT_SHIFT 5
#define XS_GATE_NONREENTRANT_BITS 1
#define XS_GATE_ARGS_OFFSET 8 /* bit i: takes argument register ai */
#define XS_GATE_ARGS_SHIFT 8
#define XS_GATE_ARGS_BITS 8
#define XS_GATE_RESULTS_OFFSET 8 /* bit i: returns result register ai */
#define XS_GATE_RESULTS_SHIFT 0x10
#define XS_GATE_RESULTS_BITS 2
#define XS_GATE_FARGS_OFFSET 8 /* bit i: takes argument register fai */
#define XS_GATE_FARGS_SHIFT 0x18
#define XS_GATE_FARGS_BITS 8
#define XS_GATE_FRESULTS_OFFSET 8 /* bit i: returns result register fai */
#define XS_GATE_FRESULTS_SHIFT 0x20
#define XS_GATE_FRESULTS_BITS 2
#define XS_GATE_STACK_OFFSET 0x10 /* least stack, bytes */
#define XS_GATE_STACK_SHIFT 0
#define XS_GATE_STACK_BITS 0x20
#define XS_GATE_FRAMES_OFFSET 0x10 /* linkage frames that it needs besides its own */
#define XS_GATE_FRAMES_SHIFT 0x20
#define XS_GATE_FRAMES_BITS 0x10
#define XS_GATE_TIME_OFFSET 0x18 /* time that it needs: instructions, those of its own calls included */
#define XS_GATE_TIME_SHIFT 0
#define XS_GATE_TIME_BITS 0x40

/* linkage frame; slots follow at XS_FRAME_SLOTS, one xs_reg for each of sg3-sg14 */
#define XS_FRAME_SIZE 0x2c0
#define XS_FRAME_PC_OFFSET 0 /* return pc */
#define XS_FRAME_PC_SHIFT 0
#define XS_FRAME_PC_BITS 0x40
#define XS_FRAME_SP_OFFSET 8 /* caller's sp */
#define XS_FRAME_SP_SHIFT 0
#define XS_FRAME_SP_BITS 0x40
#define XS_FRAME_GP_OFFSET 0x10 /* caller's gp */
#define XS_FRAME_GP_SHIFT 0
#define XS_FRAME_GP_BITS 0x40
#define XS_FRAME_TP_OFFSET 0x18 /* caller's tp */
#define XS_FRAME_TP_SHIFT 0
#define XS_FRAME_TP_BITS 0x40
#define XS_FRAME_V_OFFSET 0x20 /* caller's V, T in bit 15 */
#define XS_FRAME_V_SHIFT 0
#define XS_FRAME_V_BITS 0x10
#define XS_FRAME_W_OFFSET 0x20 /* caller's W */
#define XS_FRAME_W_SHIFT 0x10
#define XS_FRAME_W_BITS 0x10
#define XS_FRAME_G_OFFSET 0x20 /* caller's G */
#define XS_FRAME_G_SHIFT 0x20
#define XS_FRAME_G_BITS 0x10
#define XS_FRAME_S2LIMIT_OFFSET 0x28 /* caller's sg2 limit */
#define XS_FRAME_S2LIMIT_SHIFT 0
#define XS_FRAME_S2LIMIT_BITS 0x40
#define XS_FRAME_DEADLINE_OFFSET 0x30 /* how much later the caller's deadline is than the callee's, in instructions; all ones: the caller has none */
#define XS_FRAME_DEADLINE_SHIFT 0
#define XS_FRAME_DEADLINE_BITS 0x40
#define XS_FRAME_KIND_OFFSET 0x38 /* frame kind */
#define XS_FRAME_KIND_SHIFT 0
#define XS_FRAME_KIND_BITS 2
#define XS_FRAME_PROTECT_OFFSET 0x38 /* the call was protected */
#define XS_FRAME_PROTECT_SHIFT 2
#define XS_FRAME_PROTECT_BITS 1
#define XS_FRAME_FPE_OFFSET 0x38 /* caller's FPE */
#define XS_FRAME_FPE_SHIFT 3
#define XS_FRAME_FPE_BITS 1
#define XS_FRAME_FP_SAVED_OFFSET 0x38 /* fs0-fs11 and fcsr are in the frame */
#define XS_FRAME_FP_SAVED_SHIFT 4
#define XS_FRAME_FP_SAVED_BITS 1
#define XS_FRAME_RESULTS_OFFSET 0x38 /* result registers agreed */
#define XS_FRAME_RESULTS_SHIFT 8
#define XS_FRAME_RESULTS_BITS 2
#define XS_FRAME_FRESULTS_OFFSET 0x38 /* FP result registers agreed */
#define XS_FRAME_FRESULTS_SHIFT 0xa
#define XS_FRAME_FRESULTS_BITS 2
#define XS_FRAME_GATE_OFFSET 0x38 /* gate called */
#define XS_FRAME_GATE_SHIFT 0x10
#define XS_FRAME_GATE_BITS 6
#define XS_FRAME_VSEL_OFFSET 0x38 /* virtual selector called */
#define XS_FRAME_VSEL_SHIFT 0x20
#define XS_FRAME_VSEL_BITS 0x10
#define XS_FRAME_S1_SELECTOR_OFFSET 0x40 /* caller's sg1 */
#define XS_FRAME_S1_SELECTOR_SHIFT 0
#define XS_FRAME_S1_SELECTOR_BITS 0x18
#define XS_FRAME_S1_GENERATION_OFFSET 0x40 /* its generation */
#define XS_FRAME_S1_GENERATION_SHIFT 0x20
#define XS_FRAME_S1_GENERATION_BITS 0x20
#define XS_FRAME_BADGE_OFFSET 0x48 /* badge that this call carries */
#define XS_FRAME_BADGE_SHIFT 0
#define XS_FRAME_BADGE_BITS 0x40
#define XS_FRAME_THREAD_OFFSET 0x50 /* thread id */
#define XS_FRAME_THREAD_SHIFT 0
#define XS_FRAME_THREAD_BITS 0x20
#define XS_FRAME_SERIAL_OFFSET 0x50 /* serial of this call on its thread */
#define XS_FRAME_SERIAL_SHIFT 0x20
#define XS_FRAME_SERIAL_BITS 0x20
#define XS_FRAME_LW_OFFSET 0x58 /* caller's LW */
#define XS_FRAME_LW_SHIFT 0
#define XS_FRAME_LW_BITS 0x40
#define XS_FRAME_FCSR_OFFSET 0x60 /* caller's fcsr, when fp_saved */
#define XS_FRAME_FCSR_SHIFT 0
#define XS_FRAME_FCSR_BITS 0x40
#define XS_FRAME_RESERVED0_OFFSET 0x68 /* the machine ignores it */
#define XS_FRAME_RESERVED0_SHIFT 0
#define XS_FRAME_RESERVED0_BITS 0x40
#define XS_FRAME_RESERVED1_OFFSET 0x70 /* the machine ignores it */
#define XS_FRAME_RESERVED1_SHIFT 0
#define XS_FRAME_RESERVED1_BITS 0x40
#define XS_FRAME_RESERVED2_OFFSET 0x78 /* the machine ignores it */
#define XS_FRAME_RESERVED2_SHIFT 0
#define XS_FRAME_RESERVED2_BITS 0x40

/* lower half of an interrupt frame: the entry of a hart's linkage stack below the frame of kind INTERRUPT */
#define XS_STATE_SIZE 0x2c0
#define XS_STATE_S2_SELECTOR_OFFSET 0 /* interrupted sg2 */
#define XS_STATE_S2_SELECTOR_SHIFT 0
#define XS_STATE_S2_SELECTOR_BITS 0x18
#define XS_STATE_S2_GENERATION_OFFSET 0 /* its generation */
#define XS_STATE_S2_GENERATION_SHIFT 0x20
#define XS_STATE_S2_GENERATION_BITS 0x20
#define XS_STATE_S2BASE_OFFSET 8 /* its base */
#define XS_STATE_S2BASE_SHIFT 0
#define XS_STATE_S2BASE_BITS 0x40
#define XS_STATE_S2LIMIT_OFFSET 0x10 /* its limit */
#define XS_STATE_S2LIMIT_SHIFT 0
#define XS_STATE_S2LIMIT_BITS 0x40
#define XS_STATE_LSP_OFFSET 0x18 /* interrupted LSP */
#define XS_STATE_LSP_SHIFT 0
#define XS_STATE_LSP_BITS 0x40
#define XS_STATE_LSLIM_OFFSET 0x20 /* interrupted LSLIM */
#define XS_STATE_LSLIM_SHIFT 0
#define XS_STATE_LSLIM_BITS 0x40
#define XS_STATE_LW_OFFSET 0x28 /* interrupted LW */
#define XS_STATE_LW_SHIFT 0
#define XS_STATE_LW_BITS 0x40
#define XS_STATE_DEADLINE_OFFSET 0x30 /* interrupted xdl: the deadline is frozen */
#define XS_STATE_DEADLINE_SHIFT 0
#define XS_STATE_DEADLINE_BITS 0x40
#define XS_STATE_KIND_OFFSET 0x38 /* frame kind: STATE */
#define XS_STATE_KIND_SHIFT 0
#define XS_STATE_KIND_BITS 2
#define XS_STATE_TID_OFFSET 0x40 /* interrupted xtid */
#define XS_STATE_TID_SHIFT 0
#define XS_STATE_TID_BITS 0x20
#define XS_STATE_SERIAL_OFFSET 0x48 /* interrupted xserial */
#define XS_STATE_SERIAL_SHIFT 0
#define XS_STATE_SERIAL_BITS 0x40
#define XS_STATE_RUN_OFFSET 0x50 /* interrupted xirun */
#define XS_STATE_RUN_SHIFT 0
#define XS_STATE_RUN_BITS 0x40
#define XS_STATE_LEFT_OFFSET 0x58 /* interrupted xileft */
#define XS_STATE_LEFT_SHIFT 0
#define XS_STATE_LEFT_BITS 0x40

/* entry of a hart's interrupt binding table: one for each source of the interrupt controller */
#define XS_BINDING_SIZE 0x40
#define XS_BINDING_SELECTOR_OFFSET 0 /* code segment of the driver */
#define XS_BINDING_SELECTOR_SHIFT 0
#define XS_BINDING_SELECTOR_BITS 0x18
#define XS_BINDING_VALID_OFFSET 0 /* 0: the source is the kernel's */
#define XS_BINDING_VALID_SHIFT 0x18
#define XS_BINDING_VALID_BITS 1
#define XS_BINDING_MASKED_OFFSET 0 /* 1: not delivered; the hart sets it when the budget is used up or delivery fails */
#define XS_BINDING_MASKED_SHIFT 0x19
#define XS_BINDING_MASKED_BITS 1
#define XS_BINDING_GENERATION_OFFSET 0 /* generation of the code segment */
#define XS_BINDING_GENERATION_SHIFT 0x20
#define XS_BINDING_GENERATION_BITS 0x20
#define XS_BINDING_GATE_OFFSET 8 /* gate of kind INTERRUPT */
#define XS_BINDING_GATE_SHIFT 0
#define XS_BINDING_GATE_BITS 6
#define XS_BINDING_LEVEL_OFFSET 8 /* priority 1-7, 7 the most urgent; 0 is never delivered */
#define XS_BINDING_LEVEL_SHIFT 8
#define XS_BINDING_LEVEL_BITS 3
#define XS_BINDING_BADGE_OFFSET 0x10 /* what the handler sees as its badge */
#define XS_BINDING_BADGE_SHIFT 0
#define XS_BINDING_BADGE_BITS 0x40
#define XS_BINDING_BUDGET_OFFSET 0x18 /* instructions that handlers of this source may take in one period */
#define XS_BINDING_BUDGET_SHIFT 0
#define XS_BINDING_BUDGET_BITS 0x40
#define XS_BINDING_PERIOD_OFFSET 0x20 /* length of a period, ticks of mtime */
#define XS_BINDING_PERIOD_SHIFT 0
#define XS_BINDING_PERIOD_BITS 0x40
#define XS_BINDING_LEFT_OFFSET 0x28 /* the hart's: instructions left in this period */
#define XS_BINDING_LEFT_SHIFT 0
#define XS_BINDING_LEFT_BITS 0x40
#define XS_BINDING_RENEW_OFFSET 0x30 /* the hart's: mtime from which the next period may begin */
#define XS_BINDING_RENEW_SHIFT 0
#define XS_BINDING_RENEW_BITS 0x40
#define XS_BINDING_SOFT_OFFSET 0x38 /* kernel's own; the machine ignores it */
#define XS_BINDING_SOFT_SHIFT 0
#define XS_BINDING_SOFT_BITS 0x40

/* interrupt thread of one hart and priority */
#define XS_ITHREAD_SIZE 0x40
#define XS_ITHREAD_SELECTOR_OFFSET 0 /* thread segment */
#define XS_ITHREAD_SELECTOR_SHIFT 0
#define XS_ITHREAD_SELECTOR_BITS 0x18
#define XS_ITHREAD_VALID_OFFSET 0 /* 0: none */
#define XS_ITHREAD_VALID_SHIFT 0x18
#define XS_ITHREAD_VALID_BITS 1
#define XS_ITHREAD_GENERATION_OFFSET 0 /* its generation */
#define XS_ITHREAD_GENERATION_SHIFT 0x20
#define XS_ITHREAD_GENERATION_BITS 0x20
#define XS_ITHREAD_TOP_OFFSET 8 /* stack top, an offset: multiple of 64, at most XS_ISTACK_MAX and the segment's limit */
#define XS_ITHREAD_TOP_SHIFT 0
#define XS_ITHREAD_TOP_BITS 0x40
#define XS_ITHREAD_TID_OFFSET 0x10 /* thread id that handlers have */
#define XS_ITHREAD_TID_SHIFT 0
#define XS_ITHREAD_TID_BITS 0x20
#define XS_ITHREAD_LAST_SERIAL_OFFSET 0x10 /* the hart's: last serial given */
#define XS_ITHREAD_LAST_SERIAL_SHIFT 0x20
#define XS_ITHREAD_LAST_SERIAL_BITS 0x20
#define XS_ITHREAD_LW_OFFSET 0x18 /* the hart's: low-water mark of the stack; the kernel writes top first */
#define XS_ITHREAD_LW_SHIFT 0
#define XS_ITHREAD_LW_BITS 0x40
#define XS_ITHREAD_DRIVER_SELECTOR_OFFSET 0x20 /* the hart's: code segment that ran here last */
#define XS_ITHREAD_DRIVER_SELECTOR_SHIFT 0
#define XS_ITHREAD_DRIVER_SELECTOR_BITS 0x18
#define XS_ITHREAD_DRIVER_GENERATION_OFFSET 0x20 /* the hart's: its generation */
#define XS_ITHREAD_DRIVER_GENERATION_SHIFT 0x20
#define XS_ITHREAD_DRIVER_GENERATION_BITS 0x20

/* CSR xirun: the handler that runs on the hart; 0: none */
#define XS_IRUN_SIZE 8
#define XS_IRUN_SOURCE_OFFSET 0 /* its source */
#define XS_IRUN_SOURCE_SHIFT 0
#define XS_IRUN_SOURCE_BITS 0x10
#define XS_IRUN_LEVEL_OFFSET 0 /* its priority */
#define XS_IRUN_LEVEL_SHIFT 0x10
#define XS_IRUN_LEVEL_BITS 3

/* the last access of a device that its segment unit refused; all 0: none yet */
#define XS_DMAFAULT_SIZE 8
#define XS_DMAFAULT_REASON_OFFSET 0 /* why (abi/causes.yaml) */
#define XS_DMAFAULT_REASON_SHIFT 0
#define XS_DMAFAULT_REASON_BITS 8
#define XS_DMAFAULT_ACCESS_OFFSET 0 /* 1 the device read, 2 it wrote */
#define XS_DMAFAULT_ACCESS_SHIFT 8
#define XS_DMAFAULT_ACCESS_BITS 2
#define XS_DMAFAULT_REGISTER_OFFSET 0 /* device register that the address names */
#define XS_DMAFAULT_REGISTER_SHIFT 0xc
#define XS_DMAFAULT_REGISTER_BITS 4
#define XS_DMAFAULT_COUNT_OFFSET 0 /* refusals so far, modulo 2^32 */
#define XS_DMAFAULT_COUNT_SHIFT 0x20
#define XS_DMAFAULT_COUNT_BITS 0x20

/* the mask operand of sg.call */
#define XS_MASK_SIZE 8
#define XS_MASK_ARGS_OFFSET 0 /* bit i: passes ai */
#define XS_MASK_ARGS_SHIFT 0
#define XS_MASK_ARGS_BITS 8
#define XS_MASK_RESULTS_OFFSET 0 /* bit i: takes ai */
#define XS_MASK_RESULTS_SHIFT 8
#define XS_MASK_RESULTS_BITS 2
#define XS_MASK_PROTECT_OFFSET 0 /* caller wants protection */
#define XS_MASK_PROTECT_SHIFT 0xa
#define XS_MASK_PROTECT_BITS 1
#define XS_MASK_ZERO_OFFSET 0 /* 0, so that li needs no correction */
#define XS_MASK_ZERO_SHIFT 0xb
#define XS_MASK_ZERO_BITS 1
#define XS_MASK_GRANTS_OFFSET 0 /* bit i: grants sg(3+i) */
#define XS_MASK_GRANTS_SHIFT 0xc
#define XS_MASK_GRANTS_BITS 0xc
#define XS_MASK_T_OFFSET 0 /* passes the use of the thread VST */
#define XS_MASK_T_SHIFT 0x18
#define XS_MASK_T_BITS 1
#define XS_MASK_FARGS_OFFSET 0 /* bit i: passes fai */
#define XS_MASK_FARGS_SHIFT 0x20
#define XS_MASK_FARGS_BITS 8
#define XS_MASK_FRESULTS_OFFSET 0 /* bit i: takes fai */
#define XS_MASK_FRESULTS_SHIFT 0x28
#define XS_MASK_FRESULTS_BITS 2
#define XS_MASK_WITHIN_OFFSET 0 /* the callee's time is at most within * 64 * 4^within_scale instructions; 0: the caller sets no deadline */
#define XS_MASK_WITHIN_SHIFT 0x2a
#define XS_MASK_WITHIN_BITS 0xa
#define XS_MASK_WITHIN_SCALE_OFFSET 0 /* see within */
#define XS_MASK_WITHIN_SCALE_SHIFT 0x34
#define XS_MASK_WITHIN_SCALE_BITS 4
#define XS_MASK_GRACE_OFFSET 0 /* grace * 64 * 4^grace_scale instructions before its own deadline the caller wants to be back */
#define XS_MASK_GRACE_SHIFT 0x38
#define XS_MASK_GRACE_BITS 5
#define XS_MASK_GRACE_SCALE_OFFSET 0 /* see grace */
#define XS_MASK_GRACE_SCALE_SHIFT 0x3d
#define XS_MASK_GRACE_SCALE_BITS 3

/* virtual selector, as sg.load and sg.call take it; higher bits must be 0 */
#define XS_SEL_SIZE 8
#define XS_SEL_INDEX_OFFSET 0 /* entry of the VST */
#define XS_SEL_INDEX_SHIFT 0
#define XS_SEL_INDEX_BITS 0xf
#define XS_SEL_THREAD_OFFSET 0 /* 0: VST of the code segment; 1: of the thread segment */
#define XS_SEL_THREAD_SHIFT 0xf
#define XS_SEL_THREAD_BITS 1

#ifndef __ASSEMBLER__
#include <stdint.h>

/* image of a data segment register (linkage slots, saved contexts) */
struct xs_reg {
    uint64_t w[4];
};
static inline uint64_t xs_reg_selector(const struct xs_reg *s) { return s->w[0] >> 0 & 0xffffffu; }
static inline void xs_reg_set_selector(struct xs_reg *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0xffffffu << 0)) | (v & 0xffffffu) << 0; }
static inline uint64_t xs_reg_valid(const struct xs_reg *s) { return s->w[0] >> 24 & 0x1u; }
static inline void xs_reg_set_valid(struct xs_reg *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 24)) | (v & 0x1u) << 24; }
static inline uint64_t xs_reg_r(const struct xs_reg *s) { return s->w[0] >> 25 & 0x1u; }
static inline void xs_reg_set_r(struct xs_reg *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 25)) | (v & 0x1u) << 25; }
static inline uint64_t xs_reg_w(const struct xs_reg *s) { return s->w[0] >> 26 & 0x1u; }
static inline void xs_reg_set_w(struct xs_reg *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 26)) | (v & 0x1u) << 26; }
static inline uint64_t xs_reg_keep(const struct xs_reg *s) { return s->w[0] >> 27 & 0x1u; }
static inline void xs_reg_set_keep(struct xs_reg *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 27)) | (v & 0x1u) << 27; }
static inline uint64_t xs_reg_thread(const struct xs_reg *s) { return s->w[0] >> 28 & 0x1u; }
static inline void xs_reg_set_thread(struct xs_reg *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 28)) | (v & 0x1u) << 28; }
static inline uint64_t xs_reg_generation(const struct xs_reg *s) { return s->w[0] >> 32 & 0xffffffffu; }
static inline void xs_reg_set_generation(struct xs_reg *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0xffffffffu << 32)) | (v & 0xffffffffu) << 32; }
static inline uint64_t xs_reg_base(const struct xs_reg *s) { return s->w[1]; }
static inline void xs_reg_set_base(struct xs_reg *s, uint64_t v) { s->w[1] = v; }
static inline uint64_t xs_reg_limit(const struct xs_reg *s) { return s->w[2]; }
static inline void xs_reg_set_limit(struct xs_reg *s, uint64_t v) { s->w[2] = v; }
static inline uint64_t xs_reg_zero(const struct xs_reg *s) { return s->w[3]; }
static inline void xs_reg_set_zero(struct xs_reg *s, uint64_t v) { s->w[3] = v; }

/* segment descriptor: one line of the global segment table (GST) */
struct xs_desc {
    uint64_t w[8];
};
static inline uint64_t xs_desc_valid(const struct xs_desc *s) { return s->w[0] >> 0 & 0x1u; }
static inline void xs_desc_set_valid(struct xs_desc *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 0)) | (v & 0x1u) << 0; }
static inline uint64_t xs_desc_kind(const struct xs_desc *s) { return s->w[0] >> 1 & 0x3u; }
static inline void xs_desc_set_kind(struct xs_desc *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x3u << 1)) | (v & 0x3u) << 1; }
static inline uint64_t xs_desc_r(const struct xs_desc *s) { return s->w[0] >> 3 & 0x1u; }
static inline void xs_desc_set_r(struct xs_desc *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 3)) | (v & 0x1u) << 3; }
static inline uint64_t xs_desc_w(const struct xs_desc *s) { return s->w[0] >> 4 & 0x1u; }
static inline void xs_desc_set_w(struct xs_desc *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 4)) | (v & 0x1u) << 4; }
static inline uint64_t xs_desc_keep(const struct xs_desc *s) { return s->w[0] >> 5 & 0x1u; }
static inline void xs_desc_set_keep(struct xs_desc *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 5)) | (v & 0x1u) << 5; }
static inline uint64_t xs_desc_generation(const struct xs_desc *s) { return s->w[0] >> 32 & 0xffffffffu; }
static inline void xs_desc_set_generation(struct xs_desc *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0xffffffffu << 32)) | (v & 0xffffffffu) << 32; }
static inline uint64_t xs_desc_root(const struct xs_desc *s) { return s->w[1] >> 0 & 0xfffffffffffu; }
static inline void xs_desc_set_root(struct xs_desc *s, uint64_t v) { s->w[1] = (s->w[1] & ~((uint64_t)0xfffffffffffu << 0)) | (v & 0xfffffffffffu) << 0; }
static inline uint64_t xs_desc_limit(const struct xs_desc *s) { return s->w[2]; }
static inline void xs_desc_set_limit(struct xs_desc *s, uint64_t v) { s->w[2] = v; }
static inline uint64_t xs_desc_vst(const struct xs_desc *s) { return s->w[3] >> 0 & 0xffffffffffffffu; }
static inline void xs_desc_set_vst(struct xs_desc *s, uint64_t v) { s->w[3] = (s->w[3] & ~((uint64_t)0xffffffffffffffu << 0)) | (v & 0xffffffffffffffu) << 0; }
static inline uint64_t xs_desc_gates(const struct xs_desc *s) { return s->w[4] >> 0 & 0xffffffffffffffu; }
static inline void xs_desc_set_gates(struct xs_desc *s, uint64_t v) { s->w[4] = (s->w[4] & ~((uint64_t)0xffffffffffffffu << 0)) | (v & 0xffffffffffffffu) << 0; }
static inline uint64_t xs_desc_vst_count(const struct xs_desc *s) { return s->w[5] >> 0 & 0xffffu; }
static inline void xs_desc_set_vst_count(struct xs_desc *s, uint64_t v) { s->w[5] = (s->w[5] & ~((uint64_t)0xffffu << 0)) | (v & 0xffffu) << 0; }
static inline uint64_t xs_desc_gate_count(const struct xs_desc *s) { return s->w[5] >> 16 & 0xffffu; }
static inline void xs_desc_set_gate_count(struct xs_desc *s, uint64_t v) { s->w[5] = (s->w[5] & ~((uint64_t)0xffffu << 16)) | (v & 0xffffu) << 16; }
static inline uint64_t xs_desc_origin(const struct xs_desc *s) { return s->w[6] >> 0 & 0xffffffu; }
static inline void xs_desc_set_origin(struct xs_desc *s, uint64_t v) { s->w[6] = (s->w[6] & ~((uint64_t)0xffffffu << 0)) | (v & 0xffffffu) << 0; }
static inline uint64_t xs_desc_soft(const struct xs_desc *s) { return s->w[7]; }
static inline void xs_desc_set_soft(struct xs_desc *s, uint64_t v) { s->w[7] = v; }

/* entry of a virtual segment table (VST) */
struct xs_vste {
    uint64_t w[4];
};
static inline uint64_t xs_vste_selector(const struct xs_vste *s) { return s->w[0] >> 0 & 0xffffffu; }
static inline void xs_vste_set_selector(struct xs_vste *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0xffffffu << 0)) | (v & 0xffffffu) << 0; }
static inline uint64_t xs_vste_valid(const struct xs_vste *s) { return s->w[0] >> 24 & 0x1u; }
static inline void xs_vste_set_valid(struct xs_vste *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 24)) | (v & 0x1u) << 24; }
static inline uint64_t xs_vste_r(const struct xs_vste *s) { return s->w[0] >> 25 & 0x1u; }
static inline void xs_vste_set_r(struct xs_vste *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 25)) | (v & 0x1u) << 25; }
static inline uint64_t xs_vste_w(const struct xs_vste *s) { return s->w[0] >> 26 & 0x1u; }
static inline void xs_vste_set_w(struct xs_vste *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 26)) | (v & 0x1u) << 26; }
static inline uint64_t xs_vste_manage(const struct xs_vste *s) { return s->w[0] >> 27 & 0x1u; }
static inline void xs_vste_set_manage(struct xs_vste *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 27)) | (v & 0x1u) << 27; }
static inline uint64_t xs_vste_load(const struct xs_vste *s) { return s->w[0] >> 28 & 0x1u; }
static inline void xs_vste_set_load(struct xs_vste *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 28)) | (v & 0x1u) << 28; }
static inline uint64_t xs_vste_generation(const struct xs_vste *s) { return s->w[0] >> 32 & 0xffffffffu; }
static inline void xs_vste_set_generation(struct xs_vste *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0xffffffffu << 32)) | (v & 0xffffffffu) << 32; }
static inline uint64_t xs_vste_gate_mask(const struct xs_vste *s) { return s->w[1]; }
static inline void xs_vste_set_gate_mask(struct xs_vste *s, uint64_t v) { s->w[1] = v; }
static inline uint64_t xs_vste_badge(const struct xs_vste *s) { return s->w[2]; }
static inline void xs_vste_set_badge(struct xs_vste *s, uint64_t v) { s->w[2] = v; }
static inline uint64_t xs_vste_soft(const struct xs_vste *s) { return s->w[3]; }
static inline void xs_vste_set_soft(struct xs_vste *s, uint64_t v) { s->w[3] = v; }

/* entry of a code segment's gate table */
struct xs_gate {
    uint64_t w[4];
};
static inline uint64_t xs_gate_entry(const struct xs_gate *s) { return s->w[0] >> 0 & 0xfffffffffffffffu; }
static inline void xs_gate_set_entry(struct xs_gate *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0xfffffffffffffffu << 0)) | (v & 0xfffffffffffffffu) << 0; }
static inline uint64_t xs_gate_valid(const struct xs_gate *s) { return s->w[1] >> 0 & 0x1u; }
static inline void xs_gate_set_valid(struct xs_gate *s, uint64_t v) { s->w[1] = (s->w[1] & ~((uint64_t)0x1u << 0)) | (v & 0x1u) << 0; }
static inline uint64_t xs_gate_protect(const struct xs_gate *s) { return s->w[1] >> 1 & 0x1u; }
static inline void xs_gate_set_protect(struct xs_gate *s, uint64_t v) { s->w[1] = (s->w[1] & ~((uint64_t)0x1u << 1)) | (v & 0x1u) << 1; }
static inline uint64_t xs_gate_fp(const struct xs_gate *s) { return s->w[1] >> 2 & 0x1u; }
static inline void xs_gate_set_fp(struct xs_gate *s, uint64_t v) { s->w[1] = (s->w[1] & ~((uint64_t)0x1u << 2)) | (v & 0x1u) << 2; }
static inline uint64_t xs_gate_kind(const struct xs_gate *s) { return s->w[1] >> 3 & 0x3u; }
static inline void xs_gate_set_kind(struct xs_gate *s, uint64_t v) { s->w[1] = (s->w[1] & ~((uint64_t)0x3u << 3)) | (v & 0x3u) << 3; }
static inline uint64_t xs_gate_nonreentrant(const struct xs_gate *s) { return s->w[1] >> 5 & 0x1u; }
static inline void xs_gate_set_nonreentrant(struct xs_gate *s, uint64_t v) { s->w[1] = (s->w[1] & ~((uint64_t)0x1u << 5)) | (v & 0x1u) << 5; }
static inline uint64_t xs_gate_args(const struct xs_gate *s) { return s->w[1] >> 8 & 0xffu; }
static inline void xs_gate_set_args(struct xs_gate *s, uint64_t v) { s->w[1] = (s->w[1] & ~((uint64_t)0xffu << 8)) | (v & 0xffu) << 8; }
static inline uint64_t xs_gate_results(const struct xs_gate *s) { return s->w[1] >> 16 & 0x3u; }
static inline void xs_gate_set_results(struct xs_gate *s, uint64_t v) { s->w[1] = (s->w[1] & ~((uint64_t)0x3u << 16)) | (v & 0x3u) << 16; }
static inline uint64_t xs_gate_fargs(const struct xs_gate *s) { return s->w[1] >> 24 & 0xffu; }
static inline void xs_gate_set_fargs(struct xs_gate *s, uint64_t v) { s->w[1] = (s->w[1] & ~((uint64_t)0xffu << 24)) | (v & 0xffu) << 24; }
static inline uint64_t xs_gate_fresults(const struct xs_gate *s) { return s->w[1] >> 32 & 0x3u; }
static inline void xs_gate_set_fresults(struct xs_gate *s, uint64_t v) { s->w[1] = (s->w[1] & ~((uint64_t)0x3u << 32)) | (v & 0x3u) << 32; }
static inline uint64_t xs_gate_stack(const struct xs_gate *s) { return s->w[2] >> 0 & 0xffffffffu; }
static inline void xs_gate_set_stack(struct xs_gate *s, uint64_t v) { s->w[2] = (s->w[2] & ~((uint64_t)0xffffffffu << 0)) | (v & 0xffffffffu) << 0; }
static inline uint64_t xs_gate_frames(const struct xs_gate *s) { return s->w[2] >> 32 & 0xffffu; }
static inline void xs_gate_set_frames(struct xs_gate *s, uint64_t v) { s->w[2] = (s->w[2] & ~((uint64_t)0xffffu << 32)) | (v & 0xffffu) << 32; }
static inline uint64_t xs_gate_time(const struct xs_gate *s) { return s->w[3]; }
static inline void xs_gate_set_time(struct xs_gate *s, uint64_t v) { s->w[3] = v; }

/* linkage frame; slots follow at XS_FRAME_SLOTS, one xs_reg for each of sg3-sg14 */
struct xs_frame {
    uint64_t w[88];
};
static inline uint64_t xs_frame_pc(const struct xs_frame *s) { return s->w[0]; }
static inline void xs_frame_set_pc(struct xs_frame *s, uint64_t v) { s->w[0] = v; }
static inline uint64_t xs_frame_sp(const struct xs_frame *s) { return s->w[1]; }
static inline void xs_frame_set_sp(struct xs_frame *s, uint64_t v) { s->w[1] = v; }
static inline uint64_t xs_frame_gp(const struct xs_frame *s) { return s->w[2]; }
static inline void xs_frame_set_gp(struct xs_frame *s, uint64_t v) { s->w[2] = v; }
static inline uint64_t xs_frame_tp(const struct xs_frame *s) { return s->w[3]; }
static inline void xs_frame_set_tp(struct xs_frame *s, uint64_t v) { s->w[3] = v; }
static inline uint64_t xs_frame_v(const struct xs_frame *s) { return s->w[4] >> 0 & 0xffffu; }
static inline void xs_frame_set_v(struct xs_frame *s, uint64_t v) { s->w[4] = (s->w[4] & ~((uint64_t)0xffffu << 0)) | (v & 0xffffu) << 0; }
static inline uint64_t xs_frame_w(const struct xs_frame *s) { return s->w[4] >> 16 & 0xffffu; }
static inline void xs_frame_set_w(struct xs_frame *s, uint64_t v) { s->w[4] = (s->w[4] & ~((uint64_t)0xffffu << 16)) | (v & 0xffffu) << 16; }
static inline uint64_t xs_frame_g(const struct xs_frame *s) { return s->w[4] >> 32 & 0xffffu; }
static inline void xs_frame_set_g(struct xs_frame *s, uint64_t v) { s->w[4] = (s->w[4] & ~((uint64_t)0xffffu << 32)) | (v & 0xffffu) << 32; }
static inline uint64_t xs_frame_s2limit(const struct xs_frame *s) { return s->w[5]; }
static inline void xs_frame_set_s2limit(struct xs_frame *s, uint64_t v) { s->w[5] = v; }
static inline uint64_t xs_frame_deadline(const struct xs_frame *s) { return s->w[6]; }
static inline void xs_frame_set_deadline(struct xs_frame *s, uint64_t v) { s->w[6] = v; }
static inline uint64_t xs_frame_kind(const struct xs_frame *s) { return s->w[7] >> 0 & 0x3u; }
static inline void xs_frame_set_kind(struct xs_frame *s, uint64_t v) { s->w[7] = (s->w[7] & ~((uint64_t)0x3u << 0)) | (v & 0x3u) << 0; }
static inline uint64_t xs_frame_protect(const struct xs_frame *s) { return s->w[7] >> 2 & 0x1u; }
static inline void xs_frame_set_protect(struct xs_frame *s, uint64_t v) { s->w[7] = (s->w[7] & ~((uint64_t)0x1u << 2)) | (v & 0x1u) << 2; }
static inline uint64_t xs_frame_fpe(const struct xs_frame *s) { return s->w[7] >> 3 & 0x1u; }
static inline void xs_frame_set_fpe(struct xs_frame *s, uint64_t v) { s->w[7] = (s->w[7] & ~((uint64_t)0x1u << 3)) | (v & 0x1u) << 3; }
static inline uint64_t xs_frame_fp_saved(const struct xs_frame *s) { return s->w[7] >> 4 & 0x1u; }
static inline void xs_frame_set_fp_saved(struct xs_frame *s, uint64_t v) { s->w[7] = (s->w[7] & ~((uint64_t)0x1u << 4)) | (v & 0x1u) << 4; }
static inline uint64_t xs_frame_results(const struct xs_frame *s) { return s->w[7] >> 8 & 0x3u; }
static inline void xs_frame_set_results(struct xs_frame *s, uint64_t v) { s->w[7] = (s->w[7] & ~((uint64_t)0x3u << 8)) | (v & 0x3u) << 8; }
static inline uint64_t xs_frame_fresults(const struct xs_frame *s) { return s->w[7] >> 10 & 0x3u; }
static inline void xs_frame_set_fresults(struct xs_frame *s, uint64_t v) { s->w[7] = (s->w[7] & ~((uint64_t)0x3u << 10)) | (v & 0x3u) << 10; }
static inline uint64_t xs_frame_gate(const struct xs_frame *s) { return s->w[7] >> 16 & 0x3fu; }
static inline void xs_frame_set_gate(struct xs_frame *s, uint64_t v) { s->w[7] = (s->w[7] & ~((uint64_t)0x3fu << 16)) | (v & 0x3fu) << 16; }
static inline uint64_t xs_frame_vsel(const struct xs_frame *s) { return s->w[7] >> 32 & 0xffffu; }
static inline void xs_frame_set_vsel(struct xs_frame *s, uint64_t v) { s->w[7] = (s->w[7] & ~((uint64_t)0xffffu << 32)) | (v & 0xffffu) << 32; }
static inline uint64_t xs_frame_s1_selector(const struct xs_frame *s) { return s->w[8] >> 0 & 0xffffffu; }
static inline void xs_frame_set_s1_selector(struct xs_frame *s, uint64_t v) { s->w[8] = (s->w[8] & ~((uint64_t)0xffffffu << 0)) | (v & 0xffffffu) << 0; }
static inline uint64_t xs_frame_s1_generation(const struct xs_frame *s) { return s->w[8] >> 32 & 0xffffffffu; }
static inline void xs_frame_set_s1_generation(struct xs_frame *s, uint64_t v) { s->w[8] = (s->w[8] & ~((uint64_t)0xffffffffu << 32)) | (v & 0xffffffffu) << 32; }
static inline uint64_t xs_frame_badge(const struct xs_frame *s) { return s->w[9]; }
static inline void xs_frame_set_badge(struct xs_frame *s, uint64_t v) { s->w[9] = v; }
static inline uint64_t xs_frame_thread(const struct xs_frame *s) { return s->w[10] >> 0 & 0xffffffffu; }
static inline void xs_frame_set_thread(struct xs_frame *s, uint64_t v) { s->w[10] = (s->w[10] & ~((uint64_t)0xffffffffu << 0)) | (v & 0xffffffffu) << 0; }
static inline uint64_t xs_frame_serial(const struct xs_frame *s) { return s->w[10] >> 32 & 0xffffffffu; }
static inline void xs_frame_set_serial(struct xs_frame *s, uint64_t v) { s->w[10] = (s->w[10] & ~((uint64_t)0xffffffffu << 32)) | (v & 0xffffffffu) << 32; }
static inline uint64_t xs_frame_lw(const struct xs_frame *s) { return s->w[11]; }
static inline void xs_frame_set_lw(struct xs_frame *s, uint64_t v) { s->w[11] = v; }
static inline uint64_t xs_frame_fcsr(const struct xs_frame *s) { return s->w[12]; }
static inline void xs_frame_set_fcsr(struct xs_frame *s, uint64_t v) { s->w[12] = v; }
static inline uint64_t xs_frame_reserved0(const struct xs_frame *s) { return s->w[13]; }
static inline void xs_frame_set_reserved0(struct xs_frame *s, uint64_t v) { s->w[13] = v; }
static inline uint64_t xs_frame_reserved1(const struct xs_frame *s) { return s->w[14]; }
static inline void xs_frame_set_reserved1(struct xs_frame *s, uint64_t v) { s->w[14] = v; }
static inline uint64_t xs_frame_reserved2(const struct xs_frame *s) { return s->w[15]; }
static inline void xs_frame_set_reserved2(struct xs_frame *s, uint64_t v) { s->w[15] = v; }

/* lower half of an interrupt frame: the entry of a hart's linkage stack below the frame of kind INTERRUPT */
struct xs_state {
    uint64_t w[88];
};
static inline uint64_t xs_state_s2_selector(const struct xs_state *s) { return s->w[0] >> 0 & 0xffffffu; }
static inline void xs_state_set_s2_selector(struct xs_state *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0xffffffu << 0)) | (v & 0xffffffu) << 0; }
static inline uint64_t xs_state_s2_generation(const struct xs_state *s) { return s->w[0] >> 32 & 0xffffffffu; }
static inline void xs_state_set_s2_generation(struct xs_state *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0xffffffffu << 32)) | (v & 0xffffffffu) << 32; }
static inline uint64_t xs_state_s2base(const struct xs_state *s) { return s->w[1]; }
static inline void xs_state_set_s2base(struct xs_state *s, uint64_t v) { s->w[1] = v; }
static inline uint64_t xs_state_s2limit(const struct xs_state *s) { return s->w[2]; }
static inline void xs_state_set_s2limit(struct xs_state *s, uint64_t v) { s->w[2] = v; }
static inline uint64_t xs_state_lsp(const struct xs_state *s) { return s->w[3]; }
static inline void xs_state_set_lsp(struct xs_state *s, uint64_t v) { s->w[3] = v; }
static inline uint64_t xs_state_lslim(const struct xs_state *s) { return s->w[4]; }
static inline void xs_state_set_lslim(struct xs_state *s, uint64_t v) { s->w[4] = v; }
static inline uint64_t xs_state_lw(const struct xs_state *s) { return s->w[5]; }
static inline void xs_state_set_lw(struct xs_state *s, uint64_t v) { s->w[5] = v; }
static inline uint64_t xs_state_deadline(const struct xs_state *s) { return s->w[6]; }
static inline void xs_state_set_deadline(struct xs_state *s, uint64_t v) { s->w[6] = v; }
static inline uint64_t xs_state_kind(const struct xs_state *s) { return s->w[7] >> 0 & 0x3u; }
static inline void xs_state_set_kind(struct xs_state *s, uint64_t v) { s->w[7] = (s->w[7] & ~((uint64_t)0x3u << 0)) | (v & 0x3u) << 0; }
static inline uint64_t xs_state_tid(const struct xs_state *s) { return s->w[8] >> 0 & 0xffffffffu; }
static inline void xs_state_set_tid(struct xs_state *s, uint64_t v) { s->w[8] = (s->w[8] & ~((uint64_t)0xffffffffu << 0)) | (v & 0xffffffffu) << 0; }
static inline uint64_t xs_state_serial(const struct xs_state *s) { return s->w[9]; }
static inline void xs_state_set_serial(struct xs_state *s, uint64_t v) { s->w[9] = v; }
static inline uint64_t xs_state_run(const struct xs_state *s) { return s->w[10]; }
static inline void xs_state_set_run(struct xs_state *s, uint64_t v) { s->w[10] = v; }
static inline uint64_t xs_state_left(const struct xs_state *s) { return s->w[11]; }
static inline void xs_state_set_left(struct xs_state *s, uint64_t v) { s->w[11] = v; }

/* entry of a hart's interrupt binding table: one for each source of the interrupt controller */
struct xs_binding {
    uint64_t w[8];
};
static inline uint64_t xs_binding_selector(const struct xs_binding *s) { return s->w[0] >> 0 & 0xffffffu; }
static inline void xs_binding_set_selector(struct xs_binding *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0xffffffu << 0)) | (v & 0xffffffu) << 0; }
static inline uint64_t xs_binding_valid(const struct xs_binding *s) { return s->w[0] >> 24 & 0x1u; }
static inline void xs_binding_set_valid(struct xs_binding *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 24)) | (v & 0x1u) << 24; }
static inline uint64_t xs_binding_masked(const struct xs_binding *s) { return s->w[0] >> 25 & 0x1u; }
static inline void xs_binding_set_masked(struct xs_binding *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 25)) | (v & 0x1u) << 25; }
static inline uint64_t xs_binding_generation(const struct xs_binding *s) { return s->w[0] >> 32 & 0xffffffffu; }
static inline void xs_binding_set_generation(struct xs_binding *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0xffffffffu << 32)) | (v & 0xffffffffu) << 32; }
static inline uint64_t xs_binding_gate(const struct xs_binding *s) { return s->w[1] >> 0 & 0x3fu; }
static inline void xs_binding_set_gate(struct xs_binding *s, uint64_t v) { s->w[1] = (s->w[1] & ~((uint64_t)0x3fu << 0)) | (v & 0x3fu) << 0; }
static inline uint64_t xs_binding_level(const struct xs_binding *s) { return s->w[1] >> 8 & 0x7u; }
static inline void xs_binding_set_level(struct xs_binding *s, uint64_t v) { s->w[1] = (s->w[1] & ~((uint64_t)0x7u << 8)) | (v & 0x7u) << 8; }
static inline uint64_t xs_binding_badge(const struct xs_binding *s) { return s->w[2]; }
static inline void xs_binding_set_badge(struct xs_binding *s, uint64_t v) { s->w[2] = v; }
static inline uint64_t xs_binding_budget(const struct xs_binding *s) { return s->w[3]; }
static inline void xs_binding_set_budget(struct xs_binding *s, uint64_t v) { s->w[3] = v; }
static inline uint64_t xs_binding_period(const struct xs_binding *s) { return s->w[4]; }
static inline void xs_binding_set_period(struct xs_binding *s, uint64_t v) { s->w[4] = v; }
static inline uint64_t xs_binding_left(const struct xs_binding *s) { return s->w[5]; }
static inline void xs_binding_set_left(struct xs_binding *s, uint64_t v) { s->w[5] = v; }
static inline uint64_t xs_binding_renew(const struct xs_binding *s) { return s->w[6]; }
static inline void xs_binding_set_renew(struct xs_binding *s, uint64_t v) { s->w[6] = v; }
static inline uint64_t xs_binding_soft(const struct xs_binding *s) { return s->w[7]; }
static inline void xs_binding_set_soft(struct xs_binding *s, uint64_t v) { s->w[7] = v; }

/* interrupt thread of one hart and priority */
struct xs_ithread {
    uint64_t w[8];
};
static inline uint64_t xs_ithread_selector(const struct xs_ithread *s) { return s->w[0] >> 0 & 0xffffffu; }
static inline void xs_ithread_set_selector(struct xs_ithread *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0xffffffu << 0)) | (v & 0xffffffu) << 0; }
static inline uint64_t xs_ithread_valid(const struct xs_ithread *s) { return s->w[0] >> 24 & 0x1u; }
static inline void xs_ithread_set_valid(struct xs_ithread *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 24)) | (v & 0x1u) << 24; }
static inline uint64_t xs_ithread_generation(const struct xs_ithread *s) { return s->w[0] >> 32 & 0xffffffffu; }
static inline void xs_ithread_set_generation(struct xs_ithread *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0xffffffffu << 32)) | (v & 0xffffffffu) << 32; }
static inline uint64_t xs_ithread_top(const struct xs_ithread *s) { return s->w[1]; }
static inline void xs_ithread_set_top(struct xs_ithread *s, uint64_t v) { s->w[1] = v; }
static inline uint64_t xs_ithread_tid(const struct xs_ithread *s) { return s->w[2] >> 0 & 0xffffffffu; }
static inline void xs_ithread_set_tid(struct xs_ithread *s, uint64_t v) { s->w[2] = (s->w[2] & ~((uint64_t)0xffffffffu << 0)) | (v & 0xffffffffu) << 0; }
static inline uint64_t xs_ithread_last_serial(const struct xs_ithread *s) { return s->w[2] >> 32 & 0xffffffffu; }
static inline void xs_ithread_set_last_serial(struct xs_ithread *s, uint64_t v) { s->w[2] = (s->w[2] & ~((uint64_t)0xffffffffu << 32)) | (v & 0xffffffffu) << 32; }
static inline uint64_t xs_ithread_lw(const struct xs_ithread *s) { return s->w[3]; }
static inline void xs_ithread_set_lw(struct xs_ithread *s, uint64_t v) { s->w[3] = v; }
static inline uint64_t xs_ithread_driver_selector(const struct xs_ithread *s) { return s->w[4] >> 0 & 0xffffffu; }
static inline void xs_ithread_set_driver_selector(struct xs_ithread *s, uint64_t v) { s->w[4] = (s->w[4] & ~((uint64_t)0xffffffu << 0)) | (v & 0xffffffu) << 0; }
static inline uint64_t xs_ithread_driver_generation(const struct xs_ithread *s) { return s->w[4] >> 32 & 0xffffffffu; }
static inline void xs_ithread_set_driver_generation(struct xs_ithread *s, uint64_t v) { s->w[4] = (s->w[4] & ~((uint64_t)0xffffffffu << 32)) | (v & 0xffffffffu) << 32; }

/* CSR xirun: the handler that runs on the hart; 0: none */
struct xs_irun {
    uint64_t w[1];
};
static inline uint64_t xs_irun_source(const struct xs_irun *s) { return s->w[0] >> 0 & 0xffffu; }
static inline void xs_irun_set_source(struct xs_irun *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0xffffu << 0)) | (v & 0xffffu) << 0; }
static inline uint64_t xs_irun_level(const struct xs_irun *s) { return s->w[0] >> 16 & 0x7u; }
static inline void xs_irun_set_level(struct xs_irun *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x7u << 16)) | (v & 0x7u) << 16; }

/* the last access of a device that its segment unit refused; all 0: none yet */
struct xs_dmafault {
    uint64_t w[1];
};
static inline uint64_t xs_dmafault_reason(const struct xs_dmafault *s) { return s->w[0] >> 0 & 0xffu; }
static inline void xs_dmafault_set_reason(struct xs_dmafault *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0xffu << 0)) | (v & 0xffu) << 0; }
static inline uint64_t xs_dmafault_access(const struct xs_dmafault *s) { return s->w[0] >> 8 & 0x3u; }
static inline void xs_dmafault_set_access(struct xs_dmafault *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x3u << 8)) | (v & 0x3u) << 8; }
static inline uint64_t xs_dmafault_register(const struct xs_dmafault *s) { return s->w[0] >> 12 & 0xfu; }
static inline void xs_dmafault_set_register(struct xs_dmafault *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0xfu << 12)) | (v & 0xfu) << 12; }
static inline uint64_t xs_dmafault_count(const struct xs_dmafault *s) { return s->w[0] >> 32 & 0xffffffffu; }
static inline void xs_dmafault_set_count(struct xs_dmafault *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0xffffffffu << 32)) | (v & 0xffffffffu) << 32; }

/* the mask operand of sg.call */
struct xs_mask {
    uint64_t w[1];
};
static inline uint64_t xs_mask_args(const struct xs_mask *s) { return s->w[0] >> 0 & 0xffu; }
static inline void xs_mask_set_args(struct xs_mask *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0xffu << 0)) | (v & 0xffu) << 0; }
static inline uint64_t xs_mask_results(const struct xs_mask *s) { return s->w[0] >> 8 & 0x3u; }
static inline void xs_mask_set_results(struct xs_mask *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x3u << 8)) | (v & 0x3u) << 8; }
static inline uint64_t xs_mask_protect(const struct xs_mask *s) { return s->w[0] >> 10 & 0x1u; }
static inline void xs_mask_set_protect(struct xs_mask *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 10)) | (v & 0x1u) << 10; }
static inline uint64_t xs_mask_zero(const struct xs_mask *s) { return s->w[0] >> 11 & 0x1u; }
static inline void xs_mask_set_zero(struct xs_mask *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 11)) | (v & 0x1u) << 11; }
static inline uint64_t xs_mask_grants(const struct xs_mask *s) { return s->w[0] >> 12 & 0xfffu; }
static inline void xs_mask_set_grants(struct xs_mask *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0xfffu << 12)) | (v & 0xfffu) << 12; }
static inline uint64_t xs_mask_t(const struct xs_mask *s) { return s->w[0] >> 24 & 0x1u; }
static inline void xs_mask_set_t(struct xs_mask *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 24)) | (v & 0x1u) << 24; }
static inline uint64_t xs_mask_fargs(const struct xs_mask *s) { return s->w[0] >> 32 & 0xffu; }
static inline void xs_mask_set_fargs(struct xs_mask *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0xffu << 32)) | (v & 0xffu) << 32; }
static inline uint64_t xs_mask_fresults(const struct xs_mask *s) { return s->w[0] >> 40 & 0x3u; }
static inline void xs_mask_set_fresults(struct xs_mask *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x3u << 40)) | (v & 0x3u) << 40; }
static inline uint64_t xs_mask_within(const struct xs_mask *s) { return s->w[0] >> 42 & 0x3ffu; }
static inline void xs_mask_set_within(struct xs_mask *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x3ffu << 42)) | (v & 0x3ffu) << 42; }
static inline uint64_t xs_mask_within_scale(const struct xs_mask *s) { return s->w[0] >> 52 & 0xfu; }
static inline void xs_mask_set_within_scale(struct xs_mask *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0xfu << 52)) | (v & 0xfu) << 52; }
static inline uint64_t xs_mask_grace(const struct xs_mask *s) { return s->w[0] >> 56 & 0x1fu; }
static inline void xs_mask_set_grace(struct xs_mask *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1fu << 56)) | (v & 0x1fu) << 56; }
static inline uint64_t xs_mask_grace_scale(const struct xs_mask *s) { return s->w[0] >> 61 & 0x7u; }
static inline void xs_mask_set_grace_scale(struct xs_mask *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x7u << 61)) | (v & 0x7u) << 61; }

/* virtual selector, as sg.load and sg.call take it; higher bits must be 0 */
struct xs_sel {
    uint64_t w[1];
};
static inline uint64_t xs_sel_index(const struct xs_sel *s) { return s->w[0] >> 0 & 0x7fffu; }
static inline void xs_sel_set_index(struct xs_sel *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x7fffu << 0)) | (v & 0x7fffu) << 0; }
static inline uint64_t xs_sel_thread(const struct xs_sel *s) { return s->w[0] >> 15 & 0x1u; }
static inline void xs_sel_set_thread(struct xs_sel *s, uint64_t v) { s->w[0] = (s->w[0] & ~((uint64_t)0x1u << 15)) | (v & 0x1u) << 15; }
#endif
