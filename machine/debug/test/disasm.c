#include "debug/disasm.h"

#include <string.h>

#include "abi/insn.h"
#include "tests.h"

static void each_format_reads_as_the_assembler_writes_it(void **state)
{
    static const struct {
        uint32_t word;
        const char *text;
    } samples[] = {
        {0x0b | 3 << 7 | 5 << 15, "sg.load sg3, t0"},
        {0x100b | 10 << 7 | 10 << 15 | 11 << 20 | 14u << 25 | 3u << 29, "sg.win a0, a0, a1, sg14, rw"},
        {0x200b | 12 << 7 | 12 << 15 | 4u << 25, "sg.mov a2, a2, sg4"},
        {0x300b | 5 << 7 | 10 << 15 | 11 << 20 | 1u << 25, "sg.chk t0, a0, a1, r"},
        {0x400b | 5 << 15 | 6 << 20 | 63u << 25, "sg.call t0, t1, 63"},
        {0x500b, "sg.ret"},
        {0x600b | 0xfffu << 20, "sg.clr 4095"},
        {0x700b | 10 << 7 | 6u << 25, "sg.qry a0, zero, zero, 6"},
        {0x2b | 5 << 7 | 10 << 15 | 11 << 20, "sg.loadg sg5, a0, a1"},
        {0x102b | 3 << 7 | 10 << 15 | 32u << 20, "sg.ldr sg3, 32(a0)"},
        {0x202b | 0x1f << 7 | 10 << 15 | 3 << 20 | 0x7fu << 25, "sg.str sg3, -1(a0)"},
        {0x302b | 10 << 15 | 3u << 25, "sg.inval a0, zero, 3"},
        {0x402b | 10 << 7 | 11 << 15 | 12 << 20 | 3u << 25, "sg.dev a0, a1, a2, 3"},
    };
    char text[64];
    (void)state;
    for (unsigned i = 0; i < sizeof samples / sizeof *samples; i++) {
        assert_true(disasm_xseg(samples[i].word, text, sizeof text));
        assert_string_equal(text, samples[i].text);
    }
}

static void every_row_has_a_text_without_gaps(void **state)
{
    char text[64];
    (void)state;
#define CHECK(id, name, match, mask, mode, syntax)                                         \
    for (unsigned bits = 0; bits < 4096; bits++) {                                         \
        assert_true(disasm_xseg(match | (bits * 0x9e3779b1u & ~mask), text, sizeof text)); \
        assert_int_equal(strncmp(text, name, strlen(name)), 0);                            \
        assert_null(strchr(text, '?'));                                                    \
    }
    XS_INSTRUCTIONS(CHECK)
}

static void other_words_are_not_ours(void **state)
{
    static const uint32_t words[] = {0, 0x13, 0xffffffff, 0x0b | 1u << 31, 0x500b | 1 << 7, 0x502b, 0x00008067};
    char text[64];
    (void)state;
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        assert_false(disasm_xseg(words[i], text, sizeof text));
        assert_string_equal(text, "");
    }
}

static void a_small_buffer_cuts_the_text(void **state)
{
    char text[8];
    (void)state;
    assert_true(disasm_xseg(0x100b, text, sizeof text));
    assert_string_equal(text, "sg.win ");
}

int run_disasm(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_format_reads_as_the_assembler_writes_it),
        cmocka_unit_test(every_row_has_a_text_without_gaps),
        cmocka_unit_test(other_words_are_not_ours),
        cmocka_unit_test(a_small_buffer_cuts_the_text),
    };
    return cmocka_run_group_tests_name("disassembler", tests, NULL, NULL);
}
