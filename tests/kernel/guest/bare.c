#include "bare.h"

static unsigned passed, failed;

static u64 length(const char *s)
{
    u64 n = 0;
    while (s[n])
        n++;
    return n;
}

void put(const char *text)
{
    for (u64 left = length(text); left;) {
        u64 n = (u64)CALL(SYS_DEBUG_WRITE, text, left);
        if (n > left)
            return;
        text += n;
        left -= n;
    }
}

void put_number(s64 n)
{
    char digits[24], *p = digits + 23;
    u64 v = n < 0 ? -(u64)n : (u64)n;
    *p = 0;
    do
        *--p = (char)('0' + v % 10);
    while (v /= 10);
    if (n < 0)
        *--p = '-';
    put(p);
}

void is(const char *name, s64 got, s64 wanted)
{
    if (got == wanted) {
        passed++;
        put("ok ");
        put(name);
    } else {
        failed++;
        put("FAILED ");
        put(name);
        put(": got ");
        put_number(got);
        put(", wanted ");
        put_number(wanted);
    }
    put("\n");
}

void truth(const char *name, int holds)
{
    is(name, !!holds, 1);
}

_Noreturn void done(void)
{
    put_number(passed);
    put(" passed, ");
    put_number(failed);
    put(" failed\n");
    CALL(SYS_SHUTDOWN, failed != 0);
    for (;;)
        ;
}

s64 far_call_gate(unsigned gate, u64 selector, u64 grants, u64 a0, u64 a1, u64 a2, u64 a3)
{
    static s64 (*const calls[])(u64, u64, u64, u64, u64, u64) = {far_call,   far_call_1, far_call_2, far_call_3,
                                                                 far_call_4, far_call_5, far_call_6, far_call_7};
    return calls[gate % 8](selector, grants, a0, a1, a2, a3);
}
