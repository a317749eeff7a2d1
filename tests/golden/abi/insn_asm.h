/* Generated from abi/xseg.yaml by tools/abigen. Do not edit. */
#pragma once

#ifdef __ASSEMBLER__
/* sgd := what the virtual selector in rs1 names, through the code or the thread VST */
.macro sg.load sgd, rs1
    .insn r 0xb, 0, 0, x\sgd, \rs1, x0
.endm
/* sgd := the window [rs1, rs1 + rs2) of the register that rs1 points into, permissions narrowed to perm; rd := rs1 with top nibble sgd */
.macro sg.win rd, rs1, rs2, sgd, perm
    .insn r 0xb, 1, (\sgd) + ((\perm) << 4), \rd, \rs1, \rs2
.endm
/* sgd := the data register that rs1 points into; rd := rs1 with top nibble sgd */
.macro sg.mov rd, rs1, sgd
    .insn r 0xb, 2, (\sgd), \rd, \rs1, x0
.endm
/* rd := 1 if [rs1, rs1 + rs2) lies in one register granted by this call, live, with perm; else 0 */
.macro sg.chk rd, rs1, rs2, perm
    .insn r 0xb, 3, (\perm), \rd, \rs1, \rs2
.endm
/* far call: gate of the code segment that the virtual selector in rs1 names, with the call mask in rs2 */
.macro sg.call rs1, rs2, gate
    .insn r 0xb, 4, (\gate), x0, \rs1, \rs2
.endm
/* far return: pops the newest linkage frame; every segment register is as it was at the call */
.macro sg.ret 
    .insn r 0xb, 5, 0, x0, x0, x0
.endm
/* clear: hides the data registers whose bits are set (bit i is sg(3+i)); nothing is spilled */
.macro sg.clr imm
    .insn i 0xb, 6, x0, x0, (((\imm)) & 0x7ff) - (((\imm)) & 0x800)
.endm
/* rd := what `kind` asks: badge, thread, permissions, bounds, or whether a register holds what a VST entry names */
.macro sg.qry rd, rs1, rs2, kind
    .insn r 0xb, 7, (\kind), \rd, \rs1, \rs2
.endm
/* sgd := the segment with the global selector in rs1, permissions narrowed to rs2; through WRITE */
.macro sg.loadg sgd, rs1, rs2
    .insn r 0x2b, 0, 0, x\sgd, \rs1, \rs2
.endm
/* sgd := the 32-byte register image at rs1 + imm; no spill, masks unchanged (context switch) */
.macro sg.ldr sgd, imm, rs1
    .insn i 0x2b, 1, x\sgd, \rs1, (\imm)
.endm
/* stores the 32-byte image of register sgd at rs1 + imm, latent registers too (context switch) */
.macro sg.str sgd, imm, rs1
    .insn s 0x2b, 2, x\sgd, (\imm)(\rs1)
.endm
/* drops a selector, a VST entry, a gate table, or everything from every look-aside structure */
.macro sg.inval rs1, rs2, kind
    .insn r 0x2b, 3, (\kind), x0, \rs1, \rs2
.endm
/* device register dr of the device whose registers rs1 points to := the keepable data register that rs2 points into (nibble 0: empty); rd := rs2 with top nibble dr */
.macro sg.dev rd, rs1, rs2, dr
    .insn r 0x2b, 4, (\dr), \rd, \rs1, \rs2
.endm
#endif
