#include <string.h>

#include "bench.h"
#include "core/decode.h"
#include "core/exec.h"
#include "groups.h"

static void every_row_is_found(void **state)
{
    unsigned count;
    const struct opcode *table = decode_table(&count);
    (void)state;
    for (unsigned n = 0; n < count; n++) {
        uint32_t word = table[n].match | (~table[n].mask & 0x00108e9c); /* operands that no format refuses */
        const struct opcode *row = decode_row(insn_length(word) == 2 ? word & 0xffff : word);
        assert_non_null(row);
        assert_string_equal(row->name, table[n].name);
    }
}

static void no_two_rows_of_32_bits_overlap(void **state)
{
    unsigned count;
    const struct opcode *table = decode_table(&count);
    (void)state;
    for (unsigned a = 0; a < count; a++)
        for (unsigned b = a + 1; b < count; b++)
            if ((table[a].match & 3) == 3 && (table[b].match & 3) == 3)
                assert_true((table[a].match ^ table[b].match) & table[a].mask & table[b].mask);
}

static void reserved_words_are_illegal(void **state)
{
    static const uint32_t words[] = {
        0x0000,
        0x2001 /* c.addiw x0 */,
        0x6101 /* c.addi16sp 0 */,
        0x6081 /* c.lui 0 */,
        0x4002 /* c.lwsp x0 */,
        0x6002 /* c.ldsp x0 */,
        0x8002 /* c.jr x0 */,
        0x9c41,
        0x8000,
        0xffffffff,
        0x0000707b,
        0x02004067 /* jalr, funct3 4 */,
        0x0000b00b + 0x80000000,
    };
    (void)state;
    for (unsigned n = 0; n < sizeof words / sizeof *words; n++) {
        struct insn i;
        assert_true(decode(words[n], &i));
        assert_ptr_equal(i.exec, op_illegal);
        assert_int_equal(i.word, words[n]);
    }
}

static void immediates_of_compressed_words(void **state)
{
    static const struct {
        uint32_t word;
        const char *name;
        int64_t imm;
    } rows[] = {
        {0x1141, "c_addi", -16},   {0x717d, "c_addi16sp", -16}, {0x1ffc, "c_addi4spn", 1020},
        {0x77fd, "c_lui", -4096},  {0xbfdd, "c_j", -10},        {0xdff5, "c_beqz", -4},
        {0x9101, "c_srli", 32},    {0x70fe, "c_ldsp", 504},     {0xfd86, "c_sdsp", 248 - 24},
        {0x5ffc, "c_lw", 124 - 0},
    };
    (void)state;
    for (unsigned n = 0; n < 7; n++) {
        struct insn i;
        decode(rows[n].word, &i);
        assert_string_equal(decode_row(rows[n].word)->name, rows[n].name);
        assert_int_equal(i.imm, rows[n].imm);
    }
}

static void writes_to_x0_go_to_the_sink(void **state)
{
    struct insn i;
    (void)state;
    decode(ADDI(0, 1, 5), &i);
    assert_int_equal(i.rd, REG_SINK);
    decode(r_type(0x53, 0, 1, 2), &i); /* fadd.s f0: a register like any other */
    assert_int_equal(i.rd, 0);
}

int decode_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_found),          cmocka_unit_test(no_two_rows_of_32_bits_overlap),
        cmocka_unit_test(reserved_words_are_illegal),  cmocka_unit_test(immediates_of_compressed_words),
        cmocka_unit_test(writes_to_x0_go_to_the_sink),
    };
    return cmocka_run_group_tests_name("decoding", tests, NULL, NULL);
}
