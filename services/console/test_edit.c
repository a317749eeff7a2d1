/* Line editing: what keys make of a line, and what the terminal is sent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/edit.h"
#include "console/screen.h"

static char shown[1 << 16];
static size_t shown_len;

static void show(void *terminal, const char *text, size_t len)
{
    (void)terminal;
    if (shown_len + len < sizeof shown)
        memcpy(shown + shown_len, text, len);
    shown_len += len;
    shown[shown_len < sizeof shown ? shown_len : 0] = '\0';
}

static struct edit editor = {.show = show};
static uint64_t badge;

static void start(void)
{
    shown_len = 0;
    edit_start(&editor, "$ ", history_of(badge));
}

static enum edit_result type_bytes(const char *keys, size_t len)
{
    enum edit_result result = EDIT_MORE;

    for (size_t i = 0; i < len && result == EDIT_MORE; i++)
        result = edit_byte(&editor, (unsigned char)keys[i]);
    return result;
}

/* Types keys and Enter on a fresh line; the line must come out as expected. */
static void check_line(const char *keys, const char *expected)
{
    start();
    assert_int_equal(type_bytes(keys, strlen(keys)), EDIT_MORE);
    assert_int_equal(type_bytes("\r", 1), EDIT_DONE);
    assert_int_equal(editor.len, strlen(expected));
    assert_memory_equal(editor.line, expected, editor.len);
}

static int fresh_client(void **state)
{
    (void)state;
    badge++;
    return 0;
}

static void plain_typing_is_echoed_without_escapes(void **state)
{
    (void)state;
    check_line("ls -l /docs", "ls -l /docs");
    assert_string_equal(shown, "$ ls -l /docs\r\n");
}

static void backspace_takes_a_whole_utf8_character(void **state)
{
    (void)state;
    check_line("a\xc3\xa4\x7f"
               "b",
               "ab");
    check_line("\xe2\x82\xac\x7f\x7f\x7f", "");
}

static void arrows_home_end_and_delete_edit_in_the_middle(void **state)
{
    (void)state;
    check_line("bc\x1b[Ha", "abc");
    check_line("ac\x1b[Db", "abc");
    check_line("xabc\x1b[1~\x1b[3~", "abc");
    check_line("ab\x1bOH\x1b[4~c", "abc");
    check_line("a\xc3\xa4"
               "c\x1b[D\x1b[D\x04",
               "ac");
    check_line("ac\x1b[D\x1b[D\x1b[D\x1b[Cb", "abc");
}

static void control_keys_cut_words_and_lines(void **state)
{
    (void)state;
    check_line("cp old new\x17name", "cp old name");
    check_line("garbage\x15ls", "ls");
    check_line("abcdef\x01\x06\x06\x0b", "ab");
    check_line("bc\x01"
               "a\x05"
               "d",
               "abcd");
}

static void history_goes_up_and_down_and_keeps_the_typed_line(void **state)
{
    (void)state;
    check_line("first", "first");
    check_line("second", "second");
    check_line("\x1b[A", "second");
    check_line("\x1b[A\x1b[A", "first");
    check_line("new\x1b[A\x1b[A\x1b[B\x1b[B", "new");
    check_line("\x10\x10\x10\x10\x10\x10\x0e", "second");
}

static void histories_of_two_clients_are_apart(void **state)
{
    (void)state;
    check_line("secret", "secret");
    badge++;
    check_line("\x1b[A", "");
}

static void history_of_the_idlest_client_is_given_up(void **state)
{
    (void)state;
    check_line("mine", "mine");
    for (int i = 0; i < HISTORY_CLIENTS; i++) {
        badge++;
        check_line("other", "other");
    }
    badge -= HISTORY_CLIENTS;
    check_line("\x1b[A", "");
    badge += HISTORY_CLIENTS;
}

static void enter_as_crlf_is_one_enter(void **state)
{
    (void)state;
    check_line("one", "one");
    start();
    assert_int_equal(type_bytes("\n", 1), EDIT_MORE);
    assert_int_equal(type_bytes("two\n", 4), EDIT_DONE);
    start();
    assert_int_equal(type_bytes("\n", 1), EDIT_DONE);
}

static void end_of_input_only_on_an_empty_line(void **state)
{
    (void)state;
    start();
    assert_int_equal(type_bytes("x\x01\x04", 3), EDIT_MORE);
    assert_int_equal(editor.len, 0);
    assert_int_equal(type_bytes("\x04", 1), EDIT_END);
}

static void control_c_cancels(void **state)
{
    (void)state;
    start();
    assert_int_equal(type_bytes("abc\x03", 4), EDIT_CANCEL);
    check_line("\x1b[A", "");
}

static void long_lines_scroll_and_stop_at_the_limit(void **state)
{
    (void)state;
    start();
    for (int i = 0; i < CONSOLE_LINE_MAX + 50; i++)
        assert_int_equal(edit_byte(&editor, 'x'), EDIT_MORE);
    assert_int_equal(editor.len, CONSOLE_LINE_MAX);
    assert_int_equal(shown[shown_len - 1], '\a');
}

static void any_bytes_leave_a_sound_line(void **state)
{
    (void)state;
    unsigned seed = 20261122;
    srand(seed);
    print_message("seed %u\n", seed);
    start();
    for (int i = 0; i < 200000; i++) {
        static const char likely[] = "\x1b[ABCDHF~3\x01\x05\x0b\x15\x17\x7f\xc3\xa4 w";
        int byte = rand() % 3 ? likely[(size_t)rand() % (sizeof likely - 1)] : rand();
        shown_len = 0;
        if (edit_byte(&editor, (unsigned char)byte) != EDIT_MORE)
            start();
        assert_true(editor.cursor <= editor.len && editor.len <= CONSOLE_LINE_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(plain_typing_is_echoed_without_escapes, fresh_client),
        cmocka_unit_test_setup(backspace_takes_a_whole_utf8_character, fresh_client),
        cmocka_unit_test_setup(arrows_home_end_and_delete_edit_in_the_middle, fresh_client),
        cmocka_unit_test_setup(control_keys_cut_words_and_lines, fresh_client),
        cmocka_unit_test_setup(history_goes_up_and_down_and_keeps_the_typed_line, fresh_client),
        cmocka_unit_test_setup(histories_of_two_clients_are_apart, fresh_client),
        cmocka_unit_test_setup(history_of_the_idlest_client_is_given_up, fresh_client),
        cmocka_unit_test_setup(enter_as_crlf_is_one_enter, fresh_client),
        cmocka_unit_test_setup(end_of_input_only_on_an_empty_line, fresh_client),
        cmocka_unit_test_setup(control_c_cancels, fresh_client),
        cmocka_unit_test_setup(long_lines_scroll_and_stop_at_the_limit, fresh_client),
        cmocka_unit_test_setup(any_bytes_leave_a_sound_line, fresh_client),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
