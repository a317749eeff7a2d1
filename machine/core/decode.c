#include "core/decode.h"

#include <stddef.h>

#include "core/exec.h"
#include "core/formats.h"

/* Xseg instructions change what addresses mean, so each ends its block. */
static const struct opcode table[] = {
#define INSN(name, match, mask, format, ends) {#name, match, mask, format_##format, op_##name, ends},
#include "core/opcodes.def"
#undef INSN
#define CINSN(name, match, mask, format, body, ends) {#name, match, mask, format_##format, op_##body, ends},
#include "core/opcodes_c.def"
#undef CINSN
#define ROW_XS(id, name, match, mask, mode, syntax) {#id, match, mask, format_R, op_##id, 1},
    XS_INSTRUCTIONS(ROW_XS)
#undef ROW_XS
};
enum { ROWS = sizeof table / sizeof *table };
_Static_assert(ROWS < 256, "row numbers are bytes");

const struct opcode *decode_table(unsigned *count)
{
    *count = ROWS;
    return table;
}

/* --- index ------------------------------------------------------------------------------------------------ */
/* A key is what tells most instructions apart: quadrant, funct3 and (32-bit) the opcode. The rows that may match a key
 * are listed together, in table order. Built once. */
enum { KEYS = 4 * 8 * 32, PER_KEY = 128 };
static uint8_t listed[KEYS];
static uint8_t rows[KEYS][PER_KEY];

static unsigned key_of(uint32_t word)
{
    if ((word & 3) == 3)
        return 3 << 8 | (word >> 12 & 7) << 5 | (word >> 2 & 31);
    return (word & 3) << 8 | (word >> 13 & 7) << 5;
}

/* Bits of a word that a key fixes, and their values. */
static void key_pattern(unsigned key, uint32_t *mask, uint32_t *match)
{
    uint32_t quadrant = key >> 8, funct3 = key >> 5 & 7, opcode = key & 31;
    *mask = quadrant == 3 ? 0x707f : 0xe003;
    *match = quadrant == 3 ? funct3 << 12 | opcode << 2 | 3 : funct3 << 13 | quadrant;
}

static void index_build(void)
{
    for (unsigned key = 0; key < KEYS; key++) {
        uint32_t mask, match;
        key_pattern(key, &mask, &match);
        for (unsigned n = 0; n < ROWS; n++)
            if (((table[n].match ^ match) & table[n].mask & mask) == 0 && listed[key] < PER_KEY)
                rows[key][listed[key]++] = n;
    }
}

static const struct opcode *decode_into(uint32_t word, struct insn *i)
{
    static bool built;
    if (!built)
        index_build();
    built = true;
    unsigned key = key_of(word);
    for (unsigned n = 0; n < listed[key]; n++) {
        const struct opcode *row = &table[rows[key][n]];
        if ((word & row->mask) == row->match && row->format(word, i))
            return row;
    }
    return NULL;
}

const struct opcode *decode_row(uint32_t word)
{
    struct insn ignored = {0};
    return decode_into(word, &ignored);
}

bool decode(uint32_t word, struct insn *i)
{
    *i = (struct insn){.word = word};
    const struct opcode *row = decode_into(word, i);
    i->exec = row ? row->exec : op_illegal;
    i->word = word;
    return !row || row->ends;
}
