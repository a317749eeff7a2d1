#include "engine_tests.h"

struct timing_system *attach_profile(struct bench *b, const char *profile)
{
    struct timing_profile p;
    struct timing_error why;
    assert_true(timing_profile_read(&p, profile, timing_profile_builtin(profile), &why));
    struct timing_system *s = timing_new(&p, 1);
    assert_non_null(s);
    assert_true(timing_attach(b->hart, &s->hart[0]));
    timing_watch_bus(b->bus, s);
    return s;
}

int main(void)
{
    return engine_tests() + lockstep_tests();
}
