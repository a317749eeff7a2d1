/* The shell's command lines, and the paths of programs/lib. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/path.h"
#include "shell/parse.h"

static struct command command;

/* Parses and compares the words, joined by '|'. */
static void check_words(const char *line, const char *words)
{
    char joined[PARSE_BYTES * 2] = "";

    assert_null(parse_line(line, strlen(line), &command));
    for (int i = 0; i < command.argc; i++) {
        strcat(joined, command.argv[i]);
        strcat(joined, "|");
    }
    assert_string_equal(joined, words);
    assert_null(command.argv[command.argc]);
}

static void check_wrong(const char *line, const char *reason)
{
    const char *wrong = parse_line(line, strlen(line), &command);

    assert_non_null(wrong);
    if (strstr(wrong, reason) == NULL)
        fail_msg("%s: wanted \"%s\", got \"%s\"", line, reason, wrong);
}

static void words_quotes_and_comments(void **state)
{
    (void)state;
    check_words("", "");
    check_words("   \t ", "");
    check_words("ls -l  /docs ", "ls|-l|/docs|");
    check_words("echo 'a b' \"c \\\"d\\\" \\\\\" e\\ f", "echo|a b|c \"d\" \\|e f|");
    check_words("echo '' x", "echo||x|");
    check_words("echo 'a;b' \"|\" \\<", "echo|a;b|||<|");
    check_words("echo a#b # comment > nowhere", "echo|a#b|");
    check_words("echo \xc3\xa4", "echo|\xc3\xa4|");
}

static void redirection_and_background(void **state)
{
    (void)state;
    check_words("echo hello > a.txt", "echo|hello|");
    assert_string_equal(command.output, "a.txt");
    assert_false(command.append);
    check_words("echo x>>'my file'", "echo|x|");
    assert_string_equal(command.output, "my file");
    assert_true(command.append);
    check_words("lua loop.lua &", "lua|loop.lua|");
    assert_true(command.background);
    check_words("echo a '>' b", "echo|a|>|b|");
    assert_null(command.output);
}

static void mistakes_are_told(void **state)
{
    (void)state;
    check_wrong("echo 'abc", "quote");
    check_wrong("echo \"abc\\\"", "quote");
    check_wrong("echo >", "file name");
    check_wrong("echo > > a", "file name");
    check_wrong("echo > 'a", "quote");
    check_wrong("echo > a > b", "one file");
    check_wrong("> a", "no command");
    check_wrong("&", "no command");
    check_wrong("a & b", "follow '&'");
    check_wrong("ls | cat", "not built");
    check_wrong("ls;cat", "not built");
    check_wrong("cat <a", "not built");
    char many[4 * PARSE_WORDS];
    for (size_t i = 0; i < sizeof many; i++)
        many[i] = i % 2 ? ' ' : 'x';
    assert_non_null(parse_line(many, sizeof many, &command));
    assert_non_null(parse_line(many, PARSE_BYTES, &command));
}

static void any_bytes_are_taken_apart_or_refused(void **state)
{
    (void)state;
    srand(2026);
    for (int i = 0; i < 100000; i++) {
        static const char likely[] = "ab \t'\"\\>&#/";
        char line[64];
        size_t len = (size_t)rand() % sizeof line;
        for (size_t k = 0; k < len; k++)
            line[k] = rand() % 8 ? likely[(size_t)rand() % (sizeof likely - 1)] : (char)rand();
        if (parse_line(line, len, &command) == NULL)
            for (int w = 0; w < command.argc; w++)
                assert_true(command.argv[w] >= command.text &&
                            command.argv[w] + strlen(command.argv[w]) < command.text + sizeof command.text);
    }
}

static void check_path(const char *path, const char *absolute)
{
    char out[PATH_BYTES];

    assert_int_equal(path_absolute(path, out), 0);
    assert_string_equal(out, absolute);
}

static void paths_become_absolute(void **state)
{
    (void)state;
    check_path("docs", "/docs");
    check_path("/a//b/./c/../d/", "/a/b/d");
    check_path("../../..", "/");
    assert_int_equal(path_set_directory("/docs/manual"), 0);
    check_path("x", "/docs/manual/x");
    check_path("..", "/docs");
    check_path("../..", "/");
    check_path(".", "/docs/manual");
    assert_int_equal(path_set_directory(".."), 0);
    assert_string_equal(path_directory(), "/docs");
    assert_string_equal(path_name("/docs/a.txt"), "a.txt");
    assert_string_equal(path_name("a.txt"), "a.txt");
}

static void long_paths_are_refused(void **state)
{
    (void)state;
    char path[PATH_BYTES + 10], out[PATH_BYTES];

    memset(path, 'x', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    assert_int_equal(path_absolute(path, out), -1);
    path[PATH_BYTES - 2] = '\0';
    path[0] = '/';
    assert_int_equal(path_absolute(path, out), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_quotes_and_comments), cmocka_unit_test(redirection_and_background),
        cmocka_unit_test(mistakes_are_told),         cmocka_unit_test(any_bytes_are_taken_apart_or_refused),
        cmocka_unit_test(paths_become_absolute),     cmocka_unit_test(long_paths_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
