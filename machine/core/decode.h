/* Decoding by table: rows of opcodes.def, opcodes_c.def and abi/xseg.yaml. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/insn.h"

/* How an instruction word spells its operands; see decode.c. */
typedef bool format_fn(uint32_t word, struct insn *i);

struct opcode {
    const char *name; /* with '_' for '.' */
    uint32_t match, mask;
    format_fn *format;
    exec_fn *exec;
    bool ends; /* no further instruction may follow in a decoded block */
};

/* Length in bytes of the instruction that begins with these 16 bits. */
static inline unsigned insn_length(uint32_t low)
{
    return (low & 3) == 3 ? 4 : 2;
}

/* Fills `i` (all but pc). Words that no row matches get op_illegal. Answers whether the instruction ends a block. */
bool decode(uint32_t word, struct insn *i);
/* The row that `word` matches, operands checked, or NULL. */
const struct opcode *decode_row(uint32_t word);
/* The whole table, for tests and disassemblers. */
const struct opcode *decode_table(unsigned *count);
