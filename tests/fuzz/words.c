/* Random instructions: mostly such that do something. */
#include "abi/csrs.h"
#include "core/decode.h"
#include "fuzz.h"

enum { POINTERS = 8, FIRST_POINTER = 8, CODE_POINTER = 20 }; /* x8-x15; x20, x21 */

enum family family_of(uint32_t match)
{
    if ((match & 3) != 3)
        return FAMILY_COMPRESSED;
    switch (match & 0x7f) {
    case 0x07:
    case 0x27:
    case 0x43:
    case 0x47:
    case 0x4b:
    case 0x4f:
    case 0x53: return FAMILY_FP;
    case 0x2f: return FAMILY_ATOMIC;
    case 0x73: return FAMILY_SYSTEM;
    case 0x0b:
    case 0x2b: return FAMILY_XSEG;
    default: return FAMILY_INTEGER;
    }
}

static unsigned csr(struct twin *t)
{
    static const uint16_t known[] = {1,          2,        3,           0x100,     0x104,       0x106,    0x10a,
                                     0x140,      0x141,    0x142,       0x143,     0x144,       0x14d,    0x180,
                                     0x300,      0x301,    0x302,       0x303,     0x304,       0x306,    0x30a,
                                     0x320,      0x341,    0x342,       0x343,     0x344,       0x3a0,    0x3b0,
                                     0x3b1,      0x7a0,    0xb00,       0xb02,     0xc00,       0xc01,    0xc02,
                                     0xc05,      0xf14,    CSR_XSV,     CSR_XSW,   CSR_XSG,     CSR_XSLW, CSR_XFPE,
                                     CSR_XS2LIM, CSR_XTID, CSR_XSERIAL, CSR_XINFO, CSR_XSVALID, CSR_XLW};
    return draw(t, 8) ? known[draw(t, sizeof known / sizeof *known)] : (unsigned)draw(t, 4096);
}

static uint32_t field(uint32_t word, unsigned shift, unsigned bits, uint32_t value)
{
    uint32_t mask = ((UINT32_C(1) << bits) - 1) << shift;
    return (word & ~mask) | (value << shift & mask);
}

/* Registers that hold pointers are the ones used as such, and seldom written. */
static uint32_t with_registers(struct twin *t, uint32_t word)
{
    unsigned opcode = word & 0x7f, rd = word >> 7 & 31;
    bool memory = opcode == 0x03 || opcode == 0x07 || opcode == 0x23 || opcode == 0x27 || opcode == 0x2f ||
                  (opcode == 0x0f && (word >> 12 & 7) == 2);
    bool writes = opcode != 0x23 && opcode != 0x27 && opcode != 0x63;
    if (memory && draw(t, 8))
        word = field(word, 15, 5, draw(t, 10) ? FIRST_POINTER + draw(t, POINTERS) : 2);
    if (writes && (rd == 2 || (rd >= FIRST_POINTER && rd < FIRST_POINTER + POINTERS)) && draw(t, 16))
        word = field(word, 7, 5, 16 + draw(t, 16));
    return word;
}

/* Jumps mostly lead somewhere near. */
static uint32_t with_target(struct twin *t, uint32_t word)
{
    if ((word & 0x7f) == 0x63 && draw(t, 8))
        return word & 0x01fff0ff;
    if ((word & 0x7f) == 0x6f && draw(t, 8))
        return word & 0x07e00fff;
    if ((word & 0x7f) == 0x67 && draw(t, 4))
        return field(field(word, 15, 5, CODE_POINTER + draw(t, 2)), 20, 12, draw(t, 64) * 4);
    return word;
}

static uint32_t with_kernel_segments(struct twin *t, uint32_t word, unsigned kind)
{
    if (kind == 1 || kind == 2) /* images in the data */
        return field(field(field(word, 15, 5, 22), 20, 12, draw(t, 64) * 8), 7, 5, 3 + draw(t, 12));
    if (kind == 4) /* two pointers */
        return field(field(field(word, 15, 5, 8 + draw(t, 8)), 20, 5, 8 + draw(t, 8)), 25, 4, draw(t, 16));
    word = field(field(word, 15, 5, 16 + draw(t, 4)), 20, 5, 16 + draw(t, 4));
    return kind == 3 ? field(word, 25, 7, draw(t, 5)) : word;
}

/* Register numbers, selectors and gates that exist; see world_registers. */
static uint32_t with_segments(struct twin *t, uint32_t word, const struct opcode *row)
{
    unsigned kind = word >> 12 & 7;
    if ((word & 0x7f) == 0x2b)
        return with_kernel_segments(t, word, kind);
    switch (kind) {
    case 0: word = field(field(word, 7, 5, 3 + draw(t, 12)), 15, 5, 16 + draw(t, 4)); break;
    case 1:
        word = field(field(field(word, 15, 5, 8 + draw(t, 8)), 20, 5, 16 + draw(t, 4)), 25, 4, 3 + draw(t, 12));
        break;
    case 2: word = field(field(word, 15, 5, 8 + draw(t, 8)), 25, 4, 3 + draw(t, 12)); break;
    case 3: word = field(word, 15, 5, 8 + draw(t, 8)); break;
    case 4:
        word = field(field(field(word, 15, 5, 16 + draw(t, 4)), 20, 5, draw(t, 2) ? 0 : 23), 25, 6, draw(t, 4));
        break;
    case 7: word = field(field(word, 15, 5, 8 + draw(t, 8)), 25, 7, draw(t, 8)); break;
    default: break;
    }
    return (word & row->mask) == row->match ? word : row->match | (word & ~row->mask);
}

static const struct opcode *random_row(struct twin *t)
{
    unsigned count;
    const struct opcode *table = decode_table(&count);
    if (t->every) {
        const struct opcode *row = &table[t->next_row++ % count];
        while (t->world >= WORLD_XSEG && t->next_row % 2 && family_of(row->match) != FAMILY_XSEG)
            row = &table[draw(t, count)];
        return row;
    }
    enum family wanted = draw(t, 2) ? t->often : draw(t, 3) ? FAMILY_INTEGER : (enum family)draw(t, FAMILIES);
    for (unsigned n = 0; n < 1000; n++) {
        const struct opcode *row = &table[draw(t, count)];
        bool waits = row->match == 0x10500073;
        if (family_of(row->match) == wanted && (!waits || draw(t, 8) == 0))
            return row;
    }
    return table;
}

uint32_t random_word(struct twin *t)
{
    const struct opcode *row = random_row(t);
    uint32_t word = row->match | ((uint32_t)draw(t, UINT64_C(1) << 32) & ~row->mask);
    if (!t->every && draw(t, 64) == 0)
        return (uint32_t)draw(t, UINT64_C(1) << 32);
    switch (family_of(row->match)) {
    case FAMILY_COMPRESSED: return (word & 0xffff) | 0x00010000; /* and c.nop */
    case FAMILY_XSEG: return with_segments(t, word, row);
    case FAMILY_SYSTEM:
        if ((word & 0x3000) && (word & 0x7000) != 0x4000)
            word = field(word, 20, 12, csr(t));
        return with_registers(t, word);
    default: return with_target(t, with_registers(t, word));
    }
}
