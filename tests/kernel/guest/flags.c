/* Wake-up flags (claim D12): set without the kernel, seen by the scheduler. */
#include "bare.h"

enum { OWN = 0xffff, COUNT = 200, RW = 3 };
static u64 flags; /* selector */
static volatile u64 woken, last;
static volatile s64 result;

static void or_bit(u64 offset, u64 bit)
{
    __atomic_fetch_or((u64 *)(SEGMENT(3) + offset) + bit / 64, 1ul << bit % 64, __ATOMIC_RELEASE);
}

static void set(u64 flag)
{
    or_bit(XS_FLAGS_BITS, flag);
    or_bit(XS_FLAGS_SUMMARY, flag / XS_FLAGS_GROUP); /* the upper half of the doubleword stays 0 */
}

static void sleeper(u64 flag)
{
    result = CALL(SYS_FLAG_WAIT, flags, flag, 0);
    last = flag;
    woken++;
    CALL(SYS_EXIT, 0);
}

static u64 through; /* an alias */
static void alias_sleeper(u64 flag)
{
    result = CALL(SYS_FLAG_WAIT, through, flag, 0);
    woken++;
    CALL(SYS_EXIT, 0);
}

static s64 thread(void (*f)(u64), u64 arg, u64 priority)
{
    return CALL(SYS_THREAD_CREATE, OWN, f, arg, 4096 | 2ul << 32, priority);
}

static void settle(void)
{
    CALL(SYS_SLEEP, 2000);
}

static void check_arguments(void)
{
    is("no flags at all", CALL(SYS_FLAGS_CREATE, 0), -PE_INVAL);
    is("too many", CALL(SYS_FLAGS_CREATE, XS_FLAGS_MAX + 1), -PE_INVAL);
    is("past the last", CALL(SYS_FLAG_WAIT, flags, COUNT, 1), -PE_RANGE);
    u64 plain = (u64)CALL(SYS_SEG_CREATE, 4096, 0);
    is("no segment of flags", CALL(SYS_FLAG_WAIT, plain, 0, 1), -PE_INVAL);
    is("no segment", CALL(SYS_FLAG_WAIT, 77, 0, 1), -PE_NOENT);
    CALL(SYS_SEG_DESTROY, plain);
    is("a wait ends at its time", CALL(SYS_FLAG_WAIT, flags, 1, 100), -PE_TIMEOUT);
}

/* The one who sets goes on working: the sleeper runs when the slice ends. */
static void claim_D12(void)
{
    truth("a thread of two frames", thread(sleeper, 5, 30) > 0);
    settle();
    u64 before = COUNTER(3);
    set(5);
    u64 set_then = COUNTER(3), woken_then = woken;
    while (!woken)
        ;
    u64 ended = COUNTER(3);
    is("claim_D12_setting_a_flag_enters_no_kernel", (s64)(set_then - before), 0);
    is("nobody had run yet", (s64)woken_then, 0);
    /* One hart: the slice ends, and the sleeper's thread. Another that is idle sleeps on the flags and is there at once. */
    truth("claim_D12_two_kernel_entries_or_none", ended - before == 2 || ended == before);
    put(ended == before ? "woken by a store alone\n" : "woken by the end of a slice\n");
    is("it was woken, not refused", result, 0);
    set(6);
    is("a flag set before is not lost", CALL(SYS_FLAG_WAIT, flags, 6, 100), 0);
    is("and is taken once", CALL(SYS_FLAG_WAIT, flags, 6, 100), -PE_TIMEOUT);
}

static void many(void)
{
    woken = 0;
    for (u64 f = 0; f < COUNT; f++)
        thread(sleeper, f, 30);
    settle();
    is("one waiter for each flag", CALL(SYS_FLAG_WAIT, flags, 9, 100), -PE_BUSY);
    is("all of them wait", (s64)woken, 0);
    set(130);
    settle();
    is("one flag wakes one thread", (s64)(woken * 1000 + last), 1130);
    for (u64 f = 0; f < COUNT; f += 2)
        set(f);
    settle();
    is("and many wake theirs", (s64)woken, COUNT / 2);
    for (u64 at = XS_FLAGS_SIZE; at; at -= 8) /* the summary last */
        *(volatile u64 *)(SEGMENT(3) + at - 8) = ~0ul;
    settle();
    is("garbage wakes, and harms nobody", (s64)woken, COUNT);
    for (u64 at = 0; at < XS_FLAGS_SIZE; at += 8)
        *(volatile u64 *)(SEGMENT(3) + at) = 0;
}

static void ends(void)
{
    woken = 0;
    s64 dead = thread(sleeper, 3, 30);
    settle();
    is("killed", CALL(SYS_THREAD_KILL, dead), 0);
    set(3);
    settle();
    is("a dead waiter does not run", (s64)woken, 0);
    is("its flag is free, and still set", CALL(SYS_FLAG_WAIT, flags, 3, 100), 0);
    through = (u64)CALL(SYS_SEG_ALIAS, flags, XS_FLAGS_SIZE, RW, 0);
    thread(alias_sleeper, 1, 30);
    thread(sleeper, 2, 30);
    settle();
    CALL(SYS_SEG_DESTROY, through);
    settle();
    is("who waited through a withdrawn alias is told", (s64)woken, 1);
    is("that it was revoked", result, -PE_REVOKED);
    CALL(SYS_SEG_DESTROY, flags);
    settle();
    is("with the segment, all are", (s64)woken * 1000 - result, 2000 + PE_REVOKED);
}

void start(u64 arg);
void start(u64 arg)
{
    (void)arg;
    flags = (u64)CALL(SYS_FLAGS_CREATE, COUNT);
    truth("flags", (s64)flags > 0);
    LOAD_SEGMENT(3, flags);
    check_arguments();
    claim_D12();
    many();
    ends();
    done();
}
