/* Generated from abi/xseg.yaml by tools/abigen. Do not edit. */
#pragma once

#define MATCH_SG_LOAD 0xb
#define MASK_SG_LOAD 0xfff0707f
#define MATCH_SG_WIN 0x100b
#define MASK_SG_WIN 0x8000707f
#define MATCH_SG_MOV 0x200b
#define MASK_SG_MOV 0xe1f0707f
#define MATCH_SG_CHK 0x300b
#define MASK_SG_CHK 0xf800707f
#define MATCH_SG_CALL 0x400b
#define MASK_SG_CALL 0x80007fff
#define MATCH_SG_RET 0x500b
#define MASK_SG_RET 0xffffffff
#define MATCH_SG_CLR 0x600b
#define MASK_SG_CLR 0xfffff
#define MATCH_SG_QRY 0x700b
#define MASK_SG_QRY 0x707f
#define MATCH_SG_LOADG 0x2b
#define MASK_SG_LOADG 0xfe00707f
#define MATCH_SG_LDR 0x102b
#define MASK_SG_LDR 0x707f
#define MATCH_SG_STR 0x202b
#define MASK_SG_STR 0x707f
#define MATCH_SG_INVAL 0x302b
#define MASK_SG_INVAL 0x7fff
#define MATCH_SG_DEV 0x402b
#define MASK_SG_DEV 0xe000707f
#define XS_QUERY_BADGE 0 /* badge of the entry by which this call came (0 in a bottom frame or callback) */
#define XS_QUERY_THREAD 1 /* id of the current thread */
#define XS_QUERY_PERMS 2 /* of the register that rs1 points into: bit 0 R, 1 W, 2 keepable, 3 granted by this call, 4 visible and not empty */
#define XS_QUERY_BASE 3 /* lowest pointer into the register that rs1 points into */
#define XS_QUERY_LIMIT 4 /* first pointer past the register that rs1 points into */
#define XS_QUERY_HOLDS 5 /* 1 if the register that rs1 points into holds the segment that virtual selector rs2 names, same generation */
#define XS_QUERY_SERIAL 6 /* serial number of the current call on this thread (lock words carry it) */
#define XS_INVAL_SELECTOR 0 /* everything derived from the descriptor of global selector rs1 */
#define XS_INVAL_VST 1 /* entry rs2 of the VST of global selector rs1 */
#define XS_INVAL_GATES 2 /* the gate table of global selector rs1 */
#define XS_INVAL_ALL 3 /* everything */

/* X(id, name, match, mask, mode, syntax) for each instruction */
#define XS_INSTRUCTIONS(X) \
    X(sg_load, "sg.load", 0xb, 0xfff0707f, 'U', "sgd, rs1") \
    X(sg_win, "sg.win", 0x100b, 0x8000707f, 'U', "rd, rs1, rs2, sgd, perm") \
    X(sg_mov, "sg.mov", 0x200b, 0xe1f0707f, 'U', "rd, rs1, sgd") \
    X(sg_chk, "sg.chk", 0x300b, 0xf800707f, 'U', "rd, rs1, rs2, perm") \
    X(sg_call, "sg.call", 0x400b, 0x80007fff, 'U', "rs1, rs2, gate") \
    X(sg_ret, "sg.ret", 0x500b, 0xffffffff, 'U', "") \
    X(sg_clr, "sg.clr", 0x600b, 0xfffff, 'U', "imm") \
    X(sg_qry, "sg.qry", 0x700b, 0x707f, 'U', "rd, rs1, rs2, kind") \
    X(sg_loadg, "sg.loadg", 0x2b, 0xfe00707f, 'S', "sgd, rs1, rs2") \
    X(sg_ldr, "sg.ldr", 0x102b, 0x707f, 'S', "sgd, imm(rs1)") \
    X(sg_str, "sg.str", 0x202b, 0x707f, 'S', "sgd, imm(rs1)") \
    X(sg_inval, "sg.inval", 0x302b, 0x7fff, 'S', "rs1, rs2, kind") \
    X(sg_dev, "sg.dev", 0x402b, 0xe000707f, 'U', "rd, rs1, rs2, dr")

#ifndef __ASSEMBLER__
#include <stdint.h>

/* Operand fields of an instruction word. */
static inline uint32_t sg_load_sgd(uint32_t insn) { return (insn >> 7 & 0x1fu); }
static inline uint32_t sg_win_sgd(uint32_t insn) { return (insn >> 25 & 0xfu); }
static inline uint32_t sg_win_perm(uint32_t insn) { return (insn >> 29 & 0x3u); }
static inline uint32_t sg_mov_sgd(uint32_t insn) { return (insn >> 25 & 0xfu); }
static inline uint32_t sg_chk_perm(uint32_t insn) { return (insn >> 25 & 0x3u); }
static inline uint32_t sg_call_gate(uint32_t insn) { return (insn >> 25 & 0x3fu); }
static inline uint32_t sg_clr_imm(uint32_t insn) { return (insn >> 20 & 0xfffu); }
static inline uint32_t sg_qry_kind(uint32_t insn) { return (insn >> 25 & 0x7fu); }
static inline uint32_t sg_loadg_sgd(uint32_t insn) { return (insn >> 7 & 0x1fu); }
static inline uint32_t sg_ldr_sgd(uint32_t insn) { return (insn >> 7 & 0x1fu); }
static inline uint32_t sg_ldr_imm(uint32_t insn) { return (insn >> 20 & 0xfffu); }
static inline uint32_t sg_str_sgd(uint32_t insn) { return (insn >> 20 & 0x1fu); }
static inline uint32_t sg_str_imm(uint32_t insn) { return (insn >> 25 & 0x7fu) << 5 | (insn >> 7 & 0x1fu); }
static inline uint32_t sg_inval_kind(uint32_t insn) { return (insn >> 25 & 0x7fu); }
static inline uint32_t sg_dev_dr(uint32_t insn) { return (insn >> 25 & 0xfu); }
#endif
