/* Generated from abi/xseg.yaml by tools/abigen. Do not edit. */
#pragma once

/* sgd := what the virtual selector in rs1 names, through the code or the thread VST */
#define XS_ASM_SG_LOAD(sgd, rs1) ".insn r 0xb, 0, 0, x" sgd ", " rs1 ", x0"
/* sgd := the window [rs1, rs1 + rs2) of the register that rs1 points into, permissions narrowed to perm; rd := rs1 with top nibble sgd */
#define XS_ASM_SG_WIN(rd, rs1, rs2, sgd, perm) ".insn r 0xb, 1, " sgd " + (" perm " << 4), " rd ", " rs1 ", " rs2
/* sgd := the data register that rs1 points into; rd := rs1 with top nibble sgd */
#define XS_ASM_SG_MOV(rd, rs1, sgd) ".insn r 0xb, 2, " sgd ", " rd ", " rs1 ", x0"
/* rd := 1 if [rs1, rs1 + rs2) lies in one register granted by this call, live, with perm; else 0 */
#define XS_ASM_SG_CHK(rd, rs1, rs2, perm) ".insn r 0xb, 3, " perm ", " rd ", " rs1 ", " rs2
/* far call: gate of the code segment that the virtual selector in rs1 names, with the call mask in rs2 */
#define XS_ASM_SG_CALL(rs1, rs2, gate) ".insn r 0xb, 4, " gate ", x0, " rs1 ", " rs2
/* far return: pops the newest linkage frame; every segment register is as it was at the call */
#define XS_ASM_SG_RET() ".insn r 0xb, 5, 0, x0, x0, x0"
/* clear: hides the data registers whose bits are set (bit i is sg(3+i)); nothing is spilled */
#define XS_ASM_SG_CLR(imm) ".insn i 0xb, 6, x0, x0, ((" imm ") & 0x7ff) - ((" imm ") & 0x800)"
/* rd := what `kind` asks: badge, thread, permissions, bounds, or whether a register holds what a VST entry names */
#define XS_ASM_SG_QRY(rd, rs1, rs2, kind) ".insn r 0xb, 7, " kind ", " rd ", " rs1 ", " rs2
/* sgd := the segment with the global selector in rs1, permissions narrowed to rs2; through WRITE */
#define XS_ASM_SG_LOADG(sgd, rs1, rs2) ".insn r 0x2b, 0, 0, x" sgd ", " rs1 ", " rs2
/* sgd := the 32-byte register image at rs1 + imm; no spill, masks unchanged (context switch) */
#define XS_ASM_SG_LDR(sgd, imm, rs1) ".insn i 0x2b, 1, x" sgd ", " rs1 ", " imm
/* stores the 32-byte image of register sgd at rs1 + imm, latent registers too (context switch) */
#define XS_ASM_SG_STR(sgd, imm, rs1) ".insn s 0x2b, 2, x" sgd ", " imm "(" rs1 ")"
/* drops a selector, a VST entry, a gate table, or everything from every look-aside structure */
#define XS_ASM_SG_INVAL(rs1, rs2, kind) ".insn r 0x2b, 3, " kind ", x0, " rs1 ", " rs2
/* device register dr of the device whose registers rs1 points to := the keepable data register that rs2 points into (nibble 0: empty); rd := rs2 with top nibble dr */
#define XS_ASM_SG_DEV(rd, rs1, rs2, dr) ".insn r 0x2b, 4, " dr ", " rd ", " rs1 ", " rs2
