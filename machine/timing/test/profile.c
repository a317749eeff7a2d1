/* Profiles: the four are good, and whatever is wrong with a file is one sentence that names the place. */
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct timing_profile profile_of(const char *name)
{
    struct timing_profile p;
    struct timing_error why = {""};
    if (!timing_profile_read(&p, name, timing_profile_builtin(name), &why))
        fail_msg("%s", why.text);
    return p;
}

static void four_profiles_are_compiled_in(void **state)
{
    (void)state;
    static const char *const names[] = {"arm", "ideal", "u54", "x86"};
    for (unsigned n = 0; n < 4; n++) {
        assert_string_equal(timing_profile_name(n), names[n]);
        assert_string_equal(profile_of(names[n]).name, names[n]);
    }
    assert_null(timing_profile_name(4));
    assert_null(timing_profile_builtin("none"));
}

static void values_are_the_files(void **state)
{
    (void)state;
    struct timing_profile p = profile_of("u54");
    assert_int_equal(p.clock_khz, 667000);
    assert_int_equal(p.l1d_ways, 8);
    assert_int_equal(p.segment_port, 8);
}

/* `old` of the text of u54 becomes `new`. */
static void refused(const char *old, const char *new, const char *message)
{
    const char *text = timing_profile_builtin("u54"), *at = strstr(text, old);
    struct timing_profile p;
    struct timing_error why = {""};
    char *changed = malloc(strlen(text) + strlen(new) + 1);
    assert_non_null(changed);
    assert_non_null(at);
    sprintf(changed, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
    assert_false(timing_profile_read(&p, "x.yaml", changed, &why));
    free(changed);
    if (strncmp(why.text, message, strlen(message)) != 0)
        fail_msg("expected \"%s\", not \"%s\"", message, why.text);
}

static void mistakes_are_named(void **state)
{
    (void)state;
    refused("issue_width:", "issue_with:", "x.yaml:4: no such parameter: issue_with");
    refused("issue_width:", "clock_khz:", "x.yaml:4: clock_khz is given twice");
    refused("issue_width: {value: 1,", "issue_width: {value: 9,", "x.yaml:4: issue_width: 9 is not between 1 and 8");
    refused("csr_read: {value: 3,", "csr_read: {value: 256,", "x.yaml:25: csr_read: 256 is not between 1 and 255");
    refused("issue_width: {value: 1,", "issue_width: {value: one,", "x.yaml:4: expected issue_width: {value: N");
    refused("{value: 1, source: \"PolarFire SoC MSS reference manual, section 3.1.2.2\"}", "{value: 1}",
            "x.yaml:4: expected issue_width");
    refused("{value: 1, source: \"PolarFire SoC MSS reference manual, section 3.1.2.2\"}", "{value: 1, source: \"\"}",
            "x.yaml:4: expected issue_width");
    refused("issue_width: {", "# {", "x.yaml: issue_width is missing");
    refused("l1d_ways: {value: 8", "l1d_ways: {value: 7", "x.yaml: l1d_bytes: 32768 bytes of 7 ways");
    refused("line_bytes: {value: 64", "line_bytes: {value: 65", "x.yaml: line_bytes: 65 is no power of two");
    refused("bht_entries: {value: 512", "bht_entries: {value: 500", "x.yaml: bht_entries: 500 is no power of two");
}

int profile_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_profiles_are_compiled_in),
        cmocka_unit_test(values_are_the_files),
        cmocka_unit_test(mistakes_are_named),
    };
    return cmocka_run_group_tests_name("profile", tests, NULL, NULL);
}
