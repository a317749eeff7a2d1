/* A decoded instruction and what its body answers. */
#pragma once
#include <stdint.h>

struct hart;
struct insn;

enum flow {
    FLOW_NEXT = 0, /* executed; go on with insn[1] */
    FLOW_LEAVE,    /* executed; hart.pc says where to go on */
    FLOW_TRAP,     /* not executed; hart.trap says why */
    FLOW_END,      /* end mark of a block: nothing executed, hart.pc says where to go on */
    FLOW_STOP,     /* not executed: a debugger's break- or watchpoint */
};

typedef enum flow exec_fn(struct hart *h, const struct insn *i);

/* Writes to x0 land in a spare register, so that no body tests for it. */
enum { REG_SINK = 32 };

/* In a block every instruction is followed by another or by the end mark, so insn[1].pc is always the next pc. */
struct insn {
    exec_fn *exec;
    uint64_t pc;
    int64_t imm;
    uint32_t word;             /* as fetched; 16 bits when compressed */
    uint8_t rd, rs1, rs2, rs3; /* rd is REG_SINK for x0 when it names an integer register */
};
